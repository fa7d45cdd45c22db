package dev.cairn.protocol.resp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The expected texts are what C's printf gives for %.17g. */
class DoublesTest {

    @Test
    void printsAsC() {
        assertThat(Doubles.text(0)).isEqualTo("0");
        assertThat(Doubles.text(-0.0)).isEqualTo("-0");
        assertThat(Doubles.text(1)).isEqualTo("1");
        assertThat(Doubles.text(-12345678)).isEqualTo("-12345678");
        assertThat(Doubles.text(0.1)).isEqualTo("0.10000000000000001");
        assertThat(Doubles.text(3.14)).isEqualTo("3.1400000000000001");
        assertThat(Doubles.text(1.5)).isEqualTo("1.5");
        assertThat(Doubles.text(0.0001)).isEqualTo("0.0001");
        assertThat(Doubles.text(0.00001)).isEqualTo("1.0000000000000001e-05");
        assertThat(Doubles.text(1e16)).isEqualTo("10000000000000000");
        assertThat(Doubles.text(1e17)).isEqualTo("1e+17");
        assertThat(Doubles.text(1.2345e100)).isEqualTo("1.2345000000000001e+100");
        assertThat(Doubles.text(-Double.MIN_VALUE)).isEqualTo("-4.9406564584124654e-324");
        assertThat(Doubles.text(Double.MAX_VALUE)).isEqualTo("1.7976931348623157e+308");
        assertThat(Doubles.text(Double.POSITIVE_INFINITY)).isEqualTo("inf");
        assertThat(Doubles.text(Double.NEGATIVE_INFINITY)).isEqualTo("-inf");
        assertThat(Doubles.text(Double.NaN)).isEqualTo("nan");
    }
}
