package dev.cairn.protocol.resp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

class RequestReaderTest {

    private static final String GET = "*2\r\n$3\r\nGET\r\n$1\r\nk\r\n";

    /** Every kind of input; each one is cut at every place and at random places. */
    private static final List<String> CORPUS =
            List.of(
                    GET,
                    GET + GET + GET,
                    "*3\r\n$3\r\nSET\r\n$5\r\nk\r\n\0y\r\n$12\r\nhello\r\nworld\r\n",
                    "*1\r\n$0\r\n\r\n" + GET,
                    "\r\n*0\r\n*-1\r\n" + GET + "PING\r\n\n" + GET,
                    "*-5\r\n \t \r\nPING a b\n" + GET,
                    "SET \"a b\" 'c \\' d' e\"f g\" \"\\x41\\n\\\"\\q\"\r\nGET ''\n",
                    "PING\0junk\r\n" + GET,
                    "SET \"a\r\n" + GET,
                    "SET 'a'b\r\n",
                    "*2\r\n$3\r\nGET\r\n:1\r\n",
                    "*2\r\n$3\r\nGETxx$1\r\nk\r\n",
                    "*2\r\n$03\r\nGET\r\n",
                    "*abc\r\n",
                    "*1\rx",
                    "*1\r\n$12345678901234567890\r\n",
                    "*123456789\r\n$4\r\nPING\r\n",
                    "*1\r\n$100000\r\nabc",
                    "*2147483648\r\n",
                    "*",
                    "POST / HTTP/1.1\r\nHost: x\r\n\r\n");

    @Test
    void findsTheArgumentsOfPipelinedRequests() {
        assertThat(Feed.read(GET + "*1\r\n$4\r\nPING\r\n" + GET))
                .containsExactly("[GET, k]", "[PING]", "[GET, k]");
    }

    @Test
    void keepsBinaryArguments() {
        assertThat(Feed.read("*2\r\n$4\r\n\r\n\r\n\r\n$2\r\n\0\n\r\n"))
                .containsExactly("[\r\n\r\n, \0\n]");
    }

    @Test
    void readsInlineRequestsWithQuotes() {
        assertThat(Feed.read("SET  \"a b\"\t'c \\' d'\r\n")).containsExactly("[SET, a b, c ' d]");
        assertThat(Feed.read("a\"b c\" \"\\x41\\r\\q\\\\\" ''\n"))
                .containsExactly("[ab c, A\rq\\, ]");
    }

    @Test
    void anyCutOfTheInputGivesTheSame() {
        for (String text : CORPUS) {
            byte[] input = Feed.bytes(text);
            for (Limits limits : List.of(Limits.AUTHENTICATED, Limits.UNAUTHENTICATED)) {
                List<String> whole = Feed.read(limits, input);
                for (int cut = 0; cut <= input.length; cut++) {
                    assertThat(Feed.read(limits, input, cut))
                            .as("%s cut at %d", text, cut)
                            .isEqualTo(whole);
                }
                int[] everywhere = new int[input.length];
                for (int i = 0; i < input.length; i++) {
                    everywhere[i] = i;
                }
                assertThat(Feed.read(limits, input, everywhere))
                        .as("%s byte by byte", text)
                        .isEqualTo(whole);
            }
        }
    }

    @Test
    void anyRandomCutsOfRandomTrafficGiveTheSame() {
        for (long seed = 0; seed < 300; seed++) {
            var random = new Random(seed);
            byte[] input = traffic(random);
            List<String> whole = Feed.read(Limits.AUTHENTICATED, input);
            int[] cuts = random.ints(20, 0, input.length + 1).sorted().toArray();
            assertThat(Feed.read(Limits.AUTHENTICATED, input, cuts))
                    .as("seed %d", seed)
                    .isEqualTo(whole);
        }
    }

    @Test
    void longLinesAreCutTheSameWherever() {
        for (String head : List.of("*", "*1\r\n$", "PING ")) {
            for (int length : new int[] {65_535, 65_536, 65_537, 65_538}) {
                byte[] input = Feed.bytes(head + "1".repeat(length - head.length()) + "\r\n*0\r\n");
                List<String> whole = Feed.read(Limits.AUTHENTICATED, input);
                for (int cut : new int[] {3, 100, 65_535, 65_536, 65_537, 65_538, 65_540}) {
                    assertThat(Feed.read(Limits.AUTHENTICATED, input, cut))
                            .as("%s %d cut at %d", head.trim(), length, cut)
                            .isEqualTo(whole);
                }
            }
        }
    }

    @Test
    void remembersWhereItWasWhenTheBufferMoves() {
        var reader = new RequestReader(Limits.AUTHENTICATED);
        byte[] first = Feed.bytes(GET + "*2\r\n$3\r\nGET\r\n$5\r\nab");
        var small = Unpooled.buffer().writeBytes(first);
        assertThat(reader.read(small)).isEqualTo(RequestReader.Status.REQUEST);
        assertThat(reader.read(small)).isEqualTo(RequestReader.Status.NEED_MORE);
        assertThat(reader.missing(small)).isEqualTo(5);

        var large =
                Unpooled.buffer().writeZero(17).writeBytes(small).writeBytes(Feed.bytes("cde\r\n"));
        large.readerIndex(17);
        assertThat(reader.read(large)).isEqualTo(RequestReader.Status.REQUEST);
        assertThat(reader.argc()).isEqualTo(2);
        assertThat(large.toString(reader.argOffset(1), 5, java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo("abcde");
        assertThat(large.isReadable()).isFalse();
    }

    @Test
    void givesBackTheMemoryOfALongRequest() {
        var reader = new RequestReader(Limits.AUTHENTICATED);
        long before = reader.heldBytes();
        var in = Unpooled.buffer();
        in.writeBytes(Feed.bytes("*5000\r\n" + "$1\r\nx\r\n".repeat(5_000)));
        assertThat(reader.read(in)).isEqualTo(RequestReader.Status.REQUEST);
        assertThat(reader.argc()).isEqualTo(5_000);
        assertThat(reader.heldBytes()).isGreaterThan(before);
        assertThat(reader.read(in)).isEqualTo(RequestReader.Status.NEED_MORE);
        assertThat(reader.heldBytes()).isEqualTo(before);
    }

    private static byte[] traffic(Random random) {
        var pieces = new ArrayList<String>();
        for (int i = 0; i < 12; i++) {
            pieces.add(CORPUS.get(random.nextInt(7)));
        }
        return Feed.bytes(String.join("", pieces));
    }
}
