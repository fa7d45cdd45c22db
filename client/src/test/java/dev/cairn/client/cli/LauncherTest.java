package dev.cairn.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The script {@code cairn} itself, in a tree of its own, with a JDK that only tells its words. */
@Timeout(60)
class LauncherTest {

    private static final List<String> TOOLS =
            List.of(
                    "cat",
                    "readlink",
                    "dirname",
                    "find",
                    "head",
                    "grep",
                    "mkdir",
                    "rm",
                    "tee",
                    "touch");

    @TempDir Path directory;
    private Path tree;
    private Path tools;
    private Path jdks;

    /** What the script printed and ended with. */
    private record Run(int exit, String out, String err) {}

    @BeforeEach
    void aTreeThatIsBuilt() throws IOException {
        tree = Files.createDirectories(directory.resolve("tree"));
        tools = Files.createDirectories(directory.resolve("tools"));
        jdks = Files.createDirectories(directory.resolve("jdks"));
        Files.copy(script(), tree.resolve("cairn"));
        for (String tool : TOOLS) {
            program(tools.resolve(tool), "exec " + onPath(tool) + " \"$@\"");
        }
    }

    @Test
    void withoutAJdkThereIsOneSentence() throws IOException, InterruptedException {
        jdk("17.0.9");
        for (String verb : List.of("up", "down", "status", "cli", "load", "node", "bench")) {
            Run run = run(verb);
            assertThat(run.err()).as(verb).hasLineCount(1).startsWith("cairn: A JDK 25 is needed");
            assertThat(run.exit()).as(verb).isEqualTo(1);
            assertThat(run.out()).as(verb).isEmpty();
        }
    }

    @Test
    void findsTheJdkAndHandsItWhatWasTyped() throws IOException, InterruptedException {
        jdk("21");
        jdk("25.0.1");
        Run cli = run("cli", "GET", "a key", "*");
        assertThat(cli.exit()).as(cli.err()).isZero();
        assertThat(cli.out())
                .startsWith("java of 25.0.1\n")
                .contains("\n-Dcairn.terminal=false\n", "\n-Dcairn.terminal.error=false\n")
                .endsWith("\ndev.cairn.client.cli.CairnCli\ncli\nGET\na key\n*\n");
        Run node = run("node", "my conf", "--port", "7000");
        assertThat(node.out()).endsWith("\ndev.cairn.node.NodeMain\nmy conf\n--port\n7000\n");
    }

    @Test
    void aTreeMayStandInADirectoryWithBlanks() throws IOException, InterruptedException {
        jdk("25");
        tree = Files.move(tree, directory.resolve("a tree  of mine"));
        Files.createDirectories(tree.resolve("node/target"));
        Files.createFile(tree.resolve("node/target/lone.aot"));
        Run node = run("node", "--port", "7000");
        assertThat(node.out())
                .contains("\n-XX:AOTCache=" + tree + "/node/target/lone.aot\n")
                .contains("\n" + tree + "/node/target/node-*.jar:")
                .endsWith("\ndev.cairn.node.NodeMain\n--port\n7000\n");
    }

    @Test
    void aNodeOfAGridHasACacheOfItsOwn() throws IOException, InterruptedException {
        jdk("25");
        Files.createDirectories(tree.resolve("node/target"));
        Files.createFile(tree.resolve("node/target/lone.aot"));
        Files.createFile(tree.resolve("node/target/grid.aot"));
        Path conf = Files.writeString(directory.resolve("a conf"), "port 1\ncluster-enabled yes\n");
        Path lone = Files.writeString(directory.resolve("lone"), "# cluster-enabled yes\n");
        String grid = "/node/target/grid.aot\n";
        assertThat(run("node", conf.toString(), "--port", "7000").out()).contains(grid);
        assertThat(run("node", "--port", "7000", "--cluster-enabled", "yes").out()).contains(grid);
        assertThat(run("node", conf.toString(), "--cluster-enabled", "no").out())
                .contains("/node/target/lone.aot\n");
        assertThat(run("node", lone.toString()).out()).contains("/node/target/lone.aot\n");
        assertThat(run("node", "no such file").out()).contains("/node/target/lone.aot\n");
    }

    @Test
    void aWrongCommandGetsOneSentence() throws IOException, InterruptedException {
        Run wrong = run("serve");
        assertThat(wrong.err())
                .isEqualTo("cairn: There is no command 'serve'; see ./cairn --help.\n");
        assertThat(wrong.exit()).isEqualTo(2);
        Run none = run();
        assertThat(none.err()).startsWith("Usage: ./cairn COMMAND");
        assertThat(none.exit()).isEqualTo(2);
    }

    @Test
    void helpNeedsNeitherABuildNorAJdk() throws IOException, InterruptedException {
        assertThat(run("--help")).isEqualTo(run("help"));
        assertThat(run("--help").out()).startsWith("Usage: ./cairn COMMAND").contains("\n  load ");
        assertThat(run("node", "--help").out()).startsWith("Usage: ./cairn node");
        Files.createFile(tree.resolve("pom.xml"));
        for (String verb : List.of("up", "down", "status", "cli", "load", "bench", "node")) {
            Run help = run(verb, "--help");
            assertThat(help.exit()).as(verb).isZero();
            assertThat(help.out()).as(verb).contains("Usage: ./cairn");
            assertThat(help.err()).as(verb).isEmpty();
        }
        assertThat(run("up", "--help").out()).contains("not built yet");
    }

    @Test
    void helpOfWhatIsBuiltDoesNotBuildItAnew() throws IOException, InterruptedException {
        jdk("25");
        Files.createDirectories(tree.resolve("target"));
        Files.createFile(tree.resolve("target/cairn.built"));
        Files.createFile(tree.resolve("pom.xml")).toFile().setLastModified(Long.MAX_VALUE / 2_000);
        Run help = run("load", "--help");
        assertThat(help.err()).isEmpty();
        assertThat(help.out()).endsWith("\ndev.cairn.client.cli.CairnCli\nload\n--help\n");
    }

    @Test
    void aTreeThatIsNotBuiltAndCannotBeWrittenGetsOneSentence()
            throws IOException, InterruptedException {
        jdk("25");
        Files.createFile(tree.resolve("pom.xml"));
        assertThat(run("up").err())
                .isEqualTo("cairn: Maven (mvn) is needed to build Cairn; install it.\n");
        program(tools.resolve("mvn"), "exit 1");
        Files.createFile(tree.resolve("target")); // in the way, for root too
        Run run = run("up");
        assertThat(run.err())
                .isEqualTo("cairn: %s cannot be written, but Cairn is not built yet.\n", tree);
        assertThat(run.exit()).isEqualTo(1);
    }

    @Test
    void aBuildThatFailsShowsItsErrors() throws IOException, InterruptedException {
        jdk("25");
        Files.createFile(tree.resolve("pom.xml"));
        program(
                tools.resolve("mvn"),
                "echo '[INFO] Building Cairn client 0.1'; echo '[ERROR] no disk'");
        Run run = run("up");
        assertThat(run.err())
                .contains("  client 0.1\n", "[ERROR] no disk\n")
                .endsWith(
                        "cairn: The build has failed; see %s/target/build.log.\n".formatted(tree));
        assertThat(run.exit()).isEqualTo(1);
    }

    private void jdk(String version) throws IOException {
        Path home = Files.createDirectories(jdks.resolve("jdk-" + version));
        Files.writeString(
                home.resolve("release"), "IMPLEMENTOR=\"X\"\nJAVA_VERSION=\"" + version + "\"\n");
        Files.createDirectories(home.resolve("bin"));
        program(home.resolve("bin/java"), "echo java of " + version + "\nprintf '%s\\n' \"$@\"");
    }

    private static void program(Path file, String body) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private Run run(String... words) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("/bin/sh", tree.resolve("cairn").toString()));
        command.addAll(List.of(words));
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        var builder =
                new ProcessBuilder(command)
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        builder.environment().clear();
        builder.environment()
                .putAll(
                        Map.of(
                                "PATH", tools.toString(),
                                "HOME", directory.toString(),
                                "CAIRN_JDKS", jdks + "/*"));
        int exit = builder.start().waitFor();
        return new Run(exit, Files.readString(out, UTF_8), Files.readString(err, UTF_8));
    }

    private static Path onPath(String tool) {
        for (String place : List.of("/usr/bin", "/bin")) {
            Path file = Path.of(place, tool);
            if (Files.isExecutable(file)) {
                return file;
            }
        }
        throw new IllegalStateException("there is no " + tool);
    }

    /** The script of the tree that this module belongs to. */
    private static Path script() {
        Path place = Path.of("").toAbsolutePath();
        while (!Files.isRegularFile(place.resolve("cairn"))) {
            place = Objects.requireNonNull(place.getParent(), "no launcher above here");
        }
        return place.resolve("cairn");
    }
}
