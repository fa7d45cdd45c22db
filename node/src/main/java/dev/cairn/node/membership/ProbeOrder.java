package dev.cairn.node.membership;

import dev.cairn.protocol.topology.NodeId;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Whom to probe next: rounds through all members in an order shuffled anew each round, so that
 * everybody is probed within a bounded time; urgent ones go first.
 */
final class ProbeOrder {
    private final RandomGenerator random;
    private final Deque<NodeId> urgent = new ArrayDeque<>();
    private final Deque<NodeId> round = new ArrayDeque<>();

    ProbeOrder(RandomGenerator random) {
        this.random = random;
    }

    void hurry(NodeId node) {
        if (!urgent.contains(node)) {
            urgent.add(node);
        }
    }

    boolean hasUrgent() {
        return !urgent.isEmpty();
    }

    /** The next one that still qualifies; null when nobody does. */
    @Nullable NodeId next(Collection<NodeId> members, Predicate<NodeId> qualifies) {
        NodeId found = firstOf(urgent, qualifies);
        if (found == null) {
            found = firstOf(round, qualifies);
        }
        if (found == null) {
            round.addAll(shuffled(members));
            found = firstOf(round, qualifies);
        }
        return found;
    }

    private static @Nullable NodeId firstOf(Deque<NodeId> queue, Predicate<NodeId> qualifies) {
        NodeId head = queue.poll();
        while (head != null && !qualifies.test(head)) {
            head = queue.poll();
        }
        return head;
    }

    /** All of them in random order; the input's order must not depend on hashing. */
    List<NodeId> shuffled(Collection<NodeId> nodes) {
        List<NodeId> order = new ArrayList<>(nodes);
        Collections.sort(order);
        Collections.shuffle(order, Random.from(random));
        return order;
    }
}
