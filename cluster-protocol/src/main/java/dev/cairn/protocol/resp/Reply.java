package dev.cairn.protocol.resp;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** One whole reply of a server, as a tree. Byte arrays in it are not copied: do not change them. */
public sealed interface Reply {

    /** A short text such as OK or PONG. */
    record Simple(String text) implements Reply {}

    /** An error; its text begins with its code, such as ERR or MOVED. */
    record Failure(String text) implements Reply {

        /** The first word of the text. */
        public String code() {
            int space = text.indexOf(' ');
            return space < 0 ? text : text.substring(0, space);
        }
    }

    /** An integer. */
    record Whole(long value) implements Reply {}

    /** A string of bytes. */
    record Bulk(byte[] bytes) implements Reply {

        /** The bytes read as UTF-8. */
        public String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Bulk bulk && Arrays.equals(bytes, bulk.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            return "Bulk[" + text() + "]";
        }
    }

    /** No value. */
    enum Nil implements Reply {
        /** The only one. */
        NIL
    }

    /** An ordered list of replies. */
    record Array(List<Reply> elements) implements Reply {}

    /** Keys and values by turns, in the order they came; RESP3 only. */
    record Mapping(List<Reply> keysAndValues) implements Reply {}

    /** A set, in the order it came; RESP3 only. */
    record Group(List<Reply> elements) implements Reply {}

    /** An out-of-band message, which answers no request; RESP3 only. */
    record Push(List<Reply> elements) implements Reply {}

    /** True or false; RESP3 only. */
    record Bool(boolean value) implements Reply {}

    /** A double, in the digits it came in; RESP3 only. */
    record Decimal(String text) implements Reply {

        /** The nearest double. */
        public double value() {
            return switch (text) {
                case "inf" -> Double.POSITIVE_INFINITY;
                case "-inf" -> Double.NEGATIVE_INFINITY;
                case "nan", "-nan" -> Double.NaN;
                default -> Double.parseDouble(text);
            };
        }
    }

    /** An integer of any size, as its digits; RESP3 only. */
    record BigNumber(String digits) implements Reply {}

    /** A text for humans with the name of its format; RESP3 only. */
    record Verbatim(String format, String text) implements Reply {}

    /** A reply with attributes (keys and values by turns) that a client may ignore; RESP3 only. */
    record Attributed(List<Reply> attributes, Reply reply) implements Reply {}
}
