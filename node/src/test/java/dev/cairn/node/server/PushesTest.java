package dev.cairn.node.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.node.command.Reply;
import dev.cairn.protocol.resp.Refused;
import dev.cairn.protocol.resp.RespWriter;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;

class PushesTest {

    private final Pushes pushes = new Pushes();
    private final ByteBuf out = Unpooled.buffer();
    private final Reply reply = new Reply(new RespWriter(out));

    PushesTest() {
        reply.version(RespWriter.RESP3);
    }

    @Test
    void keysOfAPrefixAreGathered() {
        assertThat(pushes.isEmpty()).isTrue();
        assertThat(pushes.add(bytes("p"), bytes("p2"))).isTrue();
        assertThat(pushes.add(bytes("k"))).isFalse();
        assertThat(pushes.add(bytes("p"), bytes("p1"))).isFalse();
        assertThat(pushes.add(bytes("p"), bytes("p2"))).isFalse();
        assertThat(written(false)).isEqualTo(">2|$10|invalidate|*1|$1|k|");
        assertThat(pushes.isEmpty()).isFalse();
        assertThat(written(true)).isEqualTo(">2|$10|invalidate|*2|$2|p1|$2|p2|");
        assertThat(pushes.isEmpty()).isTrue();
        assertThat(pushes.bytes()).isZero();
    }

    @Test
    void everythingIncludesWhatWaited() {
        pushes.add(bytes("k"));
        pushes.add(bytes("p"), bytes("p1"));
        pushes.addBroken(7);
        pushes.addBroken(7);
        pushes.addAll();
        pushes.addAll();
        pushes.add(bytes("l"));
        assertThat(written(true))
                .isEqualTo(
                        ">2|$21|tracking-redir-broken|:7|"
                                + ">2|$10|invalidate|_|"
                                + ">2|$10|invalidate|*1|$1|l|");
    }

    @Test
    void whatBecomesTooMuchIsEverything() {
        int most = 0;
        for (int i = 0; i < 100_000; i++) {
            pushes.add(bytes("key" + i));
            pushes.add(bytes(""), bytes("key" + i));
            most = Math.max(most, pushes.bytes());
        }
        assertThat(most).isLessThanOrEqualTo(1 << 20);
        assertThat(written(true)).startsWith(">2|$10|invalidate|_|").contains("key99999");
        pushes.add(new byte[2 << 20]);
        assertThat(written(true)).isEqualTo(">2|$10|invalidate|_|");
    }

    @Test
    void theOlderVersionHasNoPushes() {
        reply.version(RespWriter.RESP2);
        pushes.add(bytes("k"));
        pushes.add(bytes("p"), bytes("p1"));
        assertThat(written(false)).isEmpty();
        assertThat(pushes.isEmpty()).isTrue();
    }

    /** Then the client is closed, so what is written of the push is taken back. */
    @Test
    void whatAReplyHasNoRoomForIsRefused() {
        reply.atMost(100);
        pushes.add(bytes("k".repeat(90)));
        assertThatThrownBy(() -> pushes.writeTo(reply, true)).isInstanceOf(Refused.class);
    }

    private String written(boolean gathered) {
        out.clear();
        pushes.writeTo(reply, gathered);
        return out.toString(StandardCharsets.UTF_8).replace("\r\n", "|");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
