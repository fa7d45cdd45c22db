package dev.cairn.node.metadata.grid;

import static dev.cairn.node.metadata.Grids.id;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.node.metadata.CallFailed;
import dev.cairn.node.metadata.MetadataTransport;
import dev.cairn.node.metadata.Switchboard;
import dev.cairn.node.metadata.controller.Hint;
import dev.cairn.protocol.topology.NodeId;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Node 1 tells the leader among the voters 2, 3 and 4; who is given no answer here is gone. */
final class HintRouteTest {
    private static final byte OK = 0;

    private final Map<NodeId, byte[]> replies = new HashMap<>();
    private final List<NodeId> asked = new ArrayList<>();
    private final HintRoute route =
            new HintRoute(
                    id(1), new Switchboard(new Answers()), () -> List.of(id(2), id(3), id(4)));

    /** Answers at once. */
    private final class Answers implements MetadataTransport {
        @Override
        public CompletionStage<byte[]> call(NodeId to, byte[] envelope, Duration deadline) {
            asked.add(to);
            byte[] reply = replies.get(to);
            return reply == null
                    ? CompletableFuture.failedFuture(new CallFailed("gone"))
                    : CompletableFuture.completedFuture(reply);
        }

        @Override
        public void serve(Function<byte[], CompletionStage<byte[]>> handler) {
            // Nobody asks this node.
        }
    }

    @Test
    void aLeaderThatIsGoneCostsNoHint() {
        answers(3, HintRoute.askElsewhere(id(2)));
        answers(4, HintRoute.taken());
        assertThat(askedFor(id(2))).containsExactly(id(2), id(3), id(4));
        assertThat(askedFor(null)).containsExactly(id(4));
    }

    @Test
    void aLeaderThatLeadsNoMoreIsForgotten() {
        answers(4, HintRoute.taken());
        assertThat(askedFor(id(4))).containsExactly(id(4));
        answers(4, HintRoute.askElsewhere(null));
        answers(3, HintRoute.taken());
        assertThat(askedFor(null)).containsExactly(id(4), id(2), id(3));
        assertThat(askedFor(null)).containsExactly(id(3));
    }

    @Test
    void whoIsNamedIsAskedNext() {
        answers(2, HintRoute.askElsewhere(id(5)));
        answers(5, HintRoute.taken());
        assertThat(askedFor(null)).containsExactly(id(2), id(5));
    }

    @Test
    void withoutALeaderEverybodyElseIsAskedOnce() {
        answers(2, HintRoute.askElsewhere(id(4)));
        answers(3, HintRoute.askElsewhere(id(1)));
        answers(4, HintRoute.askElsewhere(id(2)));
        assertThat(askedFor(null)).containsExactly(id(2), id(4), id(3));
    }

    private List<NodeId> askedFor(@Nullable NodeId leader) {
        asked.clear();
        route.send(List.of(new Hint.Liveness(id(9), 1, false)), leader);
        return asked;
    }

    private void answers(int node, byte[] payload) {
        var reply = new byte[payload.length + 1];
        reply[0] = OK;
        System.arraycopy(payload, 0, reply, 1, payload.length);
        replies.put(id(node), reply);
    }
}
