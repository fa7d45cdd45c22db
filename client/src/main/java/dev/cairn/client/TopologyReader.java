package dev.cairn.client;

import dev.cairn.client.TopologyView.Owned;
import dev.cairn.client.call.Decode;
import dev.cairn.protocol.resp.Reply;
import dev.cairn.protocol.slot.SlotRange;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes a {@link TopologyView} of what CLUSTER SHARDS or CLUSTER SLOTS answer. */
final class TopologyReader {

    private final Address asked;
    private final boolean secure;
    private final Set<Address> nodes = new LinkedHashSet<>();
    private final List<Owned> owned = new ArrayList<>();

    private TopologyReader(Address asked, boolean secure) {
        this.asked = asked;
        this.secure = secure;
    }

    /**
     * The view in a reply to CLUSTER SHARDS by the node at {@code asked}.
     *
     * @param secure whether the ports for TLS are wanted
     */
    static TopologyView shards(Reply reply, Address asked, boolean secure) {
        var reader = new TopologyReader(asked, secure);
        Decode.elements(reply).forEach(reader::shard);
        return reader.view();
    }

    /** The view in a reply to CLUSTER SLOTS, which names the ports that fit the connection. */
    static TopologyView slots(Reply reply, Address asked) {
        var reader = new TopologyReader(asked, false);
        Decode.elements(reply).forEach(reader::range);
        return reader.view();
    }

    private TopologyView view() {
        nodes.add(asked);
        return TopologyView.of(nodes, owned);
    }

    private void shard(Reply reply) {
        Map<String, Reply> shard = Decode.map(Decode::raw).apply(reply);
        List<Reply> slots = elements(shard, "slots");
        for (Reply member : elements(shard, "nodes")) {
            Map<String, Reply> node = Decode.map(Decode::raw).apply(member);
            if (!text(node, "health").orElse("online").equals("online")) {
                continue;
            }
            Address address = address(node.get("endpoint"), port(node));
            nodes.add(address);
            if (text(node, "role").orElse("").equals("master")) {
                for (int i = 0; i + 1 < slots.size(); i += 2) {
                    owned.add(new Owned(slotRange(slots.get(i), slots.get(i + 1)), address));
                }
            }
        }
    }

    private void range(Reply reply) {
        List<Reply> range = Decode.elements(reply);
        for (int i = 2; i < range.size(); i++) {
            List<Reply> node = Decode.elements(range.get(i));
            Address address = address(node.get(0), node.get(1));
            nodes.add(address);
            if (i == 2) {
                owned.add(new Owned(slotRange(range.get(0), range.get(1)), address));
            }
        }
    }

    private Address address(@Nullable Reply host, Reply port) {
        String name = host instanceof Reply.Bulk bulk ? bulk.text() : "";
        // An unknown endpoint means: the one that this reply came from.
        boolean unknown = name.isEmpty() || name.equals("?");
        return new Address(unknown ? asked.host() : name, Math.toIntExact(Decode.whole(port)));
    }

    private Reply port(Map<String, Reply> node) {
        Reply wanted = node.get(secure ? "tls-port" : "port");
        Reply other = node.get(secure ? "port" : "tls-port");
        return wanted != null ? wanted : other != null ? other : Reply.Nil.NIL;
    }

    private static SlotRange slotRange(Reply first, Reply last) {
        return new SlotRange(
                Math.toIntExact(Decode.whole(first)), Math.toIntExact(Decode.whole(last)));
    }

    private static List<Reply> elements(Map<String, Reply> from, String name) {
        Reply value = from.get(name);
        return value == null ? List.of() : Decode.elements(value);
    }

    private static Optional<String> text(Map<String, Reply> from, String name) {
        return Optional.ofNullable(from.get(name)).map(Decode::text);
    }
}
