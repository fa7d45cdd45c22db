package dev.cairn.node.config;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts of memory as redis.conf writes them: {@code 100}, {@code 64k}, {@code 1gb}. */
final class MemorySize {

    private static final Pattern FORM = Pattern.compile("(-?\\d{1,19})([a-z]*)");

    private static final Map<String, Long> UNITS =
            Map.of(
                    "", 1L,
                    "b", 1L,
                    "k", 1000L,
                    "kb", 1L << 10,
                    "m", 1000_000L,
                    "mb", 1L << 20,
                    "g", 1000_000_000L,
                    "gb", 1L << 30);

    private MemorySize() {}

    static long parse(String text) throws InvalidSetting {
        Matcher form = FORM.matcher(text.toLowerCase(Locale.ROOT));
        Long unit = form.matches() ? UNITS.get(form.group(2)) : null;
        if (unit == null || form.group(1).startsWith("-")) {
            throw new InvalidSetting("argument must be a memory value");
        }
        try {
            return Math.multiplyExact(Long.parseLong(form.group(1)), unit);
        } catch (ArithmeticException | NumberFormatException tooBig) {
            throw new InvalidSetting("argument must be a memory value");
        }
    }
}
