package dev.cairn.protocol.resp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

class ReplyReaderTest {

    private static final String ALL =
            "+OK\r\n"
                    + "-ERR no\r\n"
                    + ":-12\r\n"
                    + "$3\r\n"
                    + "a\r\n\r\n"
                    + "$-1\r\n"
                    + "*-1\r\n"
                    + "*0\r\n"
                    + "*2\r\n"
                    + ":1\r\n"
                    + "*1\r\n"
                    + "$0\r\n\r\n"
                    + "_\r\n"
                    + "#t\r\n"
                    + "#f\r\n"
                    + ",1.5\r\n"
                    + ",-inf\r\n"
                    + "(123456789012345678901\r\n"
                    + "=6\r\n"
                    + "txt:hi\r\n"
                    + "!7\r\n"
                    + "ERR big\r\n"
                    + "%2\r\n"
                    + "+a\r\n"
                    + ":1\r\n"
                    + "+b\r\n"
                    + "~1\r\n"
                    + ":2\r\n"
                    + ">2\r\n"
                    + "+message\r\n"
                    + "+x\r\n"
                    + "|1\r\n"
                    + "+ttl\r\n"
                    + ":9\r\n"
                    + "*1\r\n"
                    + "+v\r\n";

    @Test
    void readsEveryKind() {
        assertThat(read(ALL))
                .containsExactly(
                        new Reply.Simple("OK"),
                        new Reply.Failure("ERR no"),
                        new Reply.Whole(-12),
                        new Reply.Bulk(Feed.bytes("a\r\n")),
                        Reply.Nil.NIL,
                        Reply.Nil.NIL,
                        new Reply.Array(List.of()),
                        new Reply.Array(
                                List.of(
                                        new Reply.Whole(1),
                                        new Reply.Array(List.of(new Reply.Bulk(new byte[0]))))),
                        Reply.Nil.NIL,
                        new Reply.Bool(true),
                        new Reply.Bool(false),
                        new Reply.Decimal("1.5"),
                        new Reply.Decimal("-inf"),
                        new Reply.BigNumber("123456789012345678901"),
                        new Reply.Verbatim("txt", "hi"),
                        new Reply.Failure("ERR big"),
                        new Reply.Mapping(
                                List.of(
                                        new Reply.Simple("a"),
                                        new Reply.Whole(1),
                                        new Reply.Simple("b"),
                                        new Reply.Group(List.of(new Reply.Whole(2))))),
                        new Reply.Push(List.of(new Reply.Simple("message"), new Reply.Simple("x"))),
                        new Reply.Attributed(
                                List.of(new Reply.Simple("ttl"), new Reply.Whole(9)),
                                new Reply.Array(List.of(new Reply.Simple("v")))));
        assertThat(new Reply.Failure("MOVED 1 h:2").code()).isEqualTo("MOVED");
        assertThat(new Reply.Decimal("-inf").value()).isEqualTo(Double.NEGATIVE_INFINITY);
    }

    @Test
    void anyCutOfTheInputGivesTheSame() {
        byte[] input = Feed.bytes(ALL);
        List<Reply> whole = read(ALL);
        for (int cut = 0; cut <= input.length; cut++) {
            assertThat(read(ReplyLimits.STANDARD, input, cut))
                    .as("cut at %d", cut)
                    .isEqualTo(whole);
        }
        int[] everywhere = new int[input.length];
        for (int i = 0; i < input.length; i++) {
            everywhere[i] = i;
        }
        assertThat(read(ReplyLimits.STANDARD, input, everywhere)).isEqualTo(whole);
    }

    @Test
    void refusesWhatIsNoReply() {
        for (String wrong :
                List.of(
                        "hello\r\n",
                        "\r\n",
                        "+a\n",
                        ":x\r\n",
                        ":\r\n",
                        "$-2\r\n",
                        "$1\r\nab\r\n",
                        "*-2\r\n",
                        "%-1\r\n",
                        "$?\r\n",
                        "#x\r\n",
                        ",x\r\n",
                        "(1x\r\n",
                        "=3\r\nabc\r\n",
                        "*9223372036854775807\r\n",
                        "$99999999999\r\n")) {
            assertThatThrownBy(() -> read(wrong)).as(wrong).isInstanceOf(MalformedReply.class);
        }
    }

    @Test
    void limitsDepthStringsAndWholeReplies() {
        var limits = new ReplyLimits(3, 10, 40);
        assertThat(read(limits, Feed.bytes("*1\r\n*1\r\n*1\r\n:1\r\n"))).hasSize(1);
        assertThatThrownBy(() -> read(limits, Feed.bytes("*1\r\n*1\r\n*1\r\n*1\r\n")))
                .isInstanceOf(MalformedReply.class);
        assertThatThrownBy(() -> read(limits, Feed.bytes("$11\r\n")))
                .isInstanceOf(MalformedReply.class);
        assertThatThrownBy(() -> read(limits, Feed.bytes("*20\r\n" + ":1\r\n".repeat(20))))
                .isInstanceOf(MalformedReply.class);
        assertThat(read(limits, Feed.bytes(":1\r\n".repeat(50)))).hasSize(50);
        assertThatThrownBy(() -> read("*1\r\n".repeat(100_000))).isInstanceOf(MalformedReply.class);
    }

    @Test
    void aDeclaredLengthCostsNothing() {
        var in = Unpooled.buffer().writeBytes(Feed.bytes("*1000000000\r\n$536870912\r\nx"));
        assertThat(new ReplyReader(ReplyLimits.STANDARD).read(in)).isNull();
        assertThat(in.capacity()).isLessThan(1_024);
    }

    /** {@code -Dcairn.fuzz.replies} sets how many, {@code -Dcairn.fuzz.seed} where to begin. */
    @Test
    void noMutationBreaksTheReader() {
        long mutations = Long.getLong("cairn.fuzz.replies", 30_000);
        var random = new SplittableRandom(Long.getLong("cairn.fuzz.seed", 42));
        byte[] original = Feed.bytes(ALL);
        long refused = 0;
        for (long i = 0; i < mutations; i++) {
            byte[] input = original.clone();
            for (int n = random.nextInt(1, 4); n > 0; n--) {
                input[random.nextInt(input.length)] = (byte) random.nextInt(256);
            }
            try {
                read(ReplyLimits.STANDARD, input, random.nextInt(input.length));
            } catch (MalformedReply expected) {
                refused++;
            } catch (RuntimeException bug) {
                throw new AssertionError("mutation " + i, bug);
            }
        }
        assertThat(refused).isBetween(mutations / 10, mutations);
    }

    private static List<Reply> read(String input) {
        return read(ReplyLimits.STANDARD, Feed.bytes(input));
    }

    private static List<Reply> read(ReplyLimits limits, byte[] input, int... cuts) {
        var reader = new ReplyReader(limits);
        ByteBuf buffer = Unpooled.buffer();
        var found = new ArrayList<Reply>();
        int from = 0;
        for (int i = 0; i <= cuts.length; i++) {
            int to = i < cuts.length ? cuts[i] : input.length;
            buffer.discardReadBytes().writeBytes(input, from, to - from);
            from = to;
            for (Reply reply; (reply = reader.read(buffer)) != null; ) {
                found.add(reply);
            }
        }
        return found;
    }
}
