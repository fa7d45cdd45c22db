package dev.cairn.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

final class TidyTest {
    private static List<Source> sources = List.of();

    @BeforeAll
    static void parseTheTree() throws IOException {
        sources = Source.ofTree();
    }

    static Stream<Rule> rules() {
        return Stream.of(SizeRules.ALL, NameRules.ALL, TextRules.ALL).flatMap(List::stream);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void theTreeKeeps(Rule rule) {
        assertThat(rule.breaches(sources)).isEmpty();
    }

    @Test
    void everyPackageIsNullMarked() {
        assertThat(unmarkedPackages(sources)).isEmpty();
    }

    @Test
    void aPackageWithoutItsMarkIsFound() {
        var code = Source.of("m/src/main/java/a/B.java", "package a; final class B {}");
        var bare = Source.of("m/src/main/java/a/package-info.java", "package a;");
        var marked = Source.of("m/src/main/java/a/package-info.java", "@NullMarked package a;");

        assertThat(unmarkedPackages(List.of(code))).containsExactly("a");
        assertThat(unmarkedPackages(List.of(code, bare))).containsExactly("a");
        assertThat(unmarkedPackages(List.of(code, marked))).isEmpty();
    }

    @Test
    void everyModuleIsRead() {
        var modules = new TreeSet<String>();
        sources.forEach(source -> modules.add(source.path().split("/")[0]));
        assertThat(modules).contains("cluster-protocol", "integration-tests", "node");
    }

    /** A package is marked once, in the main or the test tree of a module. */
    private static TreeSet<String> unmarkedPackages(List<Source> sources) {
        var packages = new TreeSet<String>();
        sources.forEach(source -> packages.add(source.packageName()));
        for (var source : sources) {
            var annotations = source.tree().getPackageAnnotations();
            if (source.isPackageInfo() && Annotations.has(annotations, "NullMarked")) {
                packages.remove(source.packageName());
            }
        }
        return packages;
    }
}
