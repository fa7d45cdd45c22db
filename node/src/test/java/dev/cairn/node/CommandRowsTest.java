package dev.cairn.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.node.command.Argument;
import dev.cairn.node.command.Command;
import dev.cairn.node.command.Flag;
import dev.cairn.node.command.Group;
import dev.cairn.node.command.Handler;
import dev.cairn.node.config.ConfigError;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What every row of the command table owes to every client, whatever the command does. */
class CommandRowsTest {

    private static final String WRONG_TYPE =
            "-WRONGTYPE Operation against a key holding the wrong kind of value\r\n";
    private static final String NOAUTH = "-NOAUTH Authentication required.\r\n";
    private static final String QUEUED = "+QUEUED\r\n";

    /** String commands that replace, or look past, a value of another type. */
    private static final Map<String, String> NOT_CHOOSY =
            Map.of(
                    "set", "+OK\r\n",
                    "setex", "+OK\r\n",
                    "psetex", "+OK\r\n",
                    "mset", "+OK\r\n",
                    "msetnx", ":0\r\n",
                    "setnx", ":0\r\n",
                    "mget", "*1\r\n$-1\r\n",
                    "lcs", "-ERR The specified keys must contain string values\r\n");

    /** Run at once in a transaction, not queued. */
    private static final Map<String, String> RUN_IN_A_TRANSACTION =
            Map.of(
                    "multi", "-ERR MULTI calls can not be nested\r\n",
                    "watch", "-ERR WATCH inside MULTI is not allowed\r\n",
                    "exec", "*0\r\n",
                    "discard", "+OK\r\n",
                    "quit", "+OK\r\n",
                    "reset", "+RESET\r\n");

    private Portless node;
    private Caller client;

    @BeforeEach
    void start() throws ConfigError {
        node = Portless.with();
        client = node.client();
    }

    @Test
    void tooFewArgumentsAreRefused() {
        int refused = 0;
        for (Command command : node.table().all()) {
            List<String> words = words(command);
            int least = command.arity().least();
            if (least > words.size()) {
                while (words.size() < least - 1) {
                    words.add("1");
                }
                assertThat(client.ask(words)).as("%s", words).isEqualTo(wrongArity(command));
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(80);
    }

    @Test
    void tooManyArgumentsAreRefused() {
        int refused = 0;
        for (Command command : node.table().all()) {
            if (command.arity().most() < Integer.MAX_VALUE) {
                List<String> words = words(command);
                while (words.size() <= command.arity().most()) {
                    words.add("1");
                }
                String expected = refusalOf(command, wrongArity(command));
                assertThat(client.ask(words)).as("%s", words).isEqualTo(expected);
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(80);
    }

    @Test
    void aHashIsNoString() {
        for (Command command : rowsOnKeys(Group.STRING)) {
            client.ask("DEL", "k");
            client.ask("HSET", "k", "f", "v");
            String expected = NOT_CHOOSY.getOrDefault(command.fullName(), WRONG_TYPE);
            assertThat(client.ask(request(command))).as("%s", command).isEqualTo(expected);
            if (expected.startsWith("-")) {
                assertThat(client.ask("HGET", "k", "f")).isEqualTo("$1\r\nv\r\n");
            }
        }
    }

    @Test
    void aStringIsNoHash() {
        for (Command command : rowsOnKeys(Group.HASH)) {
            client.ask("SET", "k", "v");
            assertThat(client.ask(request(command))).as("%s", command).isEqualTo(WRONG_TYPE);
            assertThat(client.ask("GET", "k")).isEqualTo("$1\r\nv\r\n");
            assertThat(client.ask("TTL", "k")).isEqualTo(":-1\r\n");
        }
    }

    @Test
    void otherCommandsOnKeysTakeEveryType() {
        for (Group group : List.of(Group.GENERIC, Group.SERVER)) {
            for (Command command : rowsOnKeys(group)) {
                for (List<String> value : List.of(List.of("SET"), List.of("HSET", "f"))) {
                    client.ask("DEL", "k");
                    var set = new ArrayList<>(value);
                    set.add(1, "k");
                    set.add("v");
                    client.ask(set);
                    assertThat(client.ask(request(command)))
                            .as("%s on %s", command, set)
                            .doesNotContain("WRONGTYPE");
                }
            }
        }
    }

    @Test
    void aTransactionQueuesWhatMayStandInIt() {
        for (Command command : node.table().all()) {
            if (command.handler() == null) {
                continue;
            }
            Caller other = node.client();
            assertThat(other.ask("MULTI")).isEqualTo("+OK\r\n");
            String expected =
                    command.is(Flag.NO_MULTI)
                            ? "-ERR Command not allowed inside a transaction\r\n"
                            : RUN_IN_A_TRANSACTION.getOrDefault(command.fullName(), QUEUED);
            assertThat(other.ask(request(command))).as("%s", command).isEqualTo(expected);
        }
    }

    @Test
    void whatIsRefusedSpoilsTheTransaction() {
        for (Command command : node.table().all()) {
            if (command.arity().least() > words(command).size()) {
                client.ask("MULTI");
                client.ask(words(command));
                assertThat(client.ask("EXEC")).as("%s", command).startsWith("-EXECABORT ");
                assertThat(client.ask("EXEC")).isEqualTo("-ERR EXEC without MULTI\r\n");
            }
        }
    }

    @Test
    void withoutAPasswordNothingIsRunButWhatAsksForIt() throws ConfigError {
        node = Portless.with("--requirepass", "secret");
        for (Command command : node.table().all()) {
            if (command.handler() == null) {
                continue;
            }
            String reply = node.client().ask(request(command));
            if (command.is(Flag.NO_AUTH)) {
                assertThat(reply).as("%s", command).isNotEqualTo(NOAUTH);
            } else {
                assertThat(reply).as("%s", command).isEqualTo(refusalOf(command, NOAUTH));
            }
        }
        assertThat(node.table().all().stream().filter(each -> each.is(Flag.NO_AUTH)))
                .extracting(Command::fullName)
                .containsExactlyInAnyOrder("auth", "hello", "quit", "reset");
    }

    @Test
    void aWrongCountIsNamedBeforeThePassword() throws ConfigError {
        node = Portless.with("--requirepass", "secret");
        assertThat(node.client().ask("GET")).startsWith("-ERR wrong number of arguments");
        assertThat(node.client().ask("NOSUCH")).startsWith("-ERR unknown command");
    }

    @Test
    void subcommandsThatDoNotExistAreRefused() {
        int containers = 0;
        for (Command command : node.table().commands()) {
            if (command.hasSubcommands()) {
                String name = command.name().toUpperCase(Locale.ROOT);
                String expected =
                        "-ERR unknown subcommand 'nosuch'. Try %s HELP.\r\n".formatted(name);
                assertThat(client.ask(name, "nosuch")).isEqualTo(expected);
                assertThat(client.ask(name, "nosuch", "a", "b")).isEqualTo(expected);
                containers++;
            }
        }
        assertThat(containers).isGreaterThan(6);
    }

    @Test
    void helpNamesEverySubcommand() throws ConfigError {
        client = Portless.with("--cluster-enabled", "yes").client(); // or CLUSTER has none
        for (Command command : node.table().commands()) {
            // COMMAND is a command of its own too.
            if (command.hasSubcommands()) {
                String name = command.name().toUpperCase(Locale.ROOT);
                String help = client.ask(name, "HELP");
                assertThat(help)
                        .as(name)
                        .startsWith("*")
                        .contains(
                                "\r\n+"
                                        + name
                                        + " <subcommand> [<arg> [value] [opt] ...]."
                                        + " Subcommands are:\r\n");
                for (Command each : command.subcommands()) {
                    assertThat(help)
                            .as("%s of %s", each, name)
                            .contains("\r\n+" + each.name().toUpperCase(Locale.ROOT));
                }
            }
        }
    }

    private List<Command> rowsOnKeys(Group group) {
        var rows = new ArrayList<Command>();
        for (Command command : node.table().all()) {
            if (command.group() == group && command.handler() instanceof Handler.OnShard) {
                rows.add(command);
            }
        }
        assertThat(rows).isNotEmpty();
        return rows;
    }

    /** An EXEC that is refused says so, and why. */
    private static String refusalOf(Command command, String error) {
        return command.name().equals("exec")
                ? "-EXECABORT Transaction discarded because of: "
                        + error.replaceFirst("^-(ERR )?", "")
                : error;
    }

    private static String wrongArity(Command command) {
        return "-ERR wrong number of arguments for '" + command.fullName() + "' command\r\n";
    }

    private static List<String> words(Command command) {
        return new ArrayList<>(List.of(command.fullName().split("\\|")));
    }

    /** A request with what the row's syntax demands and nothing else. */
    private static List<String> request(Command command) {
        List<String> words = words(command);
        add(command.arguments(), words);
        while (words.size() < command.arity().least()) {
            words.add("x"); // of COMMAND GETKEYS and DEBUG, whose syntax leaves it open
        }
        return words;
    }

    private static void add(List<Argument> arguments, List<String> words) {
        for (Argument argument : arguments) {
            if (!argument.times().optional()) {
                add(argument, words);
            }
        }
    }

    private static final Set<Argument.Type> GROUPS =
            Set.of(Argument.Type.BLOCK, Argument.Type.ONEOF);

    private static void add(Argument argument, List<String> words) {
        if (argument.token() != null && !GROUPS.contains(argument.type())) {
            words.add(Objects.requireNonNull(argument.token()));
        }
        switch (argument.type()) {
            case KEY -> words.add("k");
            case INTEGER, DOUBLE -> words.add("1");
            case UNIX_TIME -> words.add("4102444800");
            case STRING, PATTERN -> words.add("x");
            case PURE_TOKEN -> {} // its token
            case ONEOF -> add(argument.parts().get(0), words);
            case BLOCK -> {
                if (argument.token() != null) {
                    words.add(argument.token());
                }
                add(argument.parts(), words);
            }
        }
    }
}
