package dev.cairn.protocol.resp;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;

import org.junit.jupiter.api.Test;

import java.util.function.Consumer;

class RespWriterTest {

    @Test
    void integersOfEveryLength() {
        long value = 0;
        for (int digits = 0; digits < 19; digits++) {
            long positive = value;
            assertThat(resp2(w -> w.integer(positive))).isEqualTo(":" + positive + "\r\n");
            assertThat(resp2(w -> w.integer(-positive))).isEqualTo(":" + -positive + "\r\n");
            assertThat(resp2(w -> w.bulkInteger(-positive))).isEqualTo(bulk("" + -positive));
            value = value * 10 + 9;
        }
        assertThat(resp2(w -> w.integer(Long.MIN_VALUE))).isEqualTo(":-9223372036854775808\r\n");
        assertThat(resp2(w -> w.integer(Long.MAX_VALUE))).isEqualTo(":9223372036854775807\r\n");
        assertThat(resp2(w -> w.bulkInteger(Long.MIN_VALUE)))
                .isEqualTo("$20\r\n-9223372036854775808\r\n");
    }

    @Test
    void whatResp2LacksIsWrittenAsRedisWritesIt() {
        both(w -> w.map(2), "*4\r\n", "%2\r\n");
        both(w -> w.set(12), "*12\r\n", "~12\r\n");
        both(w -> w.push(3), "*3\r\n", ">3\r\n");
        both(w -> w.array(3), "*3\r\n", "*3\r\n");
        both(RespWriter::nil, "$-1\r\n", "_\r\n");
        both(RespWriter::nilArray, "*-1\r\n", "_\r\n");
        both(w -> w.bool(true), ":1\r\n", "#t\r\n");
        both(w -> w.bool(false), ":0\r\n", "#f\r\n");
        both(w -> w.doubleValue(3.5), "$3\r\n3.5\r\n", ",3.5\r\n");
        both(
                w -> w.bigNumber("12345678901234567890"),
                bulk("12345678901234567890"),
                "(12345678901234567890\r\n");
        both(w -> w.verbatim("txt", "hi".getBytes(UTF_8)), "$2\r\nhi\r\n", "=6\r\ntxt:hi\r\n");
        both(w -> w.attribute(1), "", "|1\r\n");
        both(w -> w.bulk("hé"), "$3\r\nhé\r\n", "$3\r\nhé\r\n");
    }

    @Test
    void nothingBreaksOutOfALine() {
        String evil = "x\r\n+OK\r\n\0y";
        String tame = "x  +OK   y\r\n";
        assertThat(resp2(w -> w.simple(evil))).isEqualTo("+" + tame);
        assertThat(resp2(w -> w.simple(evil.getBytes(UTF_8)))).isEqualTo("+" + tame);
        assertThat(resp2(w -> w.error(evil.getBytes(UTF_8)))).isEqualTo("-" + tame);
        assertThat(resp2(w -> w.error(Refusal.GENERIC.with(evil)))).isEqualTo("-ERR " + tame);
    }

    @Test
    void aHeadGoesBeforeElementsAlreadyWritten() {
        for (ByteBuf out :
                new ByteBuf[] {
                    Unpooled.buffer(4), PooledByteBufAllocator.DEFAULT.directBuffer(4)
                }) {
            var writer = new RespWriter(out);
            writer.ok();
            int mark = out.writerIndex();
            for (int i = 0; i < 12; i++) {
                writer.bulkInteger(i);
            }
            writer.arrayBefore(mark, 12);
            writer.mapBefore(out.writerIndex(), 0);
            assertThat(out.toString(UTF_8))
                    .startsWith("+OK\r\n*12\r\n$1\r\n0\r\n")
                    .endsWith("$2\r\n11\r\n*0\r\n");
            out.release();
        }
    }

    private static String bulk(String text) {
        return "$" + text.length() + "\r\n" + text + "\r\n";
    }

    private static void both(Consumer<RespWriter> what, String resp2, String resp3) {
        assertThat(resp2(what)).isEqualTo(resp2);
        var out = Unpooled.buffer();
        var writer = new RespWriter(out);
        writer.version(3);
        what.accept(writer);
        assertThat(out.toString(UTF_8)).isEqualTo(resp3);
    }

    private static String resp2(Consumer<RespWriter> what) {
        var out = Unpooled.buffer();
        what.accept(new RespWriter(out));
        return out.toString(UTF_8);
    }
}
