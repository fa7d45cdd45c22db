package dev.cairn.tidy;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** One parsed Java source of the tree, with its place and its text. */
record Source(String path, String text, CompilationUnitTree tree, DocTrees docs) {

    /** The sources of every module, found beside the module that this test runs in. */
    static List<Source> ofTree() throws IOException {
        var root = Path.of("..");
        var files = new ArrayList<JavaFileObject>();
        for (var module : sourceRoots(root)) {
            try (Stream<Path> found = Files.walk(module)) {
                for (var file : found.filter(f -> f.toString().endsWith(".java")).toList()) {
                    files.add(new Text(root.relativize(file).toString(), Files.readString(file)));
                }
            }
        }
        return parse(files);
    }

    private static List<Path> sourceRoots(Path root) throws IOException {
        try (Stream<Path> modules = Files.list(root)) {
            return modules.map(module -> module.resolve("src")).filter(Files::isDirectory).toList();
        }
    }

    static Source of(String path, String text) {
        return parse(List.of(new Text(path, text))).getFirst();
    }

    private static List<Source> parse(List<? extends JavaFileObject> files) {
        var compiler = ToolProvider.getSystemJavaCompiler();
        var task = (JavacTask) compiler.getTask(null, null, null, List.of(), null, files);
        var docs = DocTrees.instance(task);
        var sources = new ArrayList<Source>();
        try {
            for (var tree : task.parse()) {
                var file = tree.getSourceFile();
                var path = file.toUri().getPath().substring(1);
                sources.add(new Source(path, file.getCharContent(true).toString(), tree, docs));
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return sources;
    }

    List<String> lines() {
        return text.lines().toList();
    }

    boolean isTest() {
        return path.contains("src/test/");
    }

    boolean isPackageInfo() {
        return path.endsWith("package-info.java");
    }

    String packageName() {
        return tree.getPackageName() == null ? "" : tree.getPackageName().toString();
    }

    /** Visits every tree of one kind, each with the path of trees around it. */
    <T extends Tree> void each(Class<T> kind, BiConsumer<T, TreePath> visitor) {
        new TreePathScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void scan(@Nullable Tree tree, @Nullable Void unused) {
                if (kind.isInstance(tree)) {
                    var parent = getCurrentPath();
                    visitor.accept(kind.cast(tree), new TreePath(parent, tree));
                }
                return super.scan(tree, null);
            }
        }.scan(new TreePath(tree), null);
    }

    int firstLine(Tree at) {
        return (int) lineMap().getLineNumber(positions().getStartPosition(tree, at));
    }

    int lastLine(Tree at) {
        return (int) lineMap().getLineNumber(positions().getEndPosition(tree, at));
    }

    @Nullable String docComment(TreePath at) {
        return docs.getDocComment(at);
    }

    /** The types around a tree, from the outermost, joined by dots. */
    static String typeName(TreePath at) {
        var name = new StringBuilder();
        for (var tree : at) {
            if (tree instanceof ClassTree type) {
                name.insert(0, name.isEmpty() ? "" : ".").insert(0, type.getSimpleName());
            }
        }
        return name.toString();
    }

    private LineMap lineMap() {
        return tree.getLineMap();
    }

    private SourcePositions positions() {
        return docs.getSourcePositions();
    }

    /** A source in memory, as the compiler's file object. */
    private static final class Text extends SimpleJavaFileObject {
        private final String text;

        Text(String path, String text) {
            super(URI.create("string:///" + path), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
