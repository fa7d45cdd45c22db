package dev.cairn.client.call;

import dev.cairn.protocol.resp.Reply;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Readings of a reply, the same for RESP2 and RESP3. */
public final class Decode {

    private Decode() {}

    /** The reply itself. */
    public static Reply raw(Reply reply) {
        return reply;
    }

    /** Nothing, of a reply that says OK. */
    public static Boolean ok(Reply reply) {
        return reply instanceof Reply.Simple simple && simple.text().equals("OK");
    }

    /** An integer. */
    public static Long whole(Reply reply) {
        if (reply instanceof Reply.Whole whole) {
            return whole.value();
        }
        throw unexpected("an integer", reply);
    }

    /** True for 1 or true, false for 0 or false. */
    public static Boolean bool(Reply reply) {
        return reply instanceof Reply.Bool bool ? bool.value() : whole(reply) != 0;
    }

    /** A double, in RESP2 from its text. */
    public static Double decimal(Reply reply) {
        return reply instanceof Reply.Decimal decimal
                ? decimal.value()
                : new Reply.Decimal(text(reply)).value();
    }

    /** Text of any kind, read as UTF-8. */
    public static String text(Reply reply) {
        if (reply instanceof Reply.Bulk bulk) {
            return bulk.text();
        }
        if (reply instanceof Reply.Simple simple) {
            return simple.text();
        }
        if (reply instanceof Reply.Verbatim verbatim) {
            return verbatim.text();
        }
        throw unexpected("text", reply);
    }

    /** A string's bytes. */
    public static byte[] bytes(Reply reply) {
        return reply instanceof Reply.Bulk bulk
                ? bulk.bytes()
                : text(reply).getBytes(StandardCharsets.UTF_8);
    }

    /** What {@code present} reads, or nothing of a nil. */
    public static <T> Function<Reply, Optional<T>> optional(Function<Reply, T> present) {
        return reply ->
                reply == Reply.Nil.NIL ? Optional.empty() : Optional.of(present.apply(reply));
    }

    /** A list of what {@code element} reads. */
    public static <T> Function<Reply, List<T>> list(Function<Reply, T> element) {
        return reply -> {
            var list = new ArrayList<T>();
            elements(reply).forEach(one -> list.add(element.apply(one)));
            return list;
        };
    }

    /** A map, in RESP2 from keys and values by turns. */
    public static <V> Function<Reply, Map<String, V>> map(Function<Reply, V> value) {
        return reply -> {
            List<Reply> all = elements(reply);
            var map = new LinkedHashMap<String, V>();
            for (int i = 0; i + 1 < all.size(); i += 2) {
                map.put(text(all.get(i)), value.apply(all.get(i + 1)));
            }
            return map;
        };
    }

    /**
     * Pairs of texts, in RESP3 nested and in RESP2 by turns; unlike in a map one may come twice.
     */
    public static List<Map.Entry<String, String>> entries(Reply reply) {
        var flat = new ArrayList<Reply>();
        for (Reply element : elements(reply)) {
            flat.addAll(element instanceof Reply.Array pair ? pair.elements() : List.of(element));
        }
        var entries = new ArrayList<Map.Entry<String, String>>();
        for (int i = 0; i + 1 < flat.size(); i += 2) {
            entries.add(Map.entry(text(flat.get(i)), text(flat.get(i + 1))));
        }
        return entries;
    }

    /** The elements of an array, set, map (keys and values by turns) or push. */
    public static List<Reply> elements(Reply reply) {
        if (reply instanceof Reply.Array array) {
            return array.elements();
        }
        if (reply instanceof Reply.Mapping mapping) {
            return mapping.keysAndValues();
        }
        if (reply instanceof Reply.Group group) {
            return group.elements();
        }
        if (reply instanceof Reply.Attributed attributed) {
            return elements(attributed.reply());
        }
        throw unexpected("several elements", reply);
    }

    private static UnexpectedReply unexpected(String expected, Reply reply) {
        String came = reply.getClass().getSimpleName();
        return new UnexpectedReply(
                "expected " + expected + ", but a reply of kind " + came + " came");
    }
}
