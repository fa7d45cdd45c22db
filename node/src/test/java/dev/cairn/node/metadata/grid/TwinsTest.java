package dev.cairn.node.metadata.grid;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.node.metadata.Call;
import dev.cairn.node.metadata.CallFailed;
import dev.cairn.node.metadata.Grids;
import dev.cairn.node.metadata.Switchboard;
import dev.cairn.node.metadata.TestNetwork;
import dev.cairn.protocol.topology.NodeAddress;
import dev.cairn.protocol.topology.NodeEntry;
import dev.cairn.protocol.topology.NodeState;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

final class TwinsTest {
    private final Map<Integer, Greeting> answering = new TreeMap<>();
    private final NodeEntry copy = Grids.node(2, 8);
    private final Membership remembered = membership(Grids.node(2, 7));

    @Test
    void aNodeThatComesBackIsAlone() {
        answer(Grids.node(1), membership(Grids.node(2, 7)));
        answer(copy, remembered);
        assertThat(seek()).isNull();
    }

    @Test
    void aProcessThatAnswersWhereTheNodeWasIsATwin() {
        answer(Grids.node(2, 7), membership(Grids.node(2, 7)));
        assertThat(seek()).isEqualTo(Grids.node(2, 7));
    }

    @Test
    void aTwinIsFoundWhereOthersSayThatTheNodeIsNow() {
        NodeEntry moved = at(Grids.node(2, 7), 9);
        answer(Grids.node(1), membership(moved));
        answer(moved, membership(moved));
        assertThat(seek()).isEqualTo(moved);
    }

    @Test
    void aCopyInTheSameLifeIsATwinToo() {
        NodeEntry moved = at(copy, 9);
        answer(Grids.node(1), membership(moved));
        answer(moved, membership(moved));
        assertThat(seek()).isEqualTo(moved);
    }

    @Test
    void anotherNodeWhereTheNodeWasIsNone() {
        answering.put(Grids.node(2).rpcPort(), new Greeting(Grids.node(5), remembered, List.of()));
        assertThat(seek()).isNull();
    }

    private @Nullable NodeEntry seek() {
        return new Twins(this::ask, copy).seek(remembered).toCompletableFuture().join();
    }

    private CompletionStage<byte[]> ask(String host, int port, byte[] envelope, Duration limit) {
        Greeting answer = answering.get(port);
        if (answer == null) {
            return CompletableFuture.failedFuture(new CallFailed("refused"));
        }
        var board = new Switchboard(new TestNetwork().transport(answer.self().id()));
        board.on(Call.HELLO, _ -> CompletableFuture.completedFuture(answer.toBytes()));
        return board.answer(envelope);
    }

    private void answer(NodeEntry self, Membership grid) {
        answering.put(self.rpcPort(), new Greeting(self, grid, List.of()));
    }

    private static Membership membership(NodeEntry second) {
        return new Membership("grid", List.of(Grids.node(1), second, Grids.node(3)), List.of());
    }

    private static NodeEntry at(NodeEntry node, int port) {
        var address = new NodeAddress("127.0.0.1", port, 10_000 + port, 0);
        return new NodeEntry(
                node.id(), node.store(), node.incarnation(), address, NodeState.ACTIVE);
    }
}
