package dev.cairn.node.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.node.shard.ShardLog;
import dev.cairn.protocol.resp.Refused;
import dev.cairn.protocol.resp.RespWriter;
import dev.cairn.protocol.topology.NodeId;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A client hears what to forget between what it was told before and what it is told after. */
class OutputTest {

    private static final String PUSH = ">2|$10|invalidate|*1|$1|k|";

    private final Log log = new Log();
    private final Output output = new Output(UnpooledByteBufAllocator.DEFAULT);
    private final Pushes pushes = new Pushes();

    OutputTest() {
        output.reply().version(RespWriter.RESP3);
        output.open();
        output.reply().ok();
        gatedReply("read before");
        pushes.add("k".getBytes(StandardCharsets.UTF_8));
        pushes.writeTo(output.reply(), true);
        gatedReply("read after");
    }

    @Test
    void aPushWaitsBehindAGatedReply() {
        assertThat(taken()).isEqualTo("+OK|");
        assertThat(taken()).isEmpty();
        log.committed = 1;
        assertThat(taken()).isEqualTo("+read before|" + PUSH);
        log.committed = 2;
        assertThat(taken()).isEqualTo("+read after|");
        output.release();
    }

    @Test
    void aPushIsHeardThoughTheRepliesAroundItAreLost() {
        log.over = true;
        assertThat(taken())
                .isEqualTo(
                        "+OK|-TRYAGAIN the primary changed|"
                                + PUSH
                                + "-TRYAGAIN the primary changed|");
        output.release();
    }

    /** Each waits for one record more. */
    private void gatedReply(String text) {
        int mark = output.reply().mark();
        output.reply().simple(text);
        output.gate(log, ++log.end, mark, false);
    }

    private String taken() {
        ByteBuf bytes = output.take();
        if (bytes == null) {
            return "";
        }
        String text = bytes.toString(StandardCharsets.UTF_8).replace("\r\n", "|");
        bytes.release();
        return text;
    }

    /** A log that commits when it is told to. */
    private static final class Log implements ShardLog {
        private long end;
        private long committed;
        private boolean over;

        @Override
        public boolean isLed() {
            return true;
        }

        @Override
        public @Nullable Refused objection(boolean writes, long nowNanos) {
            return null;
        }

        @Override
        public boolean isChangingHands() {
            return false;
        }

        @Override
        public void whenSettled(Runnable task) {
            throw new IllegalStateException("nothing is to be waited for");
        }

        @Override
        public boolean isRecording() {
            return true;
        }

        @Override
        public long append(byte[] record) {
            return ++end;
        }

        @Override
        public long end() {
            return end;
        }

        @Override
        public long committed() {
            return committed;
        }

        @Override
        public boolean isOver() {
            return over;
        }

        @Override
        public Map<NodeId, Long> replicas() {
            return Map.of();
        }
    }
}
