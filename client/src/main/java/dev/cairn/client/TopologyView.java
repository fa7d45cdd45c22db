package dev.cairn.client;

import dev.cairn.protocol.slot.SlotRange;
import dev.cairn.protocol.slot.Slots;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Which node serves which slot, as far as this client has heard. Replaced as a whole by a refresh,
 * corrected slot by slot by redirections.
 */
final class TopologyView {

    /** A run of slots and the node that serves it. */
    record Owned(SlotRange slots, Address primary) {}

    private final boolean clustered;
    private final Set<Address> nodes;
    private final AtomicReferenceArray<@Nullable Address> owners =
            new AtomicReferenceArray<>(Slots.COUNT);

    private TopologyView(boolean clustered, Set<Address> nodes) {
        this.clustered = clustered;
        this.nodes = Set.copyOf(nodes);
    }

    /** The view of a grid of {@code nodes}. */
    static TopologyView of(Set<Address> nodes, List<Owned> owned) {
        var view = new TopologyView(true, nodes);
        for (Owned range : owned) {
            for (int slot = range.slots().first(); slot <= range.slots().last(); slot++) {
                view.owners.set(slot, range.primary());
            }
        }
        return view;
    }

    /** The view of a single node that has no cluster: it serves every slot. */
    static TopologyView single(Address node) {
        return new TopologyView(false, Set.of(node));
    }

    /** Whether there is a grid, or only one node without a cluster. */
    boolean isClustered() {
        return clustered;
    }

    /** All nodes. */
    Set<Address> nodes() {
        return nodes;
    }

    /** The nodes that serve slots. */
    Set<Address> primaries() {
        if (!clustered) {
            return nodes;
        }
        var primaries = new LinkedHashSet<Address>();
        for (int slot = 0; slot < Slots.COUNT; slot++) {
            Address owner = owners.get(slot);
            if (owner != null) {
                primaries.add(owner);
            }
        }
        return primaries;
    }

    /** Who serves {@code slot}, or null when nobody is known to. */
    @Nullable Address owner(int slot) {
        return clustered ? owners.get(slot) : nodes.iterator().next();
    }

    /** Notes a redirection. */
    void learn(int slot, Address owner) {
        owners.set(slot, owner);
    }
}
