package dev.cairn.node.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.node.shard.ScriptedLog;
import dev.cairn.protocol.resp.RespWriter;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;

/** A client hears what to forget between what it was told before and what it is told after. */
class OutputTest {

    private static final String PUSH = ">2|$10|invalidate|*1|$1|k|";

    private final ScriptedLog log = new ScriptedLog();
    private final Output output = new Output(UnpooledByteBufAllocator.DEFAULT);
    private final Pushes pushes = new Pushes();

    OutputTest() {
        log.commit(0);
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
        log.commit(1);
        assertThat(taken()).isEqualTo("+read before|" + PUSH);
        log.commit(2);
        assertThat(taken()).isEqualTo("+read after|");
        output.release();
    }

    @Test
    void aPushIsHeardThoughTheRepliesAroundItAreLost() {
        log.depose();
        assertThat(taken())
                .isEqualTo(
                        "+OK|-TRYAGAIN the primary changed|"
                                + PUSH
                                + "-TRYAGAIN the primary changed|");
        output.release();
    }

    @Test
    void aReplyBehindSeveralGatesIsLostAsOne() {
        log.commit(2);
        output.take();
        int mark = output.reply().mark();
        output.open();
        output.reply()
                .simple("a reply that is longer than any error would be, by far, of one EXEC");
        output.gate(log, 3, mark, true);
        output.gate(log, 4, mark, true);
        output.reply().ok();
        log.depose();
        assertThat(taken())
                .isEqualTo(
                        "-INDOUBT The outcome of this write is unknown: "
                                + "the primary changed before it was committed|+OK|");
        output.release();
    }

    @Test
    void whatIsWrittenBehindItsGatesIsLostWithThem() {
        log.commit(2);
        output.take();
        output.open();
        int mark = output.reply().mark();
        output.gate(log, 3, mark, false);
        output.reply().simple("written when all shards were visited");
        output.regate(mark);
        output.reply().ok();
        log.depose();
        assertThat(taken()).isEqualTo("-TRYAGAIN the primary changed|+OK|");
        output.release();
    }

    @Test
    void aReplyThatWasTakenBackTakesNothingOfTheNextWithIt() {
        log.commit(2);
        output.take();
        output.open();
        int mark = output.reply().mark();
        output.reply().simple("not to be heard");
        output.gate(log, 3, mark, true);
        output.reply().rollback(mark);
        output.regate(mark);
        output.reply().ok();
        log.depose();
        assertThat(taken()).isEqualTo("+OK|");
        output.release();
    }

    /** Each waits for one record more. */
    private void gatedReply(String text) {
        int mark = output.reply().mark();
        output.reply().simple(text);
        output.gate(log, log.append(new byte[1]), mark, false);
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
}
