package dev.cairn.node.metadata.grid;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.node.metadata.Grids;
import dev.cairn.node.metadata.MetaCommand;
import dev.cairn.node.metadata.MetaState;
import dev.cairn.node.metadata.RequestId;
import dev.cairn.node.metadata.controller.Hint;
import dev.cairn.protocol.topology.NodeEntry;
import dev.cairn.protocol.topology.NodeState;

import org.junit.jupiter.api.Test;

final class PetitionTest {
    private static final long AGAIN = Petition.AGAIN.toNanos();

    private final MetaState state = Grids.formed(3, 4);
    private long requests;

    @Test
    void aWishIsSaidAtOnceAndAgainUntilItIsGranted() {
        NodeEntry self = Grids.node(2);
        var petition = new Petition(self);
        assertThat(petition.due(state.topology(), 0)).isNull();
        petition.wish(NodeState.STOPPING);
        var stopping = new Hint.StateWished(self.member(), NodeState.STOPPING);
        assertThat(petition.due(state.topology(), 1)).isEqualTo(stopping);
        assertThat(petition.due(state.topology(), 2)).isNull();
        assertThat(petition.due(state.topology(), AGAIN)).isNull();
        assertThat(petition.due(state.topology(), AGAIN + 1)).isEqualTo(stopping);

        apply(new MetaCommand.ChangeNodeState(self.member(), NodeState.ACTIVE, NodeState.STOPPING));
        assertThat(petition.due(state.topology(), 9 * AGAIN)).isNull();
    }

    @Test
    void anotherWishDoesNotWaitForTheFirstOnesTurn() {
        NodeEntry self = Grids.node(2);
        var petition = new Petition(self);
        petition.wish(NodeState.STOPPING);
        petition.due(state.topology(), 0);
        petition.wish(NodeState.DRAINING);
        assertThat(petition.due(state.topology(), 1))
                .isEqualTo(new Hint.StateWished(self.member(), NodeState.DRAINING));
    }

    @Test
    void whoIsTakenForStoppingByALateWishOfAnEarlierLifeContradicts() {
        NodeEntry self = Grids.node(2, 2);
        var petition = new Petition(self);
        apply(new MetaCommand.UpdateNode(1, self));
        assertThat(petition.due(state.topology(), 0)).isNull();
        apply(new MetaCommand.ChangeNodeState(self.member(), NodeState.ACTIVE, NodeState.STOPPING));
        assertThat(petition.due(state.topology(), 1))
                .isEqualTo(new Hint.StateWished(self.member(), NodeState.ACTIVE));
    }

    @Test
    void aNewcomerAndANewLifeAnnounceThemselvesWithTheFirstTopology() {
        for (NodeEntry self : new NodeEntry[] {Grids.node(4), Grids.node(3, 2)}) {
            var petition = new Petition(self);
            assertThat(petition.due(null, 0)).isNull();
            assertThat(petition.due(state.topology(), 1)).isEqualTo(new Hint.Announced(self));
            assertThat(petition.due(state.topology(), 2)).isNull();
        }
    }

    private void apply(MetaCommand command) {
        state.apply(command, new RequestId(2, ++requests));
    }
}
