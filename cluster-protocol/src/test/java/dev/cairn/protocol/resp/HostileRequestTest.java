package dev.cairn.protocol.resp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;

import org.junit.jupiter.api.Test;

import java.util.List;

/**
 * The hostile requests that servers like ours have been hurt by: each gets its error, none costs.
 */
class HostileRequestTest {

    private static final String MULTIBULK = "ERR Protocol error: invalid multibulk length";
    private static final String BULK = "ERR Protocol error: invalid bulk length";
    private static final String STRANGER_MULTIBULK =
            "ERR Protocol error: unauthenticated multibulk length";
    private static final String STRANGER_BULK = "ERR Protocol error: unauthenticated bulk length";
    private static final String PING = "*1\r\n$4\r\nPING\r\n";

    @Test
    void multibulkLengths() {
        for (String wrong :
                List.of("2147483648", "abc", "", "1 ", " 1", "+1", "01", "-0", "-", "1\0")) {
            assertThat(Feed.read("*" + wrong + "\r\n")).as(wrong).containsExactly(MULTIBULK);
        }
        assertThat(Feed.read("*9223372036854775808\r\n")).containsExactly(MULTIBULK);
        assertThat(Feed.read("*-1\r\n*0\r\n*-99999\r\n" + PING))
                .containsExactly("empty", "empty", "empty", "[PING]");
    }

    @Test
    void aDeclaredLengthCostsNothing() {
        var reader = new RequestReader(Limits.AUTHENTICATED);
        long before = reader.heldBytes();
        var in = Unpooled.buffer().writeBytes(Feed.bytes("*1000000000\r\n"));
        assertThat(reader.read(in)).isEqualTo(RequestReader.Status.NEED_MORE);
        assertThat(reader.heldBytes()).isEqualTo(before);
        in.writeBytes(Feed.bytes("$536870912\r\n"));
        assertThat(reader.read(in)).isEqualTo(RequestReader.Status.NEED_MORE);
        assertThat(reader.heldBytes()).isEqualTo(before);
        assertThat(in.capacity()).isLessThan(1_024);
    }

    @Test
    void bulkLengths() {
        for (String wrong :
                List.of("-1", "-2", "9223372036854775808", "+5", "05", "", "x", "536870913")) {
            assertThat(Feed.read("*1\r\n$" + wrong + "\r\n")).as(wrong).containsExactly(BULK);
        }
        assertThat(Feed.read("*1\r\n$4\r\nPINGxx"))
                .containsExactly("ERR Protocol error: bulk string does not end with CRLF");
        assertThat(Feed.read("*1\n$4\nPING\n")).containsExactly("unfinished 11");
        assertThat(Feed.read("*1\r\n\0"))
                .containsExactly("ERR Protocol error: expected '$', got ' '");
        assertThat(Feed.read("*1\r\nx"))
                .containsExactly("ERR Protocol error: expected '$', got 'x'");
    }

    @Test
    void strangersMaySendLittle() {
        assertThat(Feed.readStranger("*11\r\n")).containsExactly(STRANGER_MULTIBULK);
        assertThat(Feed.readStranger("*1000000000\r\n")).containsExactly(STRANGER_MULTIBULK);
        assertThat(Feed.readStranger("*10\r\n")).containsExactly("unfinished 5");
        assertThat(Feed.readStranger("*1\r\n$16385\r\n")).containsExactly(STRANGER_BULK);
        assertThat(Feed.readStranger("*1\r\n$16384\r\n")).containsExactly("unfinished 12");
        assertThat(Feed.readStranger("*2147483648\r\n")).containsExactly(MULTIBULK);
    }

    @Test
    void aRequestIsNoLargerThanTheQueryBuffer() {
        var limits = Limits.AUTHENTICATED.withRequestBytes(100);
        String half = "$40\r\n" + "x".repeat(40) + "\r\n";
        assertThat(Feed.read(limits, Feed.bytes("*2\r\n" + half + half)))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("[xxx");
        assertThat(Feed.read(limits, Feed.bytes("*3\r\n" + half + half + "$40\r\n")))
                .containsExactly("ERR Protocol error: request exceeds client-query-buffer-limit");
    }

    @Test
    void manyArgumentsCountForMoreThanTheirBytes() {
        var limits = Limits.AUTHENTICATED.withRequestBytes(1 << 20);
        assertThat(Feed.read(limits, Feed.bytes("*20000\r\n" + "$0\r\n\r\n".repeat(20_000))))
                .hasSize(1);
        assertThat(Feed.read(limits, Feed.bytes("*30000\r\n" + "$0\r\n\r\n".repeat(30_000))))
                .containsExactly("ERR Protocol error: request exceeds client-query-buffer-limit");
    }

    @Test
    void emptyRequestsLeaveNoStateBehind() {
        for (String empty : List.of("\r\n", "\n", "*0\r\n", "*-1\r\n", "  \r\n")) {
            for (String next : List.of(PING, "PING\r\n", "\r\n" + PING)) {
                byte[] input = Feed.bytes(empty + next + empty + next);
                List<String> whole = Feed.read(Limits.UNAUTHENTICATED, input);
                assertThat(whole).contains("[PING]").doesNotContain("unfinished 1");
                for (int cut = 0; cut <= input.length; cut++) {
                    assertThat(Feed.read(Limits.UNAUTHENTICATED, input, cut)).isEqualTo(whole);
                }
            }
        }
    }

    @Test
    void nestedRequestsAreNoRequests() {
        assertThat(Feed.read("*1\r\n".repeat(100_000)))
                .containsExactly("ERR Protocol error: expected '$', got '*'");
    }

    @Test
    void longLines() {
        assertThat(Feed.read("x".repeat(65_537)))
                .containsExactly("ERR Protocol error: too big inline request");
        assertThat(Feed.read("x".repeat(65_536))).containsExactly("unfinished 65536");
        assertThat(Feed.read("*" + "1".repeat(65_537)))
                .containsExactly("ERR Protocol error: too big mbulk count string");
        assertThat(Feed.read("*1\r\n$" + "1".repeat(65_537)))
                .containsExactly("ERR Protocol error: too big bulk count string");
    }

    @Test
    void unbalancedQuotes() {
        for (String line :
                List.of(
                        "\"",
                        "'",
                        "SET a \"b",
                        "SET 'a",
                        "SET \"a\"b",
                        "SET 'a'b",
                        "\"\\",
                        "'\\'")) {
            assertThat(Feed.read(line + "\r\n"))
                    .as(line)
                    .containsExactly("ERR Protocol error: unbalanced quotes in request");
        }
    }

    @Test
    void junkAfterAValidRequestIsJunk() {
        for (String junk :
                List.of(
                        "$3\r\nfoo\r\n",
                        ":1\r\n",
                        "+OK\r\n",
                        "-x\r\n",
                        "%1\r\n",
                        "~1\r\n",
                        "_\r\n")) {
            List<String> found = Feed.read(PING + junk + PING);
            assertThat(found).startsWith("[PING]").endsWith("[PING]");
        }
        assertThat(Feed.read(PING + "*?\r\n")).containsExactly("[PING]", MULTIBULK);
        assertThat(Feed.read(PING + "*1\r\n%1\r\n"))
                .containsExactly("[PING]", "ERR Protocol error: expected '$', got '%'");
    }
}
