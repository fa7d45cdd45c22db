package dev.cairn.node.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.EOFException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Who is let in: maxclients, protected mode, passwords; and how long silence is borne. */
class WelcomeTest {

    private static final List<Path> TABLES =
            List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
    private static final String ESTABLISHED = "01";
    private static final String NOAUTH = "-NOAUTH Authentication required.\r\n";
    private static final String WRONGPASS =
            "-WRONGPASS invalid username-password pair or user is disabled.\r\n";

    @Test
    void oneClientTooManyIsToldSo() throws Exception {
        try (var node = LiveNode.start("--maxclients", "2");
                var first = node.talk()) {
            first.ask("PING");
            try (var second = node.talk();
                    var third = node.talk()) {
                second.ask("PING");
                assertThat(third.rest()).isEqualTo("-ERR max number of clients reached\r\n");
            }
            LiveNode.until(() -> isWelcome(node));
            assertThat(LiveNode.figure(first, "rejected_connections")).isPositive();
        }
    }

    private static boolean isWelcome(LiveNode node) throws Exception {
        try (var talk = node.talk()) {
            return talk.ask("PING").equals("+PONG\r\n");
        } catch (SocketException | EOFException refused) {
            return false;
        }
    }

    @Test
    void strangersFromElsewhereNeedAPassword() throws Exception {
        Optional<InetAddress> address = addressOfThisMachine();
        assumeTrue(address.isPresent(), "this machine has only loopback addresses");
        try (var node = LiveNode.start("--bind", "*");
                var here = node.talk()) {
            assertThat(here.ask("PING")).isEqualTo("+PONG\r\n");
            try (var stranger = Talk.to(address.get(), node.port())) {
                assertThat(stranger.rest()).startsWith("-DENIED Redis is running in protected");
            }
            assertThat(here.ask("CONFIG SET requirepass secret")).isEqualTo("+OK\r\n");
            try (var stranger = Talk.to(address.get(), node.port())) {
                assertThat(stranger.ask("PING")).isEqualTo(NOAUTH);
                assertThat(stranger.ask("AUTH secret")).isEqualTo("+OK\r\n");
            }
            here.ask("CONFIG SET requirepass \"\" protected-mode no");
            try (var stranger = Talk.to(address.get(), node.port())) {
                assertThat(stranger.ask("PING")).isEqualTo("+PONG\r\n");
            }
        }
    }

    private static Optional<InetAddress> addressOfThisMachine() throws Exception {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .findFirst();
    }

    @Test
    void withoutThePasswordNothingGoesButGreeting() throws Exception {
        try (var node = LiveNode.start("--requirepass", "secret");
                var talk = node.talk()) {
            for (String line : new String[] {"GET k", "PING", "MULTI", "COMMAND", "CONFIG GET *"}) {
                assertThat(talk.ask(line)).as(line).isEqualTo(NOAUTH);
            }
            assertThat(talk.ask("HELLO 3")).startsWith("-NOAUTH HELLO must be called with");
            assertThat(talk.ask("RESET")).isEqualTo("+RESET\r\n");
            assertThat(talk.ask("NONSENSE")).startsWith("-ERR unknown command");
            assertThat(talk.ask("GET")).startsWith("-ERR wrong number of arguments");
            assertThat(talk.ask("AUTH wrong")).isEqualTo(WRONGPASS);
            assertThat(talk.ask("AUTH nobody secret")).isEqualTo(WRONGPASS);
            assertThat(talk.ask("HELLO 3 AUTH default wrong")).isEqualTo(WRONGPASS);
            assertThat(talk.ask("AUTH a b c")).isEqualTo("-ERR syntax error\r\n");
            assertThat(talk.ask("PING")).isEqualTo(NOAUTH);
            assertThat(talk.ask("AUTH default secret")).isEqualTo("+OK\r\n");
            assertThat(talk.ask("PING")).isEqualTo("+PONG\r\n");
            assertThat(LiveNode.figure(talk, "acl_access_denied_auth")).isEqualTo(3);
            assertThat(talk.ask("RESET")).isEqualTo("+RESET\r\n");
            assertThat(talk.ask("PING")).isEqualTo(NOAUTH);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"p\u00c3\u00a4ss", "a b'c\\\\d", "\\x00\\r\\n"})
    void aPasswordMayBeAnyText(String password) throws Exception {
        try (var node = LiveNode.start();
                var talk = node.talk();
                var other = node.talk()) {
            other.ask("PING");
            String quoted = '"' + password + '"';
            assertThat(talk.ask("CONFIG SET requirepass " + quoted)).isEqualTo("+OK\r\n");
            assertThat(talk.ask("RESET")).isEqualTo("+RESET\r\n");
            assertThat(talk.ask("AUTH " + quoted)).isEqualTo("+OK\r\n");
            assertThat(other.ask("PING")).as("was let in before").isEqualTo("+PONG\r\n");
        }
    }

    @Test
    void aPasswordThatIsNoTextIsRefused() throws Exception {
        try (var node = LiveNode.start();
                var talk = node.talk()) {
            assertThat(talk.ask("CONFIG SET requirepass \"\\xff\\x80\""))
                    .endsWith("'requirepass') - argument must be text in UTF-8\r\n");
            assertThat(talk.ask("AUTH \"\\xfe\\x81\"")).startsWith("-ERR AUTH <password> called");
        }
    }

    @Test
    void whenThePasswordIsGoneEverybodyIsLetIn() throws Exception {
        try (var node = LiveNode.start("--requirepass", "secret");
                var waiting = node.talk();
                var talk = node.talk()) {
            assertThat(waiting.ask("PING")).isEqualTo(NOAUTH);
            talk.ask("AUTH secret");
            assertThat(talk.ask("CONFIG SET requirepass \"\"")).isEqualTo("+OK\r\n");
            assertThat(waiting.ask("PING")).isEqualTo("+PONG\r\n");
            assertThat(waiting.ask("AUTH x")).startsWith("-ERR AUTH <password> called without");
            assertThat(waiting.ask("AUTH default x")).isEqualTo("+OK\r\n");
        }
    }

    /** The kernel shows the timer of each connection: 02 is for probes, in hundredths. */
    @Test
    void silentConnectionsAreProbed() throws Exception {
        assumeTrue(Files.isReadable(TABLES.getFirst()), "only Linux shows timers of connections");
        try (var node = LiveNode.start("--tcp-keepalive", "100");
                var talk = node.talk()) {
            talk.ask("PING");
            String timer = timerAt(node.port());
            assertThat(timer).startsWith("02:");
            assertThat(Long.parseLong(timer.substring(3), 16)).isBetween(9_000L, 10_000L);
        }
    }

    /** The timer of the only connection to a port, as the node's end has it. */
    private static String timerAt(int port) throws Exception {
        String local = String.format(":%04X", port);
        for (Path table : TABLES) {
            for (String line : Files.readAllLines(table)) {
                String[] words = line.strip().split("\\s+");
                if (words[1].endsWith(local) && words[3].equals(ESTABLISHED)) {
                    return words[5];
                }
            }
        }
        throw new AssertionError("there is no such connection");
    }
}
