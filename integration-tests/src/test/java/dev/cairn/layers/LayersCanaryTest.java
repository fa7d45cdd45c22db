package dev.cairn.layers;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.tools.ToolProvider;

/** Compiles one breach of each rule into a house of its own and expects the rule to sing. */
@Execution(ExecutionMode.CONCURRENT)
final class LayersCanaryTest {
    private static final String ROOT = "package dev.cairn.node; public class Node {}";
    private static final String STRING = "package dev.cairn.node.command.string; public class S {}";
    private static final String SERVER = "package dev.cairn.node.server; public class Server {}";
    private static final String SHARD = "package dev.cairn.node.shard; public class Keyspace {}";
    private static final String RPC = "package dev.cairn.node.rpc; public class Peers {}";
    private static final String CLIENT = "package dev.cairn.client; public class Client {}";
    private static final String CLI = "package dev.cairn.client.cli; public class Cli {}";

    private record Breach(ArchRule rule, List<String> sources) {}

    static Stream<Breach> breaches() {
        return Stream.of(ofModules(), ofNode(), ofPurity()).flatMap(List::stream);
    }

    private static List<Breach> ofModules() {
        return List.of(
                breach(
                        ModuleRules.PROTOCOL_STANDS_ALONE,
                        ROOT,
                        field("protocol.slot", "node.Node")),
                breach(
                        ModuleRules.REPLICATION_SEES_PROTOCOL,
                        ROOT,
                        field("replication", "node.Node")),
                breach(
                        ModuleRules.REPLICATION_SEES_PROTOCOL,
                        code("replication.log", "io.netty.buffer.ByteBuf f;")),
                breach(ModuleRules.CLIENT_SEES_PROTOCOL, ROOT, field("client", "node.Node")),
                breach(
                        ModuleRules.CLIENT_SEES_PROTOCOL,
                        code("client", "com.google.protobuf.ByteString f;")),
                breach(
                        ModuleRules.NODE_NEVER_SEES_CLIENT,
                        CLIENT,
                        field("node.rpc", "client.Client")),
                breach(
                        ModuleRules.CLIENT_CORE_HAS_NO_COMMAND_LINE,
                        CLI,
                        field("client", "client.cli.Cli")),
                breach(
                        ModuleRules.GUAVA_STAYS_OUTSIDE,
                        code("node.shard", "com.google.common.collect.ImmutableList<String> f;")),
                breach(
                        ModuleRules.NO_CYCLES,
                        "package dev.cairn.node.store; public class A { dev.cairn.node.memory.B b;"
                                + " }",
                        "package dev.cairn.node.memory; public class B { dev.cairn.node.store.A a;"
                                + " }"));
    }

    private static List<Breach> ofNode() {
        return List.of(
                breach(NodeRules.NOBODY_SEES_THE_ROOT, ROOT, field("node.server", "node.Node")),
                breach(
                        NodeRules.FAMILIES_ARE_STRANGERS,
                        STRING,
                        field("node.command.hash", "node.command.string.S")),
                breach(
                        NodeRules.ROOMS_SEE_DOWNWARDS,
                        SERVER,
                        field("node.shard", "node.server.Server")),
                breach(
                        NodeRules.ROOMS_SEE_DOWNWARDS,
                        STRING,
                        field("node.command", "node.command.string.S")),
                breach(
                        NodeRules.TABLES_ARE_LEAVES,
                        SERVER,
                        field("node.config", "node.server.Server")),
                breach(
                        NodeRules.ROOMS_DO_NOT_SEE_THE_GRID,
                        RPC,
                        field("node.shard", "node.rpc.Peers")),
                breach(
                        NodeRules.SHARDS_DO_NOT_SEE_THE_NETWORK,
                        RPC,
                        field("node.grid", "node.rpc.Peers")),
                breach(
                        NodeRules.GRID_DOES_NOT_SEE_THE_ROOMS,
                        SERVER,
                        field("node.membership", "node.server.Server")),
                breach(
                        NodeRules.STORE_IS_SINGLE_THREADED,
                        code("node.store", "java.util.concurrent.atomic.AtomicLong f;")),
                breach(
                        NodeRules.KEYSPACE_IS_NEVER_STORED,
                        SHARD,
                        field("node.command.hash", "node.shard.Keyspace")),
                breach(
                        NodeRules.ONE_ROOM_FOR_MICROMETER,
                        code("node.server", "io.micrometer.core.instrument.Counter f;")),
                breach(
                        NodeRules.ONE_ROOM_FOR_RATIS,
                        code("node.rpc", "org.apache.ratis.protocol.RaftPeer f;")),
                breach(NodeRules.ONE_ROOM_FOR_GRPC, code("node.server", "io.grpc.Status f;")));
    }

    private static List<Breach> ofPurity() {
        return List.of(
                breach(
                        PurityRules.NO_CLOCK_AND_NO_CHANCE,
                        code("replication.lease", "long f() { return System.nanoTime(); }")),
                breach(
                        PurityRules.NO_CLOCK_AND_NO_CHANCE,
                        code("replication.lease", "Object f = java.time.Instant.now();")),
                breach(
                        PurityRules.NO_CLOCK_AND_NO_CHANCE,
                        code("replication.log", "Object f = new java.util.Random();")),
                breach(PurityRules.NO_THREADS, code("replication.primary", "Thread f;")),
                breach(
                        PurityRules.NO_THREADS,
                        code("replication.commit", "java.util.concurrent.locks.Lock f;")),
                breach(
                        PurityRules.NO_FILES_AND_NO_SOCKETS,
                        code("replication.journal", "java.nio.file.Path f;")),
                breach(
                        PurityRules.NO_FILES_AND_NO_SOCKETS,
                        code("replication.primary", "java.net.Socket f;")));
    }

    @ParameterizedTest(name = "{0}, {index}")
    @MethodSource("breaches")
    void aBreachIsFound(Breach breach, @TempDir Path dir) throws IOException {
        compile(breach.sources(), dir);
        var house = new ClassFileImporter().importPath(dir.resolve("classes"));

        assertThat(breach.rule().allowEmptyShould(true).evaluate(house).hasViolation()).isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.cairn.layers.LayersTest#rules")
    void everyRuleHasItsCanary(ArchRule rule) {
        assertThat(breaches().map(breach -> breach.rule().getDescription()))
                .contains(rule.getDescription());
    }

    private static Breach breach(ArchRule rule, String... sources) {
        return new Breach(rule, List.of(sources));
    }

    private static String field(String inPackage, String type) {
        return code(inPackage, "dev.cairn." + type + " f;");
    }

    private static String code(String inPackage, String body) {
        return "package dev.cairn." + inPackage + "; public class Bad { " + body + " }";
    }

    private static void compile(List<String> sources, Path dir) throws IOException {
        var args = new ArrayList<>(List.of("-proc:none", "-d", dir.resolve("classes").toString()));
        args.addAll(List.of("-cp", System.getProperty("java.class.path")));
        for (var source : sources) {
            var name = Pattern.compile("package (\\S+); public class (\\w+)").matcher(source);
            assertThat(name.find()).isTrue();
            var file = dir.resolve(name.group(1)).resolve(name.group(2) + ".java");
            Files.createDirectories(file.getParent());
            Files.writeString(file, source);
            args.add(file.toString());
        }
        int status =
                ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, args.toArray(String[]::new));
        assertThat(status).isZero();
    }
}
