package dev.cairn.tidy;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.VariableTree;

import dev.cairn.tidy.Rule.Breaches;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Names that say nothing, and which are therefore refused. */
final class NameRules {
    private static final Set<String> EMPTY_WORDS_OF_TYPES =
            Set.of("Manager", "Helper", "Helpers", "Util", "Utils", "Impl", "Data");
    private static final Set<String> EMPTY_PACKAGES = Set.of("impl", "util", "utils", "common");
    private static final Set<String> EMPTY_VARIABLES = Set.of("data", "info", "tmp", "obj");

    static final List<Rule> ALL =
            List.of(
                    new Rule("the name of a type has no empty word", NameRules::types),
                    new Rule("the name of a package is a concept", NameRules::packages),
                    new Rule("a variable says what it holds", NameRules::variables),
                    new Rule("a function says what it does", NameRules::functions),
                    new Rule("an accessor has no get", NameRules::accessors));

    private NameRules() {}

    private static void types(Source source, Breaches into) {
        source.each(
                ClassTree.class,
                (type, at) -> {
                    var name = type.getSimpleName().toString();
                    var words = Arrays.asList(name.split("(?=[A-Z])"));
                    if (words.getFirst().equals("Default")
                            || (words.getLast().equals("Info") && !isAboutInfo(source))
                            || words.stream().anyMatch(EMPTY_WORDS_OF_TYPES::contains)) {
                        into.add(source, source.firstLine(type), "type " + name);
                    }
                });
    }

    /** Where INFO and COMMAND INFO live, the word is the name of a command. */
    private static boolean isAboutInfo(Source source) {
        return source.packageName().equals("dev.cairn.node.command.server");
    }

    private static void packages(Source source, Breaches into) {
        if (Arrays.stream(source.packageName().split("\\.")).anyMatch(EMPTY_PACKAGES::contains)) {
            into.add(source, 1, "package " + source.packageName());
        }
    }

    private static void variables(Source source, Breaches into) {
        source.each(
                VariableTree.class,
                (variable, at) -> {
                    if (EMPTY_VARIABLES.contains(variable.getName().toString())) {
                        into.add(
                                source,
                                source.firstLine(variable),
                                "variable " + variable.getName());
                    }
                });
    }

    private static void functions(Source source, Breaches into) {
        source.each(
                MethodTree.class,
                (function, at) -> {
                    var name = function.getName().toString();
                    if (name.matches("process([A-Z].*)?")
                            && !function.getParameters().isEmpty()
                            && !Annotations.has(function, "Override")) {
                        into.add(source, source.firstLine(function), "function " + name);
                    }
                });
    }

    private static void accessors(Source source, Breaches into) {
        source.each(
                MethodTree.class,
                (function, at) -> {
                    var name = function.getName().toString();
                    if (name.matches("get[A-Z].*")
                            && function.getParameters().isEmpty()
                            && !Annotations.has(function, "Override")
                            && !Annotations.has(function, "Test")) {
                        into.add(source, source.firstLine(function), "accessor " + name);
                    }
                });
    }
}
