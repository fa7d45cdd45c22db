package dev.cairn.tidy;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.MemberSelectTree;

import dev.cairn.tidy.Rule.Breaches;

import java.util.List;
import java.util.regex.Pattern;

/** What is written around the code: comments, annotations, leftovers. */
final class TextRules {
    /** Spelt apart, so that this file does not break its own rule. */
    private static final Pattern LEFTOVER =
            Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b");

    private static final Pattern SENTENCE = Pattern.compile("\\S+\\s+\\S.*?[.:;]", Pattern.DOTALL);

    static final List<Rule> ALL =
            List.of(
                    new Rule("every type has a sentence of Javadoc", TextRules::typeSentences),
                    new Rule("nothing is left to be done", TextRules::leftovers),
                    new Rule("a suppressed warning says why", TextRules::suppressions),
                    new Rule("a disabled test says why", TextRules::disabledTests),
                    new Rule("imports name what they import", TextRules::wildcardImports),
                    new Rule(
                            "tests do not sleep, nobody prints stacks",
                            TextRules::sleepsAndStacks));

    private TextRules() {}

    /** In tests the class of the test itself and what is nested in it speak by their names. */
    private static void typeSentences(Source source, Breaches into) {
        source.each(
                ClassTree.class,
                (type, at) -> {
                    var isAnonymous = type.getSimpleName().isEmpty();
                    if (isAnonymous || source.isTest() && isPartOfTest(Source.typeName(at))) {
                        return;
                    }
                    var comment = source.docComment(at);
                    if (comment == null || !SENTENCE.matcher(comment.strip()).lookingAt()) {
                        into.add(
                                source,
                                source.firstLine(type),
                                "no sentence on " + Source.typeName(at));
                    }
                });
    }

    private static boolean isPartOfTest(String typeName) {
        return typeName.contains(".") || typeName.endsWith("Test");
    }

    private static void leftovers(Source source, Breaches into) {
        var lines = source.lines();
        for (int i = 0; i < lines.size(); i++) {
            if (LEFTOVER.matcher(lines.get(i)).find()) {
                into.add(source, i + 1, lines.get(i).strip());
            }
        }
    }

    /** The reason is a comment above or beside; whole families of warnings cannot be silenced. */
    private static void suppressions(Source source, Breaches into) {
        source.each(
                AnnotationTree.class,
                (annotation, at) -> {
                    if (!Annotations.simpleName(annotation).equals("SuppressWarnings")) {
                        return;
                    }
                    int line = source.firstLine(annotation);
                    var above = line < 2 ? "" : source.lines().get(line - 2).strip();
                    var beside = source.lines().get(line - 1);
                    var hasReason = above.startsWith("//") || beside.contains(") // ");
                    if (!hasReason || annotation.toString().contains("\"all\"")) {
                        into.add(source, line, annotation.toString());
                    }
                });
    }

    private static void disabledTests(Source source, Breaches into) {
        source.each(
                AnnotationTree.class,
                (annotation, at) -> {
                    if (Annotations.simpleName(annotation).equals("Disabled")
                            && annotation.getArguments().isEmpty()) {
                        into.add(source, source.firstLine(annotation), "disabled without reason");
                    }
                });
    }

    private static void wildcardImports(Source source, Breaches into) {
        source.each(
                ImportTree.class,
                (imported, at) -> {
                    if (imported.getQualifiedIdentifier().toString().endsWith(".*")) {
                        into.add(
                                source,
                                source.firstLine(imported),
                                imported.getQualifiedIdentifier().toString());
                    }
                });
    }

    private static void sleepsAndStacks(Source source, Breaches into) {
        source.each(
                MemberSelectTree.class,
                (select, at) -> {
                    var name = select.toString();
                    if ((source.isTest() && name.equals("Thread.sleep"))
                            || name.endsWith(".printStackTrace")) {
                        into.add(source, source.firstLine(select), name);
                    }
                });
    }
}
