package dev.cairn.node.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.topology.Topology;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;

/** Calls are answered by hand, and never by the end of their time. */
@Timeout(30)
class TopologyWatchTest implements MetadataTransport {
    private static final byte ANSWERED = 0;

    private final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();
    private final BlockingQueue<Topology> learned = new LinkedBlockingQueue<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final TopologyWatch watch =
            new TopologyWatch(
                    new Switchboard(this),
                    timer,
                    () -> List.of(Grids.id(1), Grids.id(2)),
                    learned::add);

    /** A question that waits for its answer. */
    private record Asked(NodeId node, CompletableFuture<byte[]> answer) {}

    @AfterEach
    void close() {
        timer.shutdownNow();
    }

    @Test
    void hearsOfAChangeFromWhoeverKnowsFirst() throws InterruptedException {
        watch.start();
        Asked one = asked.take();
        Asked other = asked.take();
        assertThat(List.of(one.node(), other.node()))
                .containsExactlyInAnyOrder(Grids.id(1), Grids.id(2));
        Topology news = Grids.topology(Grids.formed(3, 4));
        other.answer().complete(reply(new TopologyUpdate.Snapshot(news)));
        assertThat(learned.take()).isEqualTo(news);
        assertThat(asked.take().node()).isEqualTo(other.node());
        one.answer().complete(reply(new TopologyUpdate.Snapshot(news)));
        assertThat(asked.take().node()).isEqualTo(one.node());
        assertThat(learned).isEmpty();
    }

    @Test
    void whoAnswersNonsenseIsAskedAgain() throws InterruptedException {
        watch.start();
        Asked one = asked.take();
        asked.take();
        one.answer().complete(new byte[] {ANSWERED, 99, 98, 97});
        assertThat(asked.take().node()).isEqualTo(one.node());
    }

    private static byte[] reply(TopologyUpdate update) {
        byte[] payload = UpdateCodec.encode(update);
        byte[] bytes = new byte[payload.length + 1];
        bytes[0] = ANSWERED;
        System.arraycopy(payload, 0, bytes, 1, payload.length);
        return bytes;
    }

    @Override
    public CompletionStage<byte[]> call(NodeId to, byte[] envelope, Duration deadline) {
        var question = new Asked(to, new CompletableFuture<>());
        asked.add(question);
        return question.answer();
    }

    @Override
    public void serve(Function<byte[], CompletionStage<byte[]>> handler) {}
}
