package dev.cairn.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.stream.Stream;

/** Plants one breach of each rule and expects the rule to sing. */
final class TidyCanaryTest {
    private static final String DOC = "/** A small thing. */\n";

    static Stream<Arguments> breaches() {
        return Stream.of(
                Arguments.of(
                        "a function has at most 70 lines",
                        "class A { void f() {" + "int x;\n".repeat(71) + "} }"),
                Arguments.of("a file has at most 800 lines", "class A {" + "\n".repeat(801) + "}"),
                Arguments.of("a line has at most 100 columns", "class A {" + " ".repeat(92) + "}"),
                Arguments.of(
                        "a function takes at most 5 parameters",
                        "class A { void f(int a, int b, int c, int d, int e, int f) {} }"),
                Arguments.of(
                        "control flow is nested at most 3 deep",
                        "class A { void f(boolean x) {"
                                + " if (x) { for (;;) { while (x) { try { f(x); } finally {} } } }"
                                + " } }"),
                Arguments.of("the name of a type has no empty word", "class LeaseManager {}"),
                Arguments.of("the name of a type has no empty word", "class DefaultLease {}"),
                Arguments.of(
                        "the name of a type has no empty word", "class A { class SlotInfo {} }"),
                Arguments.of("the name of a package is a concept", "package a.util; class A {}"),
                Arguments.of("a variable says what it holds", "class A { int data; }"),
                Arguments.of(
                        "a function says what it does", "class A { void processKey(int key) {} }"),
                Arguments.of("an accessor has no get", "class A { int getSize() { return 1; } }"),
                Arguments.of("every type has a sentence of Javadoc", "class A {}"),
                Arguments.of("every type has a sentence of Javadoc", "/** Word. */ class A {}"),
                Arguments.of(
                        "every type has a sentence of Javadoc", DOC + "class A { class B {} }"),
                Arguments.of("nothing is left to be done", "class A {} // TO" + "DO later"),
                Arguments.of(
                        "a suppressed warning says why", "@SuppressWarnings(\"x\") class A {}"),
                Arguments.of(
                        "a suppressed warning says why",
                        "// all of it\n@SuppressWarnings(\"all\") class A {}"),
                Arguments.of("a disabled test says why", "class A { @Disabled void f() {} }"),
                Arguments.of("imports name what they import", "import java.util.*; class A {}"),
                Arguments.of(
                        "tests do not sleep, nobody prints stacks",
                        "class A {{ Thread.sleep(1); }}"),
                Arguments.of(
                        "tests do not sleep, nobody prints stacks",
                        "class A { void f(Exception e) { e.printStackTrace(); } }"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("breaches")
    void aBreachIsFound(String sentence, String text) {
        var place = text.contains("sleep") ? "test" : "main";
        var source = Source.of("m/src/" + place + "/java/ATest.java", text);
        assertThat(rule(sentence).breaches(List.of(source))).hasSize(1);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.cairn.tidy.TidyTest#rules")
    void everyRuleHasItsCanary(Rule rule) {
        assertThat(breaches().map(canary -> canary.get()[0])).contains(rule.sentence());
    }

    @Test
    void tidyCodePasses() {
        var source =
                Source.of(
                        "m/src/main/java/A.java",
                        DOC
                                + """
                                final class Lease {
                                    record Wide(int a, int b, int c, int d, int e, int f) {}
                                    // The caller has checked the type.
                                    @SuppressWarnings("unchecked")
                                    int chain(int x) {
                                        if (x == 1) {
                                            return 1;
                                        } else if (x == 2) {
                                            return 2;
                                        } else if (x == 3) {
                                            return 3;
                                        } else if (x == 4) {
                                            return 4;
                                        }
                                        return 0;
                                    }
                                }
                                """
                                        .replace("record", DOC + "record"));
        assertThat(TidyTest.rules().flatMap(rule -> rule.breaches(List.of(source)).stream()))
                .isEmpty();
    }

    private static Rule rule(String sentence) {
        return TidyTest.rules()
                .filter(rule -> rule.sentence().equals(sentence))
                .findFirst()
                .orElseThrow();
    }
}
