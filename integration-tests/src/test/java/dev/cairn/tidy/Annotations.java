package dev.cairn.tidy;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.MethodTree;

import java.util.List;

/** Annotations as they stand in a source, known by their simple name. */
final class Annotations {
    private Annotations() {}

    static boolean has(MethodTree function, String name) {
        return has(function.getModifiers().getAnnotations(), name);
    }

    static boolean has(List<? extends AnnotationTree> annotations, String name) {
        return annotations.stream().anyMatch(a -> simpleName(a).equals(name));
    }

    static String simpleName(AnnotationTree annotation) {
        var name = annotation.getAnnotationType().toString();
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
