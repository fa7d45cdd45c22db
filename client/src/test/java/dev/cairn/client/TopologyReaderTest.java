package dev.cairn.client;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cairn.protocol.resp.Reply;
import dev.cairn.protocol.resp.ReplyLimits;
import dev.cairn.protocol.resp.ReplyReader;

import io.netty.buffer.Unpooled;

import org.junit.jupiter.api.Test;

import java.util.Objects;

class TopologyReaderTest {

    private static final Address ASKED = new Address("10.0.0.9", 1);

    @Test
    void overTlsThePortsForTlsAreTaken() {
        Reply both = shards("+port\r\n:6379\r\n+tls-port\r\n:6390\r\n", "$8\r\n10.0.0.1\r\n");
        assertThat(TopologyReader.shards(both, ASKED, false).owner(7))
                .isEqualTo(new Address("10.0.0.1", 6379));
        assertThat(TopologyReader.shards(both, ASKED, true).owner(7))
                .isEqualTo(new Address("10.0.0.1", 6390));
        Reply only = shards("+tls-port\r\n:6390\r\n+role2\r\n+x\r\n", "$8\r\n10.0.0.1\r\n");
        assertThat(TopologyReader.shards(only, ASKED, false).owner(7))
                .isEqualTo(new Address("10.0.0.1", 6390));
    }

    @Test
    void anUnknownHostIsTheOneThatWasAsked() {
        Reply reply = shards("+port\r\n:6379\r\n+tls-port\r\n:6390\r\n", "$1\r\n?\r\n");
        assertThat(TopologyReader.shards(reply, ASKED, false).owner(7))
                .isEqualTo(new Address("10.0.0.9", 6379));
    }

    /** A grid of one shard, slots 0 to 99, whose node has these ports and this endpoint. */
    private static Reply shards(String ports, String endpoint) {
        String wire =
                "*1\r\n*4\r\n+slots\r\n*2\r\n:0\r\n:99\r\n+nodes\r\n*1\r\n*10\r\n"
                        + ports
                        + "+endpoint\r\n"
                        + endpoint
                        + "+role\r\n+master\r\n+health\r\n+online\r\n";
        var reader = new ReplyReader(ReplyLimits.STANDARD);
        return Objects.requireNonNull(reader.read(Unpooled.wrappedBuffer(wire.getBytes(UTF_8))));
    }
}
