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

    @Test
    void aReplyBehindSeveralGatesIsLostAsOne() {
        log.committed = 2;
        output.take();
        int mark = output.reply().mark();
        output.open();
        output.reply()
                .simple("a reply that is longer than any error would be, by far, of one EXEC");
        output.gate(log, 3, mark, true);
        output.gate(log, 4, mark, true);
        output.reply().ok();
        log.over = true;
        assertThat(taken())
                .isEqualTo(
                        "-INDOUBT The outcome of this write is unknown: "
                                + "the primary changed before it was committed|+OK|");
        output.release();
    }

    @Test
    void whatIsWrittenBehindItsGatesIsLostWithThem() {
        log.committed = 2;
        output.take();
        output.open();
        int mark = output.reply().mark();
        output.gate(log, 3, mark, false);
        output.reply().simple("written when all shards were visited");
        output.regate(mark);
        output.reply().ok();
        log.over = true;
        assertThat(taken()).isEqualTo("-TRYAGAIN the primary changed|+OK|");
        output.release();
    }

    @Test
    void aReplyThatWasTakenBackTakesNothingOfTheNextWithIt() {
        log.committed = 2;
        output.take();
        output.open();
        int mark = output.reply().mark();
        output.reply().simple("not to be heard");
        output.gate(log, 3, mark, true);
        output.reply().rollback(mark);
        output.regate(mark);
        output.reply().ok();
        log.over = true;
        assertThat(taken()).isEqualTo("+OK|");
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
