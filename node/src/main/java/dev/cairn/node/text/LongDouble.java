package dev.cairn.node.text;

import dev.cairn.protocol.resp.Refusal;
import dev.cairn.protocol.slot.KeyBytes;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * A number as the {@code long double} of x86-64, in which Redis counts with INCRBYFLOAT: 64 bits of
 * mantissa, printed with up to 17 decimals.
 */
public final class LongDouble {

    private static final int MANTISSA_BITS = 64;
    private static final int MOST_EXPONENT = 4932;
    private static final int LEAST_EXPONENT = -4951;
    private static final int DECIMALS = 17;

    /** Redis copies the text into a buffer of 5 KiB and refuses what does not fit. */
    private static final int MOST_BYTES = 5 * 1024 - 1;

    private static final Pattern DECIMAL =
            Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

    private static final Pattern INFINITE = Pattern.compile("[+-]?(?i:inf|infinity)");

    private final @Nullable BigDecimal value;

    private LongDouble(@Nullable BigDecimal value) {
        this.value = value;
    }

    /** The number that {@code text} is, or {@code refusal}. */
    public static LongDouble parse(KeyBytes text, Refusal refusal) {
        if (text.length() == 0 || text.length() > MOST_BYTES) {
            throw refusal.refused();
        }
        String digits = ascii(text);
        if (INFINITE.matcher(digits).matches()) {
            return new LongDouble(null);
        }
        if (!DECIMAL.matcher(digits).matches()) {
            throw refusal.refused();
        }
        BigDecimal exact = exact(digits);
        if (exact == null || (exact.signum() != 0 && exponent(exact) < LEAST_EXPONENT)) {
            throw refusal.refused();
        }
        if (exact.signum() != 0 && exponent(exact) > MOST_EXPONENT) {
            throw refusal.refused();
        }
        return new LongDouble(rounded(exact));
    }

    /** Whether the number is neither infinite nor no number. */
    public boolean isFinite() {
        return value != null;
    }

    /** The sum, rounded as the processor rounds it. */
    public LongDouble plus(LongDouble other) {
        if (value == null || other.value == null) {
            return new LongDouble(null);
        }
        BigDecimal sum = rounded(value.add(other.value));
        return new LongDouble(sum.signum() != 0 && exponent(sum) > MOST_EXPONENT ? null : sum);
    }

    /** The number without exponent and without trailing zeros; it must be finite. */
    public byte[] text() {
        if (value == null) {
            throw new IllegalStateException("not finite");
        }
        BigDecimal shown = value.setScale(DECIMALS, RoundingMode.HALF_EVEN).stripTrailingZeros();
        String text = shown.signum() == 0 ? "0" : shown.toPlainString();
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** The power of ten of the first digit, plus one. */
    private static long exponent(BigDecimal number) {
        return (long) number.precision() - number.scale();
    }

    private static @Nullable BigDecimal exact(String digits) {
        try {
            return new BigDecimal(digits);
        } catch (NumberFormatException exponentBeyondInt) {
            return null;
        }
    }

    /** The nearest number with 64 bits of mantissa; ties go to the even one. */
    private static BigDecimal rounded(BigDecimal exact) {
        if (exact.signum() == 0) {
            return BigDecimal.ZERO;
        }
        BigInteger top = exact.unscaledValue().abs();
        BigInteger bottom = BigInteger.ONE;
        if (exact.scale() > 0) {
            bottom = BigInteger.TEN.pow(exact.scale());
        } else {
            top = top.multiply(BigInteger.TEN.pow(-exact.scale()));
        }
        int shift = MANTISSA_BITS - (top.bitLength() - bottom.bitLength());
        BigInteger mantissa = divided(top, bottom, shift);
        if (mantissa.bitLength() > MANTISSA_BITS) {
            shift--;
            mantissa = divided(top, bottom, shift);
        }
        BigDecimal rounded = scaled(mantissa, -shift);
        return exact.signum() < 0 ? rounded.negate() : rounded;
    }

    /** {@code top * 2^shift / bottom}, rounded half to even. */
    private static BigInteger divided(BigInteger top, BigInteger bottom, int shift) {
        BigInteger dividend = shift > 0 ? top.shiftLeft(shift) : top;
        BigInteger divisor = shift < 0 ? bottom.shiftLeft(-shift) : bottom;
        BigInteger[] parts = dividend.divideAndRemainder(divisor);
        int half = parts[1].shiftLeft(1).compareTo(divisor);
        boolean up = half > 0 || (half == 0 && parts[0].testBit(0));
        return up ? parts[0].add(BigInteger.ONE) : parts[0];
    }

    /** {@code mantissa * 2^power}, exactly. */
    private static BigDecimal scaled(BigInteger mantissa, int power) {
        if (power >= 0) {
            return new BigDecimal(mantissa.shiftLeft(power));
        }
        int zeros = Math.min(mantissa.getLowestSetBit(), -power);
        BigInteger odd = mantissa.shiftRight(zeros);
        int fives = -power - zeros;
        return new BigDecimal(odd.multiply(BigInteger.valueOf(5).pow(fives)), fives);
    }

    private static String ascii(KeyBytes text) {
        var chars = new char[text.length()];
        for (int i = 0; i < chars.length; i++) {
            chars[i] = (char) (text.at(i) & 0xff);
        }
        return new String(chars);
    }
}
