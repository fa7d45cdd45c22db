package dev.cairn.protocol.resp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The text of a refusal with typed holes: {@code {text}} takes text or bytes, {@code {number}} an
 * integer.
 */
final class Template {

    /** What may fill a hole. */
    private enum Hole {
        TEXT,
        NUMBER
    }

    private final List<byte[]> pieces = new ArrayList<>();
    private final List<Hole> holes = new ArrayList<>();

    Template(String template) {
        int from = 0;
        for (int open; (open = template.indexOf('{', from)) >= 0; ) {
            int close = template.indexOf('}', open);
            holes.add(hole(template.substring(open + 1, close)));
            pieces.add(template.substring(from, open).getBytes(StandardCharsets.UTF_8));
            from = close + 1;
        }
        pieces.add(template.substring(from).getBytes(StandardCharsets.UTF_8));
    }

    /** How many holes there are to fill. */
    int holes() {
        return holes.size();
    }

    /** The text with every hole filled; a wrong number or type of values is a bug of the caller. */
    byte[] fill(Object... values) {
        if (values.length != holes.size()) {
            throw new IllegalArgumentException(
                    "takes " + holes.size() + " values, was given " + values.length);
        }
        var text = new ByteText().add(pieces.get(0));
        for (int i = 0; i < values.length; i++) {
            fill(text, holes.get(i), values[i]);
            text.add(pieces.get(i + 1));
        }
        return text.bytes();
    }

    private static void fill(ByteText text, Hole hole, Object value) {
        if (hole == Hole.TEXT && value instanceof byte[] bytes) {
            text.add(bytes);
        } else if (hole == Hole.TEXT && value instanceof CharSequence chars) {
            text.add(chars);
        } else if (hole == Hole.NUMBER && (value instanceof Long || value instanceof Integer)) {
            text.add(value.toString());
        } else {
            throw new IllegalArgumentException(
                    "a hole for " + hole + " cannot take " + value.getClass().getName());
        }
    }

    private static Hole hole(String name) {
        return switch (name) {
            case "text" -> Hole.TEXT;
            case "number" -> Hole.NUMBER;
            default -> throw new IllegalArgumentException("no such hole: " + name);
        };
    }
}
