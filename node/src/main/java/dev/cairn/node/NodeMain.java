package dev.cairn.node;

import dev.cairn.node.config.ConfigError;
import dev.cairn.node.config.ConfigSources;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.List;

/**
 * The process of one node: {@code [cairn.conf] [--setting value...]...}.
 *
 * <p>Its exit status says how it ended: 0 after SHUTDOWN, 143 after SIGTERM; 1 when a setting is
 * wrong; 2 when its directory, an address or its log file cannot be had; 70 when it cannot go on,
 * such as when it cannot stay in its grid. With 1, 2 and 70 the standard error says why.
 */
public final class NodeMain {

    private static final int EXIT_BAD_SETTING = 1;
    private static final int EXIT_CANNOT_START = 2;
    private static final int EXIT_CANNOT_GO_ON = 70;

    private NodeMain() {}

    public static void main(String[] arguments) throws InterruptedException {
        try {
            var sources = ConfigSources.read(List.of(arguments), System.getenv());
            ProcessLog.follow(sources.settings());
            run(sources);
        } catch (ConfigError | IllegalArgumentException wrong) {
            fail(EXIT_BAD_SETTING, wrong.getMessage());
        } catch (FileSystemException unusable) {
            fail(EXIT_CANNOT_START, "the file " + unusable.getFile() + " cannot be used");
        } catch (IOException refused) {
            fail(EXIT_CANNOT_START, refused.getMessage());
        }
    }

    private static void run(ConfigSources sources) throws IOException, InterruptedException {
        Node node = Node.start(sources);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(node), "shutdown"));
        System.out.println("Ready to accept connections on port " + node.port());
        switch (node.awaitEnd()) {
            case Node.Ending.Asked() -> System.exit(0);
            case Node.Ending.Failed(String why) -> fail(EXIT_CANNOT_GO_ON, why);
        }
    }

    private static void end(Node node) {
        try {
            node.leave();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        node.close();
    }

    private static void fail(int status, @Nullable String reason) {
        System.err.println("cairn: " + reason);
        System.exit(status);
    }
}
