package dev.cairn.tidy;

import com.sun.source.tree.DoWhileLoopTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.util.TreePath;

import dev.cairn.tidy.Rule.Breaches;

import java.util.List;

/** The hard numbers: lines of a function and of a file, columns, parameters, nesting. */
final class SizeRules {
    private static final int FUNCTION_LINES = 70;
    private static final int FILE_LINES = 800;
    private static final int COLUMNS = 100;
    private static final int PARAMETERS = 5;
    private static final int NESTING = 3;

    static final List<Rule> ALL =
            List.of(
                    new Rule("a function has at most 70 lines", SizeRules::functionLines),
                    new Rule("a file has at most 800 lines", SizeRules::fileLines),
                    new Rule("a line has at most 100 columns", SizeRules::columns),
                    new Rule("a function takes at most 5 parameters", SizeRules::parameters),
                    new Rule("control flow is nested at most 3 deep", SizeRules::nesting));

    private SizeRules() {}

    private static void functionLines(Source source, Breaches into) {
        source.each(
                MethodTree.class,
                (function, at) -> {
                    int lines = source.lastLine(function) - source.firstLine(function) + 1;
                    if (function.getBody() != null && lines > FUNCTION_LINES) {
                        into.add(
                                source,
                                source.firstLine(function),
                                function.getName() + " has " + lines + " lines");
                    }
                });
    }

    private static void fileLines(Source source, Breaches into) {
        int lines = source.lines().size();
        if (lines > FILE_LINES) {
            into.add(source, lines, "the file has " + lines + " lines");
        }
    }

    private static void columns(Source source, Breaches into) {
        var lines = source.lines();
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i);
            if (line.length() > COLUMNS && !line.startsWith("import ")) {
                into.add(source, i + 1, line.length() + " columns");
            }
        }
    }

    /**
     * Components of a record and the signature of an overridden function are not ours to shorten.
     */
    private static void parameters(Source source, Breaches into) {
        source.each(
                MethodTree.class,
                (function, at) -> {
                    int count = function.getParameters().size();
                    if (count > PARAMETERS
                            && !Annotations.has(function, "Override")
                            && at.getParentPath().getLeaf().getKind() != Tree.Kind.RECORD) {
                        into.add(
                                source,
                                source.firstLine(function),
                                function.getName() + " takes " + count + " parameters");
                    }
                });
    }

    private static void nesting(Source source, Breaches into) {
        source.each(
                Tree.class,
                (tree, at) -> {
                    if (nests(tree) && !isElseIf(at) && depth(at) == NESTING + 1) {
                        into.add(source, source.firstLine(tree), "nested deeper than " + NESTING);
                    }
                });
    }

    private static int depth(TreePath at) {
        int depth = 0;
        for (var path = at; path != null; path = path.getParentPath()) {
            var tree = path.getLeaf();
            if (tree instanceof MethodTree || tree instanceof LambdaExpressionTree) {
                return depth;
            }
            if (nests(tree) && !isElseIf(path)) {
                depth++;
            }
        }
        return depth;
    }

    private static boolean nests(Tree tree) {
        return switch (tree) {
            case IfTree _, ForLoopTree _, EnhancedForLoopTree _, WhileLoopTree _ -> true;
            case DoWhileLoopTree _, SwitchTree _, SwitchExpressionTree _ -> true;
            case TryTree _, SynchronizedTree _ -> true;
            default -> false;
        };
    }

    private static boolean isElseIf(TreePath at) {
        return at.getLeaf() instanceof IfTree tree
                && at.getParentPath().getLeaf() instanceof IfTree parent
                && parent.getElseStatement() == tree;
    }
}
