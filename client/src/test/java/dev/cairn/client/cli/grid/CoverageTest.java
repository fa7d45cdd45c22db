package dev.cairn.client.cli.grid;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.protocol.resp.Reply;
import dev.cairn.protocol.resp.ReplyLimits;
import dev.cairn.protocol.resp.ReplyReader;

import io.netty.buffer.Unpooled;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

final class CoverageTest {
    @Test
    void slotsAreCountedByPrimaryAndByCopiesInStep() {
        var reply =
                array(
                        shard(0, 99, node(1, "master", "online"), node(2, "replica", "online")),
                        shard(100, 149, node(2, "master", "online"), node(1, "replica", "loading")),
                        shard(150, 199, node(3, "master", "fail"), node(2, "replica", "online")));

        var coverage = Coverage.of(reply, 2);

        assertThat(coverage.served()).isEqualTo(150);
        assertThat(coverage.inSync()).isEqualTo(100);
        assertThat(coverage.slotsOf(new Seat(2, Path.of("")))).isEqualTo(50);
        assertThat(coverage.slotsOf(new Seat(3, Path.of("")))).isZero();
    }

    @Test
    void anErrorCoversNothing() {
        assertThat(Coverage.of(new Reply.Failure("ERR no"), 3)).isEqualTo(Coverage.NONE);
    }

    @Test
    void theReplyOfAServerIsUnderstood() {
        var wire =
                "*1\r\n*4\r\n$5\r\nslots\r\n*2\r\n:0\r\n:16383\r\n$5\r\nnodes\r\n*1\r\n*6\r\n"
                        + "$4\r\nport\r\n:6379\r\n$4\r\nrole\r\n$6\r\nmaster\r\n"
                        + "$6\r\nhealth\r\n$6\r\nonline\r\n";
        var reader = new ReplyReader(ReplyLimits.STANDARD);
        var bytes = Unpooled.wrappedBuffer(wire.getBytes(StandardCharsets.US_ASCII));

        var coverage = Coverage.of(Objects.requireNonNull(reader.read(bytes)), 1);

        assertThat(coverage.served()).isEqualTo(16_384);
        assertThat(coverage.inSync()).isEqualTo(16_384);
    }

    private static Reply shard(int first, int last, Reply... nodes) {
        var slots = array(new Reply.Whole(first), new Reply.Whole(last));
        return array(bulk("slots"), slots, bulk("nodes"), array(nodes));
    }

    private static Reply node(int port, String role, String health) {
        return array(
                bulk("port"),
                new Reply.Whole(port),
                bulk("role"),
                bulk(role),
                bulk("health"),
                bulk(health));
    }

    private static Reply array(Reply... elements) {
        return new Reply.Array(new ArrayList<>(List.of(elements)));
    }

    private static Reply bulk(String text) {
        return new Reply.Bulk(text.getBytes(StandardCharsets.US_ASCII));
    }
}
