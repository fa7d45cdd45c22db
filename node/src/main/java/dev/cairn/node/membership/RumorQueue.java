package dev.cairn.node.membership;

import dev.cairn.protocol.topology.NodeId;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** News that must still be passed on: at most one rumor a node, those told least often first. */
final class RumorQueue {
    /** Most rumors on one message. */
    static final int MOST_AT_ONCE = 24;

    private static final int REPEATS = 4;

    private final Map<NodeId, Pending> pending = new HashMap<>();

    /** A rumor and how often it has been told. */
    private static final class Pending {
        final Rumor rumor;
        int told;

        Pending(Rumor rumor) {
            this.rumor = rumor;
        }
    }

    /** Begins to spread a rumor; an older one about the same node is forgotten. */
    void add(Rumor rumor) {
        pending.put(rumor.subject(), new Pending(rumor));
    }

    boolean isEmpty() {
        return pending.isEmpty();
    }

    /** The next rumors to ride on a message, in a group of so many members. */
    List<Rumor> take(int members) {
        if (pending.isEmpty()) {
            return List.of();
        }
        int enough = REPEATS * (int) Math.ceil(Math.log10(members + 1.0));
        List<Pending> next = new ArrayList<>(pending.values());
        next.sort(
                Comparator.<Pending>comparingInt(p -> p.told)
                        .thenComparing(p -> p.rumor.subject()));
        List<Rumor> taken = new ArrayList<>();
        for (Pending each : next.subList(0, Math.min(MOST_AT_ONCE, next.size()))) {
            taken.add(each.rumor);
            if (++each.told >= enough) {
                pending.remove(each.rumor.subject());
            }
        }
        return taken;
    }
}
