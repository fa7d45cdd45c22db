package dev.cairn.node.membership;

import dev.cairn.node.membership.Gossip.Spread;
import dev.cairn.protocol.topology.NodeAddress;
import dev.cairn.protocol.topology.NodeEntry;
import dev.cairn.protocol.topology.NodeId;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * All that this node believes about the others and says about itself, and the rumors it spreads.
 */
final class Members {
    /** Most nodes remembered; rumors of further ones are dropped. */
    static final int MOST = 1_024;

    private final NodeId self;
    private final SwimTimes times;
    private final Health health;
    private final RumorQueue queue = new RumorQueue();
    private final TreeMap<NodeId, Known> others = new TreeMap<>();
    private final Set<NodeId> listed = new HashSet<>();
    private Version version;
    private Standing standing = Standing.ALIVE;
    private final NodeAddress address;

    Members(NodeId self, long incarnation, NodeAddress address, SwimTimes times, Health health) {
        this.self = self;
        this.version = new Version(incarnation, 0);
        this.address = address;
        this.times = times;
        this.health = health;
    }

    /** Believes a rumor if it is newer than what is known, and passes it on. */
    void consider(Rumor rumor, long nowNanos, List<SwimEffect> out) {
        if (rumor.subject().equals(self)) {
            considerMyself(rumor);
            return;
        }
        Known known = others.get(rumor.subject());
        if (known == null) {
            meet(rumor, nowNanos, out);
        } else if (known.isOlderThan(rumor)) {
            change(known, rumor, nowNanos, out);
        } else if (known.isConfirmedBy(rumor)) {
            queue.add(rumor);
        }
    }

    private void considerMyself(Rumor rumor) {
        boolean ofThisLife = rumor.version().incarnation() == version.incarnation();
        if (!ofThisLife || standing == Standing.LEFT || !rumor.supersedes(version, standing)) {
            return;
        }
        long highest = Math.max(version.revision(), rumor.version().revision());
        version = new Version(version.incarnation(), highest + 1);
        if (!rumor.standing().equals(Standing.ALIVE)) {
            health.worsen(1);
        }
        queue.add(myself());
    }

    private void meet(Rumor rumor, long nowNanos, List<SwimEffect> out) {
        if (!rumor.standing().isPresent() || others.size() >= MOST) {
            return;
        }
        Known known = new Known(rumor, nowNanos);
        others.put(known.id(), known);
        beginSuspicion(known, rumor, nowNanos);
        queue.add(rumor);
        out.add(new SwimEffect.Noticed(known.view()));
    }

    private void change(Known known, Rumor rumor, long nowNanos, List<SwimEffect> out) {
        boolean news = known.take(rumor, nowNanos);
        beginSuspicion(known, rumor, nowNanos);
        queue.add(rumor);
        if (news) {
            out.add(new SwimEffect.Noticed(known.view()));
        }
    }

    private void beginSuspicion(Known known, Rumor rumor, long nowNanos) {
        if (rumor.standing() == Standing.SUSPECT) {
            known.suspect(
                    new Suspicion(rumor.source(), presentCount(), times.probeInterval(), nowNanos));
        }
    }

    /** Those of which less is known than the grid has agreed on are alive as far as it goes. */
    void list(List<NodeEntry> nodes, long nowNanos, List<SwimEffect> out) {
        listed.clear();
        for (NodeEntry node : nodes) {
            listed.add(node.id());
            if (!node.id().equals(self)) {
                var version = new Version(node.incarnation(), 0);
                var alive =
                        new Rumor(node.id(), version, Standing.ALIVE, node.address(), node.id());
                consider(alive, nowNanos, out);
            }
        }
    }

    /** This node itself could not reach the target. */
    void accuse(NodeId target, long nowNanos, List<SwimEffect> out) {
        Known known = others.get(target);
        if (known != null && known.isPresent()) {
            consider(known.accusedBy(self, Standing.SUSPECT), nowNanos, out);
        }
    }

    /**
     * Warns suspects, buries those whose time is over and forgets those long dead that are not
     * listed; of a listed one it would have to be found out again.
     */
    void expire(long nowNanos, List<SwimEffect> out) {
        for (Iterator<Known> each = others.values().iterator(); each.hasNext(); ) {
            Known known = each.next();
            Suspicion suspicion = known.suspicion();
            if (suspicion != null) {
                pursue(known, suspicion, nowNanos, out);
            } else if (isForgotten(known, nowNanos)) {
                each.remove();
            }
        }
    }

    private boolean isForgotten(Known known, long nowNanos) {
        return !known.isPresent()
                && !listed.contains(known.id())
                && nowNanos - known.sinceNanos() >= times.reapAfter();
    }

    /** A suspect may have contradicted without the news reaching this node: it is told directly. */
    private void pursue(Known known, Suspicion suspicion, long nowNanos, List<SwimEffect> out) {
        if (nowNanos - suspicion.deadlineNanos() >= 0) {
            change(known, known.accusedBy(self, Standing.DEAD), nowNanos, out);
        } else if (suspicion.isWarningDue(nowNanos)) {
            out.add(new SwimEffect.Send(known.id(), new Spread(List.of(known.rumor()))));
        }
    }

    /** Whether a rumor says of this life of this node that it is not alive. */
    boolean isAccusation(Rumor rumor) {
        return rumor.subject().equals(self)
                && rumor.version().incarnation() == version.incarnation()
                && rumor.standing() != Standing.ALIVE;
    }

    void forgive(long nanos) {
        for (Known known : others.values()) {
            Suspicion suspicion = known.suspicion();
            if (suspicion != null) {
                suspicion.forgive(nanos);
            }
        }
    }

    void leave() {
        standing = Standing.LEFT;
        version = version.next();
        queue.add(myself());
    }

    /** News to ride on a message to this node, with what it should know of its own reputation. */
    List<Rumor> newsFor(NodeId target) {
        List<Rumor> news = queue.take(presentCount());
        Known known = others.get(target);
        if (known == null || known.standing() == Standing.ALIVE) {
            return news;
        }
        List<Rumor> more = new ArrayList<>(news);
        more.removeIf(rumor -> rumor.subject().equals(target));
        more.add(known.rumor());
        return more;
    }

    boolean hasNews() {
        return !queue.isEmpty();
    }

    /** Everything that is known, this node included. */
    List<Rumor> everything() {
        List<Rumor> all = new ArrayList<>(others.size() + 1);
        all.add(myself());
        others.values().forEach(known -> all.add(known.rumor()));
        return all;
    }

    boolean isPresent(NodeId node) {
        Known known = others.get(node);
        return known != null && known.isPresent();
    }

    List<NodeId> present() {
        return others.values().stream().filter(Known::isPresent).map(Known::id).toList();
    }

    List<NodeId> all() {
        return List.copyOf(others.keySet());
    }

    @Nullable MemberView view(NodeId node) {
        Known known = others.get(node);
        return known == null ? null : known.view();
    }

    Map<NodeId, MemberView> views() {
        Map<NodeId, MemberView> views = new HashMap<>();
        others.forEach((id, known) -> views.put(id, known.view()));
        return Map.copyOf(views);
    }

    Version version() {
        return version;
    }

    private int presentCount() {
        int count = 1;
        for (Known known : others.values()) {
            if (known.isPresent()) {
                count++;
            }
        }
        return count;
    }

    /** What this node says of itself. */
    Rumor myself() {
        return new Rumor(self, version, standing, address, self);
    }
}
