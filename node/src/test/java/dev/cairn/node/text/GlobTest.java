package dev.cairn.node.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.protocol.slot.KeyBytes;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;

class GlobTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "* abc true",
                "a*c abc true",
                "a*c abd false",
                "a?c abc true",
                "a?c ac false",
                "h[ae]llo hello true",
                "h[ae]llo hillo false",
                "h[^e]llo hallo true",
                "h[^e]llo hello false",
                "h[c-a]llo hbllo true",
                "h[a-c]llo hdllo false",
                "[a ab false",
                "[a a true",
                "a\\*c a*c true",
                "a\\*c abc false",
                "[\\]] ] true",
                "a** a true",
                "*b*d* abcd true",
                "\\ \\ true",
            })
    void matchesAsRedisDoes(String pattern, String text, boolean expected) {
        assertThat(glob(pattern).matches(bytes(text))).isEqualTo(expected);
    }

    @Test
    void theEmptyTextMatchesOnlyTheBareStarAndTheEmptyPattern() {
        assertThat(glob("*").matches(bytes(""))).isTrue();
        assertThat(glob("**").matches(bytes(""))).isFalse();
        assertThat(glob("").matches(bytes(""))).isTrue();
    }

    @Test
    void aHostilePatternRunsOutOfSteps() {
        String text = "a".repeat(100_000);
        assertThat(glob("*a".repeat(50_000) + "b").matches(bytes(text))).isFalse();
        assertThat(glob("*a".repeat(500_000)).matches(bytes(text))).isFalse();
        assertThat(glob("[".repeat(1_000_000)).matches(bytes(text))).isFalse();
    }

    @Test
    void caseMayBeIgnored() {
        Glob pattern = Glob.ignoringCase("MAX[m-n]*".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(pattern.matches(bytes("maxMemory"))).isTrue();
    }

    private static Glob glob(String pattern) {
        return Glob.of(pattern.getBytes(StandardCharsets.ISO_8859_1));
    }

    static KeyBytes bytes(String text) {
        return new KeyBytes() {
            @Override
            public int length() {
                return text.length();
            }

            @Override
            public byte at(int index) {
                return (byte) text.charAt(index);
            }
        };
    }
}
