package dev.cairn.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.node.Node;
import dev.cairn.node.config.ConfigSources;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

/**
 * Commands that are newer than the redis-server that the other tests compare with, as the reference
 * documents them: CLIENT SETINFO, CLIENT NO-TOUCH, WAITAOF, CLUSTER MYSHARDID, all since Redis 7.2.
 */
class NewerCommandsTest {

    private static final String SAID =
            """
            CLIENT SETINFO lib-name abc -> +OK
            CLIENT SETINFO LIB-VER 1.2.3 -> +OK
            CLIENT SETINFO lib-name "a b" -> -ERR lib-name cannot contain spaces
            CLIENT SETINFO lib-ver "a\\n" -> -ERR lib-ver cannot contain spaces
            CLIENT SETINFO nosuch x -> -ERR Unrecognized option 'nosuch'
            CLIENT SETINFO lib-name -> -ERR wrong number of arguments for 'client|setinfo' command
            CLIENT NO-TOUCH on -> +OK
            CLIENT NO-TOUCH off -> +OK
            CLIENT NO-TOUCH x -> -ERR syntax error
            CLIENT NO-TOUCH -> -ERR wrong number of arguments for 'client|no-touch' command
            WAITAOF 0 0 0 -> *2 :0 :0
            WAITAOF 0 1 1 -> *2 :0 :0
            WAITAOF 1 0 0 -> -ERR WAITAOF cannot be used when numlocal is set
            WAITAOF 2 0 0 -> -ERR value is out of range, value must between 0 and 1
            WAITAOF 0 -1 0 -> -ERR value is out of range, must be positive
            WAITAOF 0 0 -1 -> -ERR timeout is negative
            WAITAOF 0 0 x -> -ERR timeout is not an integer or out of range
            WAITAOF 0 0 -> -ERR wrong number of arguments for 'waitaof' command
            CLUSTER MYSHARDID -> -ERR This instance has cluster support disabled
            CLUSTER MYSHARDID x -> -ERR wrong number of arguments for 'cluster|myshardid' command
            """;

    @Test
    void repliesAreAsDocumented() throws Exception {
        var settings = List.of("--port", "0", "--bind", "127.0.0.1");
        try (var node = Node.start(ConfigSources.read(settings, Map.of()));
                var wire = new Wire(node.port())) {
            for (String line : SAID.strip().lines().toList()) {
                String[] sides = line.split(" -> ");
                String raw = wire.call(Words.of(sides[0])).raw();
                assertThat(raw.replace("\r\n", " ")).as(line).startsWith(sides[1]);
            }
            assertThat(wire.call(Words.of("CLIENT LIST")).raw())
                    .contains(" lib-name=abc lib-ver=1.2.3");
        }
    }
}
