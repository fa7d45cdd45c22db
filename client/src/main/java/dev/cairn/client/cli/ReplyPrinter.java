package dev.cairn.client.cli;

import dev.cairn.client.call.Decode;
import dev.cairn.protocol.resp.Reply;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Prints replies as redis-cli does: for eyes with numbers and quotes, for pipes raw. */
final class ReplyPrinter {

    private ReplyPrinter() {}

    /** For a terminal; ends with a line break. */
    static String pretty(Reply reply) {
        var out = new StringBuilder();
        pretty(out, reply, "");
        return trimmed(out, reply).toString();
    }

    /** For a pipe: bare values, {@code between} them, in the bytes they came in. */
    static byte[] raw(Reply reply, String between) {
        // One char per byte, so that values that are no text survive.
        var out = new StringBuilder();
        raw(out, reply, asBytes(between));
        out.append('\n');
        return trimmed(out, reply).toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** A text for humans mostly brings its own last line break. */
    private static StringBuilder trimmed(StringBuilder out, Reply reply) {
        if (reply instanceof Reply.Verbatim verbatim && verbatim.text().endsWith("\n")) {
            out.setLength(out.length() - 1);
        }
        return out;
    }

    private static void pretty(StringBuilder out, Reply reply, String prefix) {
        if (isAggregate(reply)) {
            aggregate(out, reply, prefix);
        } else if (reply instanceof Reply.Attributed attributed) {
            pretty(out, attributed.reply(), prefix);
        } else {
            out.append(scalar(reply)).append('\n');
        }
    }

    private static String scalar(Reply reply) {
        if (reply instanceof Reply.Bulk bulk) {
            return quoted(bulk.bytes());
        }
        if (reply instanceof Reply.Failure failure) {
            return "(error) " + failure.text();
        }
        if (reply instanceof Reply.Whole whole) {
            return "(integer) " + whole.value();
        }
        if (reply instanceof Reply.Decimal decimal) {
            return "(double) " + decimal.text();
        }
        if (reply instanceof Reply.Bool bool) {
            return bool.value() ? "(true)" : "(false)";
        }
        if (reply instanceof Reply.BigNumber number) {
            return number.digits();
        }
        return reply == Reply.Nil.NIL ? "(nil)" : Decode.text(reply);
    }

    private static void aggregate(StringBuilder out, Reply reply, String prefix) {
        List<Reply> elements = elements(reply);
        if (elements.isEmpty()) {
            out.append("(empty ").append(noun(reply)).append(")\n");
            return;
        }
        boolean map = reply instanceof Reply.Mapping;
        int entries = map ? elements.size() / 2 : elements.size();
        int width = Integer.toString(entries).length();
        String inner = prefix + " ".repeat(width + 2);
        for (int entry = 0; entry < entries; entry++) {
            String number = Integer.toString(entry + 1);
            out.append(entry == 0 ? "" : prefix).append(" ".repeat(width - number.length()));
            out.append(number).append(separator(reply)).append(' ');
            if (map) {
                mapEntry(out, elements.get(2 * entry), elements.get(2 * entry + 1), inner);
            } else {
                pretty(out, elements.get(entry), inner);
            }
        }
    }

    private static void mapEntry(StringBuilder out, Reply key, Reply value, String prefix) {
        pretty(out, key, prefix);
        out.setLength(out.length() - 1);
        out.append(" => ");
        if (isLong(value)) {
            out.append('\n').append(prefix);
        }
        pretty(out, value, prefix);
    }

    /** Whether a value takes several lines, and so is better begun on one of its own. */
    private static boolean isLong(Reply value) {
        if (!isAggregate(value) || elements(value).isEmpty()) {
            return false;
        }
        List<Reply> elements = elements(value);
        int perEntry = value instanceof Reply.Mapping ? 2 : 1;
        return elements.size() > perEntry || isLong(elements.get(perEntry - 1));
    }

    private static void raw(StringBuilder out, Reply reply, String between) {
        if (isAggregate(reply)) {
            List<Reply> elements = elements(reply);
            boolean map = reply instanceof Reply.Mapping;
            for (int i = 0; i < elements.size(); i++) {
                out.append(i == 0 ? "" : map && i % 2 == 1 ? " " : between);
                raw(out, elements.get(i), between);
            }
        } else if (reply instanceof Reply.Attributed attributed) {
            raw(out, attributed.reply(), between);
        } else if (reply instanceof Reply.Bulk bulk) {
            out.append(new String(bulk.bytes(), StandardCharsets.ISO_8859_1));
        } else {
            out.append(asBytes(rawScalar(reply)));
        }
    }

    private static String rawScalar(Reply reply) {
        if (reply instanceof Reply.Failure failure) {
            return failure.text() + "\n";
        }
        if (reply instanceof Reply.Whole whole) {
            return Long.toString(whole.value());
        }
        if (reply instanceof Reply.Decimal decimal) {
            return decimal.text();
        }
        return reply == Reply.Nil.NIL ? "" : scalar(reply);
    }

    private static String asBytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static boolean isAggregate(Reply reply) {
        return reply instanceof Reply.Array
                || reply instanceof Reply.Mapping
                || reply instanceof Reply.Group
                || reply instanceof Reply.Push;
    }

    private static List<Reply> elements(Reply reply) {
        return reply instanceof Reply.Push push ? push.elements() : Decode.elements(reply);
    }

    private static String noun(Reply reply) {
        if (reply instanceof Reply.Mapping) {
            return "hash";
        }
        if (reply instanceof Reply.Group) {
            return "set";
        }
        return reply instanceof Reply.Push ? "push" : "array";
    }

    private static char separator(Reply reply) {
        if (reply instanceof Reply.Mapping) {
            return '#';
        }
        return reply instanceof Reply.Group ? '~' : ')';
    }

    /** The bytes in double quotes, with escapes for what is not printable ASCII. */
    static String quoted(byte[] bytes) {
        var out = new StringBuilder(bytes.length + 2).append('"');
        for (byte b : bytes) {
            switch (b) {
                case '\\', '"' -> out.append('\\').append((char) b);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case 7 -> out.append("\\a");
                case '\b' -> out.append("\\b");
                default -> {
                    if (b >= ' ' && b < 127) {
                        out.append((char) b);
                    } else {
                        out.append("\\x%02x".formatted(b & 0xff));
                    }
                }
            }
        }
        return out.append('"').toString();
    }
}
