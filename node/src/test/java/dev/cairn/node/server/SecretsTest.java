package dev.cairn.node.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the log of slow commands shows, which may be read by more people than may know secrets. */
class SecretsTest {

    @ParameterizedTest
    @CsvSource({
        "AUTH hush, AUTH (redacted)",
        "AUTH default hush, AUTH (redacted) (redacted)",
        "auth default hush, auth (redacted) (redacted)",
        "HELLO 3 AUTH default hush, HELLO 3 AUTH (redacted) (redacted)",
        "HELLO 4 AUTH default hush SETNAME me, HELLO 4 AUTH (redacted) (redacted) SETNAME me",
        "HELLO 3 SETNAME auth AUTH default hush, HELLO 3 SETNAME auth AUTH (redacted) (redacted)",
        "CONFIG SET timeout 7 requirepass hush, CONFIG SET timeout 7 requirepass (redacted)",
        "CONFIG SET RequirePass hush, CONFIG SET RequirePass (redacted)",
        "ECHO hush, ECHO hush",
    })
    void slowlogHidesPasswords(String request, String shown) throws Exception {
        try (var node = LiveNode.start("--slowlog-log-slower-than", "0");
                var talk = node.talk()) {
            talk.ask(request);
            String bulks = talk.ask("SLOWLOG GET 1").replaceAll("[$*:]\\d+\r\n", "");
            assertThat(bulks.replace("\r\n", " ")).startsWith(shown + " ");
        }
    }

    @Test
    void namesOfClientsCannotForgeLines() throws Exception {
        try (var node = LiveNode.start();
                var talk = node.talk()) {
            assertThat(talk.ask("CLIENT SETNAME \"a\\r\\nid=1\""))
                    .startsWith("-ERR Client names cannot contain");
            assertThat(talk.ask("CLIENT SETINFO LIB-NAME \"a b\""))
                    .startsWith("-ERR lib-name cannot contain");
            assertThat(talk.ask("HELLO 3 SETNAME \"a\\nb\""))
                    .startsWith("-ERR Client names cannot contain");
        }
    }
}
