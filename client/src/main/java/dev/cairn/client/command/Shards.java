package dev.cairn.client.command;

import dev.cairn.client.call.Command;
import dev.cairn.client.call.Decode;
import dev.cairn.protocol.resp.Reply;
import dev.cairn.protocol.slot.SlotRange;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Who serves which slots, as CLUSTER SHARDS and CLUSTER SLOTS tell it. */
public final class Shards {

    /** A node with a copy of some slots. */
    public record Holder(String id, String host, int port, boolean isPrimary, boolean isOnline) {

        static Holder of(Reply reply) {
            Map<String, Reply> fields = Decode.map(Decode::raw).apply(reply);
            return new Holder(
                    text(fields, "id"),
                    text(fields, "endpoint"),
                    Math.toIntExact(Decode.whole(fields.getOrDefault("port", Reply.Nil.NIL))),
                    text(fields, "role").equals("master"),
                    text(fields, "health").equals("online"));
        }
    }

    /** Slots that share their primary and their replicas. */
    public record Share(List<SlotRange> slots, List<Holder> holders) {

        static Share of(Reply reply) {
            Map<String, Reply> fields = Decode.map(Decode::raw).apply(reply);
            List<Long> bounds =
                    Decode.list(Decode::whole).apply(fields.getOrDefault("slots", Reply.Nil.NIL));
            var slots = new ArrayList<SlotRange>();
            for (int i = 0; i + 1 < bounds.size(); i += 2) {
                slots.add(range(bounds.get(i), bounds.get(i + 1)));
            }
            return new Share(
                    slots,
                    Decode.list(Holder::of).apply(fields.getOrDefault("nodes", Reply.Nil.NIL)));
        }
    }

    private Shards() {}

    /** CLUSTER SHARDS. */
    public static Command<List<Share>> all() {
        return Words.keyless(Decode.list(Share::of), "CLUSTER SHARDS").repeatable();
    }

    /** CLUSTER SLOTS: the primary comes first, and whoever is listed is online. */
    public static Command<List<Share>> slots() {
        return Words.keyless(Decode.list(Shards::ofRange), "CLUSTER SLOTS").repeatable();
    }

    private static Share ofRange(Reply reply) {
        List<Reply> fields = Decode.elements(reply);
        var holders = new ArrayList<Holder>();
        for (Reply node : fields.subList(2, fields.size())) {
            List<Reply> parts = Decode.elements(node);
            holders.add(
                    new Holder(
                            Decode.text(parts.get(2)),
                            Decode.text(parts.get(0)),
                            Math.toIntExact(Decode.whole(parts.get(1))),
                            holders.isEmpty(),
                            true));
        }
        SlotRange slots = range(Decode.whole(fields.get(0)), Decode.whole(fields.get(1)));
        return new Share(List.of(slots), holders);
    }

    private static SlotRange range(long first, long last) {
        return new SlotRange(Math.toIntExact(first), Math.toIntExact(last));
    }

    private static String text(Map<String, Reply> fields, String name) {
        return Decode.text(fields.getOrDefault(name, Reply.Nil.NIL));
    }
}
