package dev.cairn.node;

import dev.cairn.node.config.ConfigError;
import dev.cairn.node.config.ConfigSources;

import java.io.IOException;
import java.util.List;

/** The process of one node: {@code [cairn.conf] [--setting value...]...}. */
public final class NodeMain {

    private static final int EXIT_BAD_SETTING = 1;
    private static final int EXIT_CANNOT_LISTEN = 2;

    private NodeMain() {}

    public static void main(String[] arguments) throws InterruptedException {
        try {
            var sources = ConfigSources.read(List.of(arguments), System.getenv());
            run(sources);
        } catch (ConfigError | IllegalArgumentException wrong) {
            fail(EXIT_BAD_SETTING, wrong);
        } catch (IOException busy) {
            fail(EXIT_CANNOT_LISTEN, busy);
        }
    }

    private static void run(ConfigSources sources) throws IOException, InterruptedException {
        Node node = Node.start(sources);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(node), "shutdown"));
        System.out.println("Ready to accept connections on port " + node.port());
        node.awaitShutdown();
        System.exit(0);
    }

    private static void end(Node node) {
        try {
            node.leave();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        node.close();
    }

    private static void fail(int status, Exception reason) {
        System.err.println("cairn: " + reason.getMessage());
        System.exit(status);
    }
}
