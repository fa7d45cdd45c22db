package dev.cairn.node.membership;

import dev.cairn.protocol.topology.NodeAddress;
import dev.cairn.protocol.topology.NodeId;

import org.jspecify.annotations.Nullable;

/** What this node remembers of another one. */
final class Known {
    private final NodeId id;
    private Version version;
    private Standing standing;
    private NodeAddress address;
    private NodeId source;
    private long sinceNanos;
    private @Nullable Suspicion suspicion;

    Known(Rumor first, long nowNanos) {
        id = first.subject();
        version = first.version();
        standing = first.standing();
        address = first.address();
        source = first.source();
        sinceNanos = nowNanos;
    }

    /** Takes over a newer rumor; true when standing, life or address are other than before. */
    boolean take(Rumor newer, long nowNanos) {
        boolean news =
                standing != newer.standing()
                        || version.incarnation() != newer.version().incarnation()
                        || !address.equals(newer.address());
        if (standing != newer.standing()) {
            sinceNanos = nowNanos;
        }
        version = newer.version();
        standing = newer.standing();
        address = newer.address();
        source = newer.source();
        suspicion = null;
        return news;
    }

    void suspect(Suspicion suspicion) {
        this.suspicion = suspicion;
    }

    @Nullable Suspicion suspicion() {
        return suspicion;
    }

    NodeId id() {
        return id;
    }

    Standing standing() {
        return standing;
    }

    boolean isPresent() {
        return standing.isPresent();
    }

    boolean isOlderThan(Rumor rumor) {
        return rumor.supersedes(version, standing);
    }

    /** Whether the rumor is another voice for the suspicion that is held already. */
    boolean isConfirmedBy(Rumor rumor) {
        return suspicion != null
                && rumor.standing() == Standing.SUSPECT
                && rumor.version().equals(version)
                && suspicion.confirm(rumor.source());
    }

    long sinceNanos() {
        return sinceNanos;
    }

    /** What is known, to be passed on. */
    Rumor rumor() {
        return new Rumor(id, version, standing, address, source);
    }

    /** The same node and version with a worse standing, as seen by {@code accuser}. */
    Rumor accusedBy(NodeId accuser, Standing worse) {
        return new Rumor(id, version, worse, address, accuser);
    }

    MemberView view() {
        return new MemberView(id, version, standing, address, sinceNanos);
    }
}
