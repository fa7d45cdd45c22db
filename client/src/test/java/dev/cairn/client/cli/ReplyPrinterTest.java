package dev.cairn.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.cairn.protocol.resp.Reply;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** The expected texts are those of redis-cli -3 --no-raw. */
class ReplyPrinterTest {

    @Test
    void scalars() {
        assertThat(ReplyPrinter.pretty(new Reply.Simple("OK"))).isEqualTo("OK\n");
        assertThat(ReplyPrinter.pretty(new Reply.Failure("ERR no"))).isEqualTo("(error) ERR no\n");
        assertThat(ReplyPrinter.pretty(new Reply.Whole(-3))).isEqualTo("(integer) -3\n");
        assertThat(ReplyPrinter.pretty(Reply.Nil.NIL)).isEqualTo("(nil)\n");
        assertThat(ReplyPrinter.pretty(new Reply.Bool(true))).isEqualTo("(true)\n");
        assertThat(ReplyPrinter.pretty(new Reply.Decimal("1.5"))).isEqualTo("(double) 1.5\n");
        assertThat(ReplyPrinter.pretty(new Reply.Verbatim("txt", "a\nb"))).isEqualTo("a\nb\n");
        assertThat(ReplyPrinter.pretty(bulk("a\"\\\n\r\t\u0007\b\u0000\u00e9")))
                .isEqualTo("\"a\\\"\\\\\\n\\r\\t\\a\\b\\x00\\xe9\"\n");
    }

    @Test
    void nestedArraysAreIndented() {
        var inner = new Reply.Array(List.of(bulk("a"), new Reply.Whole(1)));
        var many = new ArrayList<Reply>(List.of(inner));
        for (int i = 2; i <= 10; i++) {
            many.add(bulk("x" + i));
        }
        assertThat(ReplyPrinter.pretty(new Reply.Array(List.of(inner, bulk("z")))))
                .isEqualTo("1) 1) \"a\"\n   2) (integer) 1\n2) \"z\"\n");
        assertThat(ReplyPrinter.pretty(new Reply.Array(many)))
                .startsWith(" 1) 1) \"a\"\n    2) (integer) 1\n 2) \"x2\"\n")
                .endsWith("10) \"x10\"\n");
        assertThat(ReplyPrinter.pretty(new Reply.Array(List.of()))).isEqualTo("(empty array)\n");
    }

    @Test
    void mapsAndSetsHaveTheirOwnMarks() {
        assertThat(ReplyPrinter.pretty(new Reply.Mapping(List.of(bulk("f"), bulk("1")))))
                .isEqualTo("1# \"f\" => \"1\"\n");
        var set = new Reply.Group(List.of(bulk("a"), bulk("b")));
        assertThat(ReplyPrinter.pretty(set)).isEqualTo("1~ \"a\"\n2~ \"b\"\n");
        assertThat(ReplyPrinter.pretty(new Reply.Mapping(List.of(bulk("f"), set))))
                .isEqualTo("1# \"f\" => \n   1~ \"a\"\n   2~ \"b\"\n");
        assertThat(ReplyPrinter.pretty(new Reply.Mapping(List.of()))).isEqualTo("(empty hash)\n");
        assertThat(ReplyPrinter.pretty(new Reply.Group(List.of()))).isEqualTo("(empty set)\n");
    }

    @Test
    void pipesGetBareBytes() {
        assertThat(raw(bulk("a\u00e9\n"))).isEqualTo("a\u00e9\n\n");
        assertThat(raw(new Reply.Whole(3))).isEqualTo("3\n");
        assertThat(raw(Reply.Nil.NIL)).isEqualTo("\n");
        assertThat(raw(new Reply.Failure("ERR no"))).isEqualTo("ERR no\n\n");
        assertThat(raw(new Reply.Array(List.of(bulk("a"), bulk("b"))))).isEqualTo("a\nb\n");
        assertThat(raw(new Reply.Mapping(List.of(bulk("f"), bulk("1"))))).isEqualTo("f 1\n");
    }

    private static String raw(Reply reply) {
        return new String(ReplyPrinter.raw(reply, "\n"), ISO_8859_1);
    }

    private static Reply bulk(String bytes) {
        return new Reply.Bulk(bytes.getBytes(ISO_8859_1));
    }
}
