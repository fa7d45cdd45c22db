package dev.cairn.node.metadata.controller;

import dev.cairn.protocol.topology.ClusterSettings;
import dev.cairn.protocol.topology.NodeId;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Who holds which shard when a grid is formed. Copies are dealt like cards, so that nodes differ by
 * one at most; after each full round the deal begins one node later, so that the nodes a shard's
 * load falls upon are not always the same. Of a shard's holders the one with the fewest primaries
 * leads.
 */
public final class InitialPlacement {
    private InitialPlacement() {}

    /** For each shard its holders, the primary first. */
    public static List<List<NodeId>> of(List<NodeId> nodes, ClusterSettings settings) {
        List<NodeId> dealt = nodes.stream().sorted().toList();
        int count = dealt.size();
        int factor = settings.replicationFactorWith(count);
        int round = count / BigInteger.valueOf(count).gcd(BigInteger.valueOf(factor)).intValue();
        var primaries = new Loads();
        List<List<NodeId>> placement = new ArrayList<>();
        for (int shard = 0; shard < settings.shardCount(); shard++) {
            int first = shard * factor + shard / round;
            List<NodeId> holders = new ArrayList<>();
            for (int copy = 0; copy < factor; copy++) {
                holders.add(dealt.get((first + copy) % count));
            }
            holders.sort(Comparator.comparingInt(primaries::of));
            primaries.add(holders.get(0), 1);
            placement.add(holders);
        }
        return placement;
    }
}
