package dev.cairn.node.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A connection that changes its ways in the middle of a pipeline: line 11. */
class ProtocolSwitchTest {

    private static LiveNode node;

    @BeforeAll
    static void start() throws Exception {
        node = LiveNode.start();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void aVersionHoldsFromItsReplyOn() throws Exception {
        try (var talk = node.talk()) {
            talk.send("GET none\r\nHELLO 3\r\nGET none\r\nHGETALL none\r\nHELLO 2\r\nGET none\r\n");
            assertThat(talk.reply()).isEqualTo("$-1\r\n");
            assertThat(talk.reply()).startsWith("%7\r\n$6\r\nserver\r\n");
            assertThat(talk.reply()).isEqualTo("_\r\n");
            assertThat(talk.reply()).isEqualTo("%0\r\n");
            assertThat(talk.reply()).startsWith("*14\r\n");
            assertThat(talk.reply()).isEqualTo("$-1\r\n");
        }
    }

    @Test
    void aVersionThatIsRefusedChangesNothing() throws Exception {
        try (var talk = node.talk()) {
            talk.send("HELLO 4\r\nHELLO x\r\nHELLO 3 NONSENSE\r\nGET none\r\n");
            assertThat(talk.reply()).isEqualTo("-NOPROTO unsupported protocol version\r\n");
            assertThat(talk.reply()).startsWith("-ERR Protocol version is not an integer");
            assertThat(talk.reply()).startsWith("-ERR Syntax error in HELLO option");
            assertThat(talk.reply()).isEqualTo("$-1\r\n");
        }
    }

    @Test
    void aVersionMayChangeWithinATransaction() throws Exception {
        try (var talk = node.talk()) {
            talk.send("MULTI\r\nGET none\r\nHELLO 3\r\nGET none\r\nEXEC\r\nGET none\r\n");
            assertThat(talk.replies(4)).isEqualTo("+OK\r\n" + "+QUEUED\r\n".repeat(3));
            assertThat(talk.reply()).startsWith("*3\r\n$-1\r\n%7\r\n").endsWith("_\r\n");
            assertThat(talk.reply()).isEqualTo("_\r\n");
        }
    }

    @Test
    void resetEndsATransactionAndAllElse() throws Exception {
        try (var talk = node.talk();
                var other = node.talk()) {
            talk.send("HELLO 3\r\nSELECT 3\r\nCLIENT SETNAME me\r\nWATCH w\r\n").replies(4);
            talk.send("MULTI\r\nSET reset v\r\nRESET\r\nEXEC\r\nGET none\r\nCLIENT GETNAME\r\n");
            assertThat(talk.replies(3)).isEqualTo("+OK\r\n+QUEUED\r\n+RESET\r\n");
            assertThat(talk.reply()).isEqualTo("-ERR EXEC without MULTI\r\n");
            assertThat(talk.replies(2)).isEqualTo("$-1\r\n$-1\r\n");
            assertThat(talk.ask("CLIENT LIST")).contains(" db=0 ");
            assertThat(other.ask("SELECT 3")).isEqualTo("+OK\r\n");
            assertThat(other.ask("EXISTS reset")).isEqualTo(":0\r\n");
            other.ask("SET w v");
            assertThat(talk.send("MULTI\r\nEXEC\r\n").replies(2)).isEqualTo("+OK\r\n*0\r\n");
        }
    }

    @Test
    void whoWantsNoRepliesGetsNoErrorsEither() throws Exception {
        try (var talk = node.talk()) {
            talk.send("CLIENT REPLY OFF\r\nNONSENSE\r\nGET\r\nSET k v\r\nINCR k\r\nMULTI\r\n");
            talk.send("HGET k f\r\nEXEC\r\nAUTH a b\r\nHELLO 9\r\nCLIENT REPLY ON\r\n");
            assertThat(talk.reply()).isEqualTo("+OK\r\n");
            assertThat(talk.ask("PING")).isEqualTo("+PONG\r\n");
        }
    }

    @Test
    void whoSkipsAReplySkipsAnError() throws Exception {
        try (var talk = node.talk()) {
            talk.send("CLIENT REPLY SKIP\r\nNONSENSE\r\nPING\r\n");
            assertThat(talk.reply()).isEqualTo("+PONG\r\n");
        }
    }

    @Test
    void aBrokenRequestEndsASilentConnectionSilently() throws Exception {
        try (var talk = node.talk()) {
            assertThat(talk.send("CLIENT REPLY OFF\r\n*x\r\n").rest()).isEmpty();
        }
    }

    @Test
    void resetLetsASilentConnectionSpeak() throws Exception {
        try (var talk = node.talk()) {
            talk.send("CLIENT REPLY OFF\r\nPING\r\nRESET\r\n");
            assertThat(talk.reply()).isEqualTo("+RESET\r\n");
        }
    }
}
