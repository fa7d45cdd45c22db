package dev.cairn.node.rpc;

import dev.cairn.protocol.wire.PbMessage;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * The place of one lane to one peer: holds the link of the moment, or none.
 *
 * <p>Its monitor orders what listeners are told: a link's messages come between its two
 * notifications, even when an old link ends on one event loop while the next begins on another. It
 * is held while listeners run and never while anything is sent.
 */
final class Line {
    private final Lane lane;
    private final Inbox inbox;
    private final RpcCounters counters;
    private volatile @Nullable Link current;

    Line(Lane lane, Inbox inbox, RpcCounters counters) {
        this.lane = lane;
        this.inbox = inbox;
        this.counters = counters;
    }

    /** Queues a message; false when there is no link, or no room (which resets the link). */
    boolean send(PbMessage message) {
        Link link = current;
        if (link == null || !link.offer(message)) {
            counters.raise(RpcCounter.DROPPED);
            return false;
        }
        return true;
    }

    Lane lane() {
        return lane;
    }

    @Nullable Link current() {
        return current;
    }

    synchronized void install(Link next) {
        Link old = current;
        if (old != null && old.peer().incarnation() > next.peer().incarnation()) {
            next.close("a newer life of the peer has a stream");
            return;
        }
        if (old != null) {
            drop(old, "replaced by a newer stream");
            old.close("replaced by a newer stream");
        }
        current = next;
        counters.raise(RpcCounter.LINKS_OPENED);
        inbox.linked(next.peer(), lane);
    }

    /** True when this was the link of the moment. */
    synchronized boolean retire(Link link, String why) {
        if (current != link) {
            return false;
        }
        drop(link, why);
        return true;
    }

    synchronized void deliver(Link link, List<PbMessage> messages) {
        for (PbMessage message : messages) {
            if (current != link) {
                return;
            }
            inbox.received(link.peer(), lane, message);
        }
    }

    private void drop(Link link, String why) {
        current = null;
        counters.raise(RpcCounter.LINKS_LOST);
        inbox.unlinked(link.peer(), lane, why);
    }
}
