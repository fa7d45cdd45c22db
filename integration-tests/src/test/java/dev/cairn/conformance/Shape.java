package dev.cairn.conformance;

import dev.cairn.protocol.resp.Reply;

import java.util.List;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a reply is made of, whatever its texts and numbers are. */
final class Shape {

    private Shape() {}

    /** The shape of a reply; of an array, the shapes that its elements have. */
    static String of(Reply reply) {
        return switch (reply) {
            case Reply.Array(List<Reply> elements) ->
                    isPairs(elements) ? pairs(elements) : all(elements);
            case Reply.Mapping(List<Reply> elements) -> "map" + pairs(elements);
            case Reply other -> other.getClass().getSimpleName();
        };
    }

    /** Names and what is said of each, in turns, as RESP2 has to write a map. */
    private static boolean isPairs(List<Reply> elements) {
        return !elements.isEmpty()
                && elements.getFirst() instanceof Reply.Bulk name
                && List.of("slots", "id").contains(name.text());
    }

    private static String all(List<Reply> elements) {
        var shapes = new TreeSet<String>();
        elements.forEach(element -> shapes.add(of(element)));
        return shapes.toString();
    }

    private static String pairs(List<Reply> elements) {
        var shapes = new TreeMap<String, String>();
        for (int i = 0; i < elements.size(); i += 2) {
            shapes.put(((Reply.Bulk) elements.get(i)).text(), of(elements.get(i + 1)));
        }
        var text = new StringJoiner(", ", "{", "}");
        shapes.forEach((name, shape) -> text.add(name + "=" + shape));
        return text.toString();
    }
}
