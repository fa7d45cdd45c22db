package dev.cairn.client.cli.grid;

import dev.cairn.protocol.resp.Reply;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who serves how many slots, as one node's {@code CLUSTER SHARDS} tells it.
 *
 * @param slotsByPort slots of each primary that is online, by its port
 * @param served slots that have such a primary
 * @param inSync slots of which every wanted copy is online
 */
record Coverage(Map<Integer, Integer> slotsByPort, int served, int inSync) {
    static final Coverage NONE = new Coverage(Map.of(), 0, 0);

    /** Reads the reply; anything that is not of its form covers nothing. */
    static Coverage of(Reply reply, int wantedCopies) {
        var slotsByPort = new HashMap<Integer, Integer>();
        int served = 0;
        int inSync = 0;
        for (var entry : elements(reply)) {
            var shard = fields(entry);
            int slots = slotsIn(elements(shard.get("slots")));
            var online =
                    elements(shard.get("nodes")).stream()
                            .map(Coverage::fields)
                            .filter(node -> text(node.get("health")).equals("online"))
                            .toList();
            for (var node : online) {
                if (text(node.get("role")).equals("master")) {
                    slotsByPort.merge((int) number(node.get("port")), slots, Integer::sum);
                    served += slots;
                }
            }
            inSync += online.size() >= wantedCopies ? slots : 0;
        }
        return new Coverage(slotsByPort, served, inSync);
    }

    int slotsOf(Seat seat) {
        return slotsByPort.getOrDefault(seat.port(), 0);
    }

    private static int slotsIn(List<Reply> bounds) {
        int slots = 0;
        for (int i = 0; i + 1 < bounds.size(); i += 2) {
            slots += (int) (number(bounds.get(i + 1)) - number(bounds.get(i)) + 1);
        }
        return slots;
    }

    private static Map<String, Reply> fields(Reply keysAndValues) {
        var fields = new HashMap<String, Reply>();
        var elements = elements(keysAndValues);
        for (int i = 0; i + 1 < elements.size(); i += 2) {
            fields.put(text(elements.get(i)), elements.get(i + 1));
        }
        return fields;
    }

    private static List<Reply> elements(@Nullable Reply reply) {
        return reply instanceof Reply.Array array ? array.elements() : List.of();
    }

    private static String text(@Nullable Reply reply) {
        return reply instanceof Reply.Bulk bulk ? bulk.text() : "";
    }

    private static long number(@Nullable Reply reply) {
        return reply instanceof Reply.Whole whole ? whole.value() : 0;
    }
}
