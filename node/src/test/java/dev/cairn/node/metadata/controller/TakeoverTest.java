package dev.cairn.node.metadata.controller;

import static dev.cairn.node.metadata.Grids.at;
import static dev.cairn.node.metadata.Grids.id;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.node.metadata.Grids;
import dev.cairn.node.metadata.MetaCommand.Batch;
import dev.cairn.node.metadata.MetaCommand.GiveUp;
import dev.cairn.node.metadata.MetaCommand.TakeOffline;
import dev.cairn.node.metadata.MetaState;
import dev.cairn.node.metadata.RequestId;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.topology.ShardEntry;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Set;

final class TakeoverTest {
    private final MetaState state = Grids.formed(3, 512);

    @Test
    void whatIsLedIsNotTakenOver() {
        assertThat(stranded(Set.of(id(1), id(2), id(3)))).isEmpty();
    }

    @Test
    void whatAReachableNodeCouldLeadWithoutLossIsNotTakenOver() {
        state.apply(new TakeOffline(7, 1), new RequestId(1, 1));
        assertThat(stranded(Set.of(id(1), id(2)))).isEmpty();
        assertThat(stranded(Set.of(id(1), id(2), id(3)))).containsExactly(Grids.shard(state, 7));
    }

    @Test
    void allThatIsStrandedIsGivenUpInEntriesOfTheLog() {
        for (int shard = 0; shard < 512; shard++) {
            state.apply(new TakeOffline(shard, 1), new RequestId(1, shard + 1));
        }
        List<ShardEntry> stranded = stranded(Set.of(id(1), id(2), id(3)));
        assertThat(Takeover.of(stranded))
                .flatMap(batch -> ((Batch) batch).parts())
                .isEqualTo(stranded.stream().map(shard -> new GiveUp(at(shard))).toList());
    }

    private List<ShardEntry> stranded(Set<NodeId> lost) {
        return Takeover.stranded(Grids.topology(state), lost::contains);
    }
}
