package dev.cairn.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.node.config.ConfigSources;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

class NodeTest {

    private static Node node;

    @BeforeAll
    static void start() throws Exception {
        node = Node.start(ConfigSources.read(List.of("--port", "0"), Map.of()));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void answersPing() throws Exception {
        check("PING\r\n", "+PONG\r\n");
    }

    @Test
    void answersAPipelineInOrder() throws Exception {
        var requests = new StringBuilder();
        var replies = new StringBuilder();
        for (int i = 0; i < 1_000; i++) {
            requests.append("SET p").append(i).append(" v").append(i).append("\r\n");
            requests.append("GET p").append(i).append("\r\n");
            String value = "v" + i;
            replies.append("+OK\r\n$").append(value.length()).append("\r\n").append(value);
            replies.append("\r\n");
        }
        check(requests.toString(), replies.toString());
    }

    @Test
    void runsATransactionWhole() throws Exception {
        check(
                "MULTI\r\nSET t 1\r\nINCR t\r\nHSET t f v\r\nEXEC\r\n",
                "+OK\r\n+QUEUED\r\n+QUEUED\r\n+QUEUED\r\n*3\r\n+OK\r\n:2\r\n"
                        + "-WRONGTYPE Operation against a key holding the wrong kind of value\r\n");
    }

    @Test
    void refusesToQueueWhatDoesNotExist() throws Exception {
        check(
                "MULTI\r\nSET\r\nEXEC\r\nEXEC\r\n",
                "+OK\r\n-ERR wrong number of arguments for 'set' command\r\n"
                        + "-EXECABORT Transaction discarded because of previous errors.\r\n"
                        + "-ERR EXEC without MULTI\r\n");
    }

    @Test
    void watchedKeyThatChangesEndsTheTransaction() throws Exception {
        try (var other = new Wire(node.port());
                var wire = new Wire(node.port())) {
            assertThat(wire.ask("WATCH w\r\nMULTI\r\nSET w mine\r\n", "+OK\r\n+OK\r\n+QUEUED\r\n"))
                    .endsWith("+QUEUED\r\n");
            assertThat(other.ask("SET w theirs\r\n", "+OK\r\n")).isEqualTo("+OK\r\n");
            assertThat(wire.ask("EXEC\r\n", "*-1\r\n")).isEqualTo("*-1\r\n");
            assertThat(wire.ask("GET w\r\n", "$6\r\ntheirs\r\n")).isEqualTo("$6\r\ntheirs\r\n");
        }
    }

    @Test
    void commandsMayCrossShards() throws Exception {
        check(
                "MSET a 1 b 2 c 3\r\nMGET c a b\r\n",
                "+OK\r\n*3\r\n$1\r\n3\r\n$1\r\n1\r\n$1\r\n2\r\n");
    }

    @Test
    void saysWhatIsWrongAndCloses() throws Exception {
        try (var wire = new Wire(node.port())) {
            wire.send("PING\r\n*1\r\n!\r\n");
            assertThat(wire.readToEnd())
                    .isEqualTo("+PONG\r\n-ERR Protocol error: expected '$', got '!'\r\n");
        }
    }

    @Test
    void closesOnAnAttemptByABrowser() throws Exception {
        try (var wire = new Wire(node.port())) {
            wire.send("POST / HTTP/1.1\r\nHost: x\r\n\r\nSET stolen 1\r\n");
            assertThat(wire.readToEnd()).isEmpty();
        }
        check("GET stolen\r\n", "$-1\r\n");
    }

    @Test
    void staysSilentWhenAskedTo() throws Exception {
        check(
                "CLIENT REPLY OFF\r\nPING\r\nFOO\r\nCLIENT REPLY ON\r\nCLIENT REPLY SKIP\r\n"
                        + "PING\r\nPING\r\n",
                "+OK\r\n+PONG\r\n");
    }

    @Test
    void repliesBeforeItCloses() throws Exception {
        try (var wire = new Wire(node.port())) {
            wire.send("PING\r\nQUIT\r\nPING\r\n");
            assertThat(wire.readToEnd()).isEqualTo("+PONG\r\n+OK\r\n");
        }
    }

    private static void check(String requests, String replies) throws Exception {
        try (var wire = new Wire(node.port())) {
            assertThat(wire.ask(requests, replies)).isEqualTo(replies);
        }
    }
}
