package dev.cairn.protocol.resp;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** A double as C prints it with {@code %.17g}, which is how Redis sends one. */
public final class Doubles {

    private static final MathContext DIGITS_17 = new MathContext(17, RoundingMode.HALF_EVEN);
    private static final double EXACT = 1L << 53;

    private Doubles() {}

    /** The text of {@code value}: {@code inf}, {@code -inf}, {@code nan} or a decimal number. */
    public static String text(double value) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        if (value == 0) {
            return 1 / value < 0 ? "-0" : "0";
        }
        if (value == Math.rint(value) && Math.abs(value) < EXACT) {
            return Long.toString((long) value);
        }
        return general(new BigDecimal(value).round(DIGITS_17).stripTrailingZeros());
    }

    private static String general(BigDecimal number) {
        int exponent = number.precision() - number.scale() - 1;
        if (exponent >= -4 && exponent < 17) {
            return number.toPlainString();
        }
        String digits = number.unscaledValue().abs().toString();
        var text = new StringBuilder(32);
        text.append(number.signum() < 0 ? "-" : "").append(digits.charAt(0));
        if (digits.length() > 1) {
            text.append('.').append(digits, 1, digits.length());
        }
        int size = Math.abs(exponent);
        text.append(exponent < 0 ? "e-" : "e+").append(size < 10 ? "0" : "").append(size);
        return text.toString();
    }
}
