package dev.cairn.node.dispatch;

import dev.cairn.node.session.Session;
import dev.cairn.protocol.resp.Refusal;
import dev.cairn.protocol.resp.Refused;
import dev.cairn.protocol.topology.NodeEntry;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.topology.ShardEntry;
import dev.cairn.protocol.topology.Topology;

import org.jspecify.annotations.Nullable;

import java.util.function.IntPredicate;

/** What a node of a grid answers for, by one version of the topology. */
public final class GridRouting implements Routing {

    /** How this node stands to a shard. */
    private enum Standing {
        PRIMARY,
        REPLICA,
        ELSEWHERE
    }

    private final Topology topology;
    private final Standing[] standings;
    private final IntPredicate keepsRequests;

    /**
     * @param keepsRequests of which shards requests wait here although they are led elsewhere,
     *     because this node is about to lead them
     */
    public GridRouting(Topology topology, NodeId self, IntPredicate keepsRequests) {
        this.topology = topology;
        this.keepsRequests = keepsRequests;
        standings = new Standing[topology.shards().size()];
        for (ShardEntry shard : topology.shards()) {
            standings[shard.shard()] = standing(shard, self);
        }
    }

    private static Standing standing(ShardEntry shard, NodeId self) {
        if (self.equals(shard.primary())) {
            return Standing.PRIMARY;
        }
        return shard.hasInSync(self) ? Standing.REPLICA : Standing.ELSEWHERE;
    }

    @Override
    public boolean mayCross() {
        return false;
    }

    @Override
    public void check(int slot, boolean writes, Session session) {
        int shard = topology.shardOfSlot(slot);
        boolean mine =
                switch (standings[shard]) {
                    case PRIMARY -> true;
                    case REPLICA -> !writes && session.isReadOnly();
                    case ELSEWHERE -> false;
                };
        if (!mine && !keepsRequests.test(shard)) {
            throw elsewhere(slot, shard);
        }
    }

    @Override
    public boolean serves(int shard) {
        return standings[shard] == Standing.PRIMARY;
    }

    private Refused elsewhere(int slot, int shard) {
        @Nullable NodeEntry owner = topology.primaryOf(shard);
        return owner == null
                ? Refusal.CLUSTERDOWN_SLOT.refused()
                : Refused.moved(slot, owner.host(), owner.respPort());
    }
}
