package dev.cairn.protocol.resp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.SplittableRandom;

/**
 * Seeded mutations of valid traffic: whatever comes, the reader ends with requests, with a protocol
 * error or waiting, within the bounds of the buffer and of its memory.
 *
 * <p>{@code -Dcairn.fuzz.requests=10000000} runs it long, {@code -Dcairn.fuzz.seed} elsewhere.
 */
class RequestFuzzTest {

    private static final List<byte[]> SEEDS =
            List.of(
                    Feed.bytes("*2\r\n$3\r\nGET\r\n$1\r\nk\r\n"),
                    Feed.bytes("*3\r\n$3\r\nSET\r\n$10\r\nabcdefghij\r\n$5\r\n\0\r\n{}\r\n"),
                    Feed.bytes("PING\r\n"),
                    Feed.bytes("SET \"a\\x00b\" 'c'\r\n"),
                    Feed.bytes("*0\r\n\r\n*-1\r\n"),
                    Feed.bytes("*1\r\n$4\r\nPING\r\n".repeat(4)));

    private static final byte[] SPICE = Feed.bytes("*$\r\n-0123456789\0\"'\\x+: ");

    @Test
    void noMutationBreaksTheReader() {
        long mutations = Long.getLong("cairn.fuzz.requests", 100_000);
        var random = new SplittableRandom(Long.getLong("cairn.fuzz.seed", 42));
        ByteBuf buffer = Unpooled.directBuffer(1 << 12);
        long requests = 0;
        long errors = 0;
        for (long i = 0; i < mutations; i++) {
            byte[] input = mutate(random);
            var reader = new RequestReader(Limits.UNAUTHENTICATED);
            int cut = random.nextInt(input.length + 1);
            try {
                buffer.clear().writeBytes(input, 0, cut);
                requests += drain(reader, buffer);
                buffer.discardReadBytes().writeBytes(input, cut, input.length - cut);
                requests += drain(reader, buffer);
            } catch (ProtocolError expected) {
                errors++;
            } catch (RuntimeException bug) {
                throw new AssertionError(
                        "mutation " + i + ": " + Feed.read(Limits.UNAUTHENTICATED, input), bug);
            }
            assertThat(reader.heldBytes()).isLessThan(64 << 10);
        }
        assertThat(requests).isGreaterThan(mutations / 4);
        assertThat(errors).isGreaterThan(mutations / 20);
        System.out.printf(
                "request fuzz: %d mutations, %d requests, %d protocol errors, 0 others%n",
                mutations, requests, errors);
        buffer.release();
    }

    private static int drain(RequestReader reader, ByteBuf buffer) {
        for (int requests = 0; ; requests++) {
            int before = buffer.readerIndex();
            var status = reader.read(buffer);
            if (status == RequestReader.Status.NEED_MORE) {
                checkThat(buffer.readerIndex() == before);
                return requests;
            }
            checkThat(buffer.readerIndex() > before);
            for (int i = 0; i < reader.argc(); i++) {
                checkThat(reader.argOffset(i) >= before && reader.argLength(i) >= 0);
                checkThat(reader.argOffset(i) + reader.argLength(i) <= buffer.readerIndex());
            }
        }
    }

    private static byte[] mutate(SplittableRandom random) {
        ByteBuf text = Unpooled.buffer();
        for (int i = random.nextInt(1, 5); i > 0; i--) {
            text.writeBytes(SEEDS.get(random.nextInt(SEEDS.size())));
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            int at = random.nextInt(text.writerIndex());
            switch (random.nextInt(4)) {
                case 0 -> text.setByte(at, random.nextInt(256));
                case 1 -> text.setByte(at, SPICE[random.nextInt(SPICE.length)]);
                case 2 -> text.writerIndex(Math.max(1, at));
                default -> insert(text, at, SPICE[random.nextInt(SPICE.length)]);
            }
        }
        byte[] bytes = new byte[text.readableBytes()];
        text.readBytes(bytes);
        return bytes;
    }

    private static void insert(ByteBuf text, int at, byte b) {
        byte[] tail = new byte[text.writerIndex() - at];
        text.getBytes(at, tail);
        text.writerIndex(at).writeByte(b).writeBytes(tail);
    }

    private static void checkThat(boolean holds) {
        if (!holds) {
            throw new IllegalStateException("an argument lies outside its request");
        }
    }
}
