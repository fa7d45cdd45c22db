package dev.cairn.node.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a setting's value may be: how it is read from text and written back. */
sealed interface Kind<T> {

    /** The value that {@code text} means, or an exception that says what is wrong with it. */
    T parse(String text) throws InvalidSetting;

    /** The text that {@link #parse} reads as {@code value}. */
    String format(T value);

    /** What may stand there, for the reference. */
    String describe();

    /** Whether several words of a line make one value. */
    default boolean manyWords() {
        return false;
    }

    /** {@code yes} or {@code no}. */
    record YesNo() implements Kind<Boolean> {
        @Override
        public Boolean parse(String text) throws InvalidSetting {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "yes" -> true;
                case "no" -> false;
                default -> throw new InvalidSetting("argument must be 'yes' or 'no'");
            };
        }

        @Override
        public String format(Boolean value) {
            return value ? "yes" : "no";
        }

        @Override
        public String describe() {
            return "yes or no";
        }
    }

    /** An integer between two bounds, both included. */
    record Whole(long least, long most) implements Kind<Long> {
        private static final Pattern STRICT = Pattern.compile("0|-?[1-9]\\d*");

        @Override
        public Long parse(String text) throws InvalidSetting {
            try {
                if (STRICT.matcher(text).matches()) {
                    return within(Long.parseLong(text), least, most);
                }
            } catch (NumberFormatException tooBig) {
                // One text for both, as Redis has it.
            }
            throw new InvalidSetting("argument couldn't be parsed into an integer");
        }

        @Override
        public String format(Long value) {
            return value.toString();
        }

        @Override
        public String describe() {
            return most == Long.MAX_VALUE ? "integer from " + least : least + " to " + most;
        }

        static long within(long value, long least, long most) throws InvalidSetting {
            if (value < least || value > most) {
                throw new InvalidSetting(
                        "argument must be between " + least + " and " + most + " inclusive");
            }
            return value;
        }
    }

    /** A number of bytes, with a unit if it likes: {@code 512mb}. */
    record Bytes(long least, long most) implements Kind<Long> {
        @Override
        public Long parse(String text) throws InvalidSetting {
            return Whole.within(MemorySize.parse(text), least, most);
        }

        @Override
        public String format(Long value) {
            return value.toString();
        }

        @Override
        public String describe() {
            return "bytes, or a number with k, kb, m, mb, g, gb";
        }
    }

    /** One of the constants of an enum, written in lower case with dashes. */
    record Choice<E extends Enum<E>>(Class<E> type) implements Kind<E> {
        @Override
        public E parse(String text) throws InvalidSetting {
            for (E constant : type.getEnumConstants()) {
                if (format(constant).equalsIgnoreCase(text)) {
                    return constant;
                }
            }
            throw new InvalidSetting("argument(s) must be one of the following: " + labels(", "));
        }

        @Override
        public String format(E value) {
            return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        @Override
        public String describe() {
            return labels(", ");
        }

        private String labels(String separator) {
            return Arrays.stream(type.getEnumConstants())
                    .map(this::format)
                    .collect(Collectors.joining(separator));
        }
    }

    /** Any text. */
    record Text() implements Kind<String> {
        private static final char UNDECODABLE = '\uFFFD';

        @Override
        public String parse(String text) throws InvalidSetting {
            if (text.indexOf(UNDECODABLE) >= 0) {
                throw new InvalidSetting("argument must be text in UTF-8");
            }
            return text;
        }

        @Override
        public String format(String value) {
            return value;
        }

        @Override
        public String describe() {
            return "text";
        }
    }

    /** One text and no other, for a setting of Redis that has one honest answer here. */
    record Only(String value, String reason) implements Kind<String> {
        @Override
        public String parse(String text) throws InvalidSetting {
            if (!text.equalsIgnoreCase(value)) {
                throw new InvalidSetting(reason);
            }
            return value;
        }

        @Override
        public String format(String unused) {
            return value;
        }

        @Override
        public String describe() {
            return value.isEmpty() ? "only the empty text" : "only " + value;
        }
    }

    /** Words separated by spaces. */
    record Words() implements Kind<List<String>> {
        @Override
        public List<String> parse(String text) {
            return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
        }

        @Override
        public String format(List<String> value) {
            return String.join(" ", value);
        }

        @Override
        public String describe() {
            return "words separated by spaces";
        }

        @Override
        public boolean manyWords() {
            return true;
        }
    }

    /** How much unsent output each class of clients may pile up. */
    record Limits() implements Kind<OutputLimits> {
        @Override
        public OutputLimits parse(String text) throws InvalidSetting {
            return OutputLimits.parse(text);
        }

        @Override
        public String format(OutputLimits value) {
            return value.text();
        }

        @Override
        public String describe() {
            return "class hard-limit soft-limit soft-seconds, repeated";
        }

        @Override
        public boolean manyWords() {
            return true;
        }
    }
}
