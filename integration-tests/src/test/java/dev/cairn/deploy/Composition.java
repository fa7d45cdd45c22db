package dev.cairn.deploy;

import org.awaitility.Awaitility;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The composition of this tree, run as a project of its own: its image, ports and volumes are
 * nobody else's. All of it is gone when this is closed, also when the JVM is told to end; what a
 * killed one has left goes before the next begins.
 */
final class Composition implements AutoCloseable {
    private static final String PROJECT = "cairn-test";
    private static final Path FILE = Tree.ROOT.resolve("docker-compose.yml");
    private static final Path IMPATIENT =
            Path.of("src/test/resources/dev/cairn/deploy/impatient.yml").toAbsolutePath();
    private static final Path LOG = Path.of("target", "containers.log");

    private final List<String> compose;
    private final String ports;
    private final Map<String, String> variables;
    private final Thread lastResort = new Thread(this::remove);

    private Composition(List<String> compose, String baseImage) {
        this.compose = new ArrayList<>(compose);
        this.compose.addAll(List.of("--project-name", PROJECT));
        this.compose.addAll(List.of("--file", FILE.toString(), "--file", IMPATIENT.toString()));
        this.variables = new HashMap<>(Map.of("IMAGE", PROJECT, "JARS", "tree"));
        variables.putAll(Map.of("BASE_IMAGE", baseImage, "BUILD_IMAGE", baseImage));
        remove();
        this.ports = freePorts();
        variables.put("PORTS", ports);
        Runtime.getRuntime().addShutdownHook(lastResort);
    }

    /** Builds the image from what this build has left in the tree, and starts the containers. */
    static Composition up(List<String> compose, String baseImage)
            throws IOException, InterruptedException {
        var composition = new Composition(compose, baseImage);
        try {
            composition.ask("up", "--build", "--detach");
            return composition;
        } catch (IOException | InterruptedException | AssertionError failed) {
            composition.close();
            throw failed;
        }
    }

    /** Where clients find the first node. */
    String address() {
        return "127.0.0.1:" + ports + "79";
    }

    /** Kills a container as a power failure of its node would. */
    void kill(String service) throws IOException, InterruptedException {
        ask("kill", service);
    }

    /** Asks a node to stop and waits until it has; its exit status. */
    int stop(String service) throws IOException, InterruptedException {
        ask("stop", service);
        return Integer.parseInt(inspect(service, "{{.State.ExitCode}}"));
    }

    /** Starts a container that has ended, with its old volume. */
    void start(String service) throws IOException, InterruptedException {
        ask("start", service);
    }

    boolean isRunning(String service) throws IOException, InterruptedException {
        return Boolean.parseBoolean(inspect(service, "{{.State.Running}}"));
    }

    /** Waits until Docker itself has found these containers healthy. */
    void awaitHealthy(List<String> services) {
        for (String service : services) {
            Awaitility.await("%s is healthy; its log will be in %s".formatted(service, LOG))
                    .atMost(Duration.ofMinutes(4))
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> inspect(service, "{{.State.Health.Status}}").equals("healthy"));
        }
    }

    private String inspect(String service, String what) throws IOException, InterruptedException {
        String label = "label=com.docker.compose.";
        String ofProject = label + "project=" + PROJECT;
        String ofService = label + "service=" + service;
        var find = List.of("docker", "ps", "--all", "--quiet", "--filter", ofProject);
        String container = outputOf(Docker.run(find, "--filter", ofService));
        return outputOf(Docker.run(List.of("docker", "inspect", "--format", what), container));
    }

    private void ask(String... words) throws IOException, InterruptedException {
        outputOf(Docker.run(variables, compose, words));
    }

    private static String outputOf(Docker.Run run) {
        if (!run.succeeded()) {
            throw new AssertionError(run.output());
        }
        return run.output().strip();
    }

    @Override
    public void close() {
        remove();
        Runtime.getRuntime().removeShutdownHook(lastResort);
    }

    /** Takes everything of the project away; what the containers wrote stays in a file. */
    private void remove() {
        try {
            Files.writeString(LOG, Docker.run(variables, compose, "logs").output());
            ask("down", "--volumes", "--rmi", "all", "--timeout", "0");
        } catch (IOException | AssertionError | InterruptedException failed) {
            System.err.println("The project " + PROJECT + " may be there still: " + failed);
        }
    }

    /** How ports begin that are free, also those for peers and for health. */
    private static String freePorts() {
        return IntStream.range(70, 100)
                .mapToObj(Integer::toString)
                .filter(Composition::areFree)
                .findFirst()
                .orElseThrow();
    }

    private static boolean areFree(String ports) {
        return Stream.of("", "1", "2")
                .flatMap(kind -> Stream.of("79", "80", "81").map(node -> kind + ports + node))
                .mapToInt(Integer::parseInt)
                .allMatch(Composition::isFree);
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
