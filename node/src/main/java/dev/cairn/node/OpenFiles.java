package dev.cairn.node;

import dev.cairn.node.config.SettingTable;
import dev.cairn.node.config.Settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How many clients the open files bear that the system allows this process: one file each, and
 * enough must be left for the node itself, its peers and the classes that it has yet to load.
 */
final class OpenFiles {

    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final String LINE = "Max open files";
    private static final int OWN = 128;

    private OpenFiles() {}

    /** Cuts {@code maxclients} to what the system allows, where it tells. */
    static void cut(Settings settings) {
        if (Files.isReadable(LIMITS)) {
            try {
                settings.cutTo(mostClients(Files.readAllLines(LIMITS)), SettingTable.MAXCLIENTS);
            } catch (IOException untold) {
                return; // then accepting fails when it comes to that, and goes on
            }
        }
    }

    /** The most clients by the lines that the kernel has for a process. */
    static long mostClients(List<String> limits) {
        return limits.stream()
                .filter(line -> line.startsWith(LINE))
                .map(line -> line.substring(LINE.length()).strip().split("\\s+")[0])
                .filter(soft -> soft.matches("\\d{1,18}"))
                .mapToLong(soft -> Math.max(1, Long.parseLong(soft) - OWN))
                .findFirst()
                .orElse(Long.MAX_VALUE);
    }
}
