package dev.cairn.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.client.Address;
import dev.cairn.client.CairnClient;
import dev.cairn.client.ClientSettings;
import dev.cairn.client.Session;
import dev.cairn.client.call.Call;
import dev.cairn.client.call.Command;
import dev.cairn.client.call.Decode;
import dev.cairn.client.call.ErrorReply;
import dev.cairn.client.command.Clients;
import dev.cairn.client.command.Commands;
import dev.cairn.client.command.ExpireWhen;
import dev.cairn.client.command.Hashes;
import dev.cairn.client.command.Keys;
import dev.cairn.client.command.Latencies;
import dev.cairn.client.command.Nodes;
import dev.cairn.client.command.SetOptions;
import dev.cairn.client.command.Shards;
import dev.cairn.client.command.SlowCommands;
import dev.cairn.client.command.Strings;
import dev.cairn.client.command.Transactions;
import dev.cairn.node.Node;
import dev.cairn.node.config.ConfigSources;
import dev.cairn.protocol.resp.Reply;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The typed methods of our client are for the commands that a node has, for all of them. */
@Timeout(120)
final class TypedCommandsTest {

    private static final List<Class<?>> GROUPS =
            List.of(
                    Clients.class,
                    Commands.class,
                    Hashes.class,
                    Keys.class,
                    Latencies.class,
                    Nodes.class,
                    Shards.class,
                    SlowCommands.class,
                    Strings.class,
                    Transactions.class);

    /** What each kind of parameter is tried with. */
    private static final Map<Class<?>, Object> SAMPLES =
            Map.ofEntries(
                    Map.entry(String.class, "1"),
                    Map.entry(String[].class, new String[] {"1"}),
                    Map.entry(byte[].class, new byte[] {'1'}),
                    Map.entry(int.class, 1),
                    Map.entry(long.class, 1L),
                    Map.entry(double.class, 1.5),
                    Map.entry(boolean.class, true),
                    Map.entry(List.class, List.of("1")),
                    Map.entry(Map.class, Map.of("1", "1")),
                    Map.entry(Duration.class, Duration.ofMillis(1)),
                    Map.entry(Instant.class, Instant.ofEpochSecond(4_000_000_000L)),
                    Map.entry(SetOptions.class, SetOptions.NONE),
                    Map.entry(ExpireWhen.class, ExpireWhen.ALWAYS));

    /** Commands without a method of their own, since another one does the same or more. */
    private static final Set<String> COVERED_BY_OTHERS =
            Set.of(
                    "decr",
                    "expire",
                    "expireat",
                    "expiretime",
                    "getset",
                    "hexpire",
                    "hexpireat",
                    "hexpiretime",
                    "hmset",
                    "httl",
                    "psetex",
                    "setex",
                    "setnx",
                    "substr",
                    "ttl",
                    "cluster|slaves");

    /** Commands that are for the client itself, for operators, or refused by every node. */
    private static final Set<String> LEFT_TO_THE_GENERIC_CALL =
            Set.of(
                    "asking",
                    "bgsave",
                    "client|caching",
                    "client|getredir",
                    "client|no-evict",
                    "client|no-touch",
                    "client|reply",
                    "client|setinfo",
                    "client|tracking",
                    "client|trackinginfo",
                    "command|getkeysandflags",
                    "command|info",
                    "debug",
                    "hello",
                    "latency|graph",
                    "lolwut",
                    "memory|doctor",
                    "memory|malloc-stats",
                    "memory|purge",
                    "quit",
                    "save",
                    "shutdown",
                    "cluster|addslots",
                    "cluster|addslotsrange",
                    "cluster|bumpepoch",
                    "cluster|count-failure-reports",
                    "cluster|delslots",
                    "cluster|delslotsrange",
                    "cluster|failover",
                    "cluster|flushslots",
                    "cluster|forget",
                    "cluster|links",
                    "cluster|meet",
                    "cluster|myshardid",
                    "cluster|replicas",
                    "cluster|replicate",
                    "cluster|reset",
                    "cluster|saveconfig",
                    "cluster|set-config-epoch",
                    "cluster|setslot");

    private static Node node;
    private static CairnClient client;
    private static Address address;
    private static Set<String> names;

    @BeforeAll
    static void start() throws Exception {
        node =
                Node.start(
                        ConfigSources.read(
                                List.of("--port", "0", "--bind", "127.0.0.1"), Map.of()));
        address = new Address("127.0.0.1", node.port());
        client = CairnClient.connect(ClientSettings.of(address));
        names = namesIn(client.call(Commands.docs()));
    }

    @AfterAll
    static void end() {
        client.close();
        node.close();
    }

    @Test
    void everyTypedCommandIsKnownAndItsReplyUnderstood() throws ReflectiveOperationException {
        for (Method method : methods()) {
            Command<?> command = command(method);
            try (Session session = client.session(address)) {
                session.call(command);
            } catch (ErrorReply refusal) {
                assertThat(refusal.getMessage())
                        .as(method.toString())
                        .doesNotContain("unknown", "wrong number of arguments", "syntax error");
            }
        }
    }

    @Test
    void everyCommandHasAMethodOrAReasonToHaveNone() throws ReflectiveOperationException {
        var typed = new TreeSet<String>();
        for (Method method : methods()) {
            typed.add(name(command(method).call()));
        }
        var without = new TreeSet<>(names);
        without.removeAll(typed);
        without.removeIf(name -> name.endsWith("|help") || isContainer(name));
        var expected = new TreeSet<>(COVERED_BY_OTHERS);
        expected.addAll(LEFT_TO_THE_GENERIC_CALL);
        assertThat(without).isEqualTo(expected);
    }

    private static List<Method> methods() {
        var methods = new ArrayList<Method>();
        for (Class<?> group : GROUPS) {
            for (Method method : group.getDeclaredMethods()) {
                boolean offered = Modifier.isPublic(method.getModifiers());
                if (offered && method.getReturnType() == Command.class) {
                    methods.add(method);
                }
            }
        }
        assertThat(methods).hasSizeGreaterThan(100);
        return methods;
    }

    private static Command<?> command(Method method) throws ReflectiveOperationException {
        Object[] samples = new Object[method.getParameterCount()];
        for (int i = 0; i < samples.length; i++) {
            Object sample = SAMPLES.get(method.getParameterTypes()[i]);
            samples[i] = Objects.requireNonNull(sample, method::toString);
        }
        return (Command<?>) method.invoke(null, samples);
    }

    /** Commands and subcommands, these as {@code client|id}. */
    private static Set<String> namesIn(Map<String, Map<String, Reply>> docs) {
        var found = new TreeSet<>(docs.keySet());
        for (Map<String, Reply> doc : docs.values()) {
            Reply subcommands = doc.get("subcommands");
            if (subcommands != null) {
                found.addAll(Decode.map(Decode::raw).apply(subcommands).keySet());
            }
        }
        return found;
    }

    private static boolean isContainer(String name) {
        return names.stream().anyMatch(other -> other.startsWith(name + "|"));
    }

    /** As COMMAND DOCS writes it. */
    private static String name(Call call) {
        List<String> words =
                call.words().stream()
                        .map(word -> new String(word, StandardCharsets.UTF_8))
                        .map(word -> word.toLowerCase(Locale.ROOT))
                        .collect(Collectors.toList());
        boolean inContainer = words.size() > 1 && names.contains(words.get(0) + "|" + words.get(1));
        return inContainer ? words.get(0) + "|" + words.get(1) : words.get(0);
    }
}
