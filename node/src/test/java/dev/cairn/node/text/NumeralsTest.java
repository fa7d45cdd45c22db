package dev.cairn.node.text;

import static dev.cairn.node.text.GlobTest.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.protocol.resp.Refusal;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumeralsTest {

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, 10, Long.MAX_VALUE, Long.MIN_VALUE, 1234567890123456789L})
    void readsEveryLong(long value) {
        assertThat(Numerals.parseLong(bytes(Long.toString(value)))).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "+1",
                " 1",
                "1 ",
                "01",
                "-0",
                "00",
                "1.0",
                "1e3",
                "9223372036854775808",
                "-9223372036854775809",
                "18446744073709551616",
                "99999999999999999999",
                "0x10"
            })
    void refusesEverythingElse(String text) {
        assertThat(Numerals.isLong(bytes(text))).isFalse();
    }

    /** The sums were printed by INCRBYFLOAT of redis-server 7.0.15 on x86-64. */
    @ParameterizedTest
    @CsvSource({
        "0.1, 0.2, 0.3",
        "3.0e3, 0.2, 3000.19999999999999996",
        "-1e-20, 0.2, 0.2",
        "0.30000000000000004, 0.2, 0.50000000000000004",
        "123456789.123456789, 0.2, 123456789.32345678899582708",
        "5, -5, 0",
        "1.5, 1.5, 3",
        "-.5, +.25, -0.25",
    })
    void addsAsTheProcessorDoes(String a, String b, String sum) {
        LongDouble left = LongDouble.parse(bytes(a), Refusal.NOT_A_FLOAT);
        LongDouble right = LongDouble.parse(bytes(b), Refusal.NOT_A_FLOAT);
        assertThat(left.plus(right).text()).asString().isEqualTo(sum);
    }

    @Test
    void printsHugeNumbersInFull() {
        LongDouble huge = LongDouble.parse(bytes("1e300"), Refusal.NOT_A_FLOAT);
        LongDouble little = LongDouble.parse(bytes("0.2"), Refusal.NOT_A_FLOAT);
        assertThat(huge.plus(little).text())
                .asString()
                .hasSize(301)
                .startsWith("1000000000000000000008997324079559193870523944")
                .endsWith(
                        "94772781889620606179267611627097410650567187386105690089424915104006144");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " 1",
                "1 ",
                "abc",
                "nan",
                "1e5000",
                "1e-5000",
                "1e999999999999",
                "1e",
                ".",
                "1e2147483647",
                "1e-2147483648"
            })
    void refusesWhatIsNoFloat(String text) {
        assertThatThrownBy(() -> LongDouble.parse(bytes(text), Refusal.NOT_A_FLOAT))
                .hasMessage("ERR value is not a valid float");
    }

    @Test
    void infinityIsReadButNotFinite() {
        assertThat(LongDouble.parse(bytes("-inf"), Refusal.NOT_A_FLOAT).isFinite()).isFalse();
        assertThat(LongDouble.parse(bytes("Infinity"), Refusal.NOT_A_FLOAT).isFinite()).isFalse();
    }
}
