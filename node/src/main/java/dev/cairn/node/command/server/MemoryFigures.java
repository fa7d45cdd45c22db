package dev.cairn.node.command.server;

import dev.cairn.node.config.SettingTable;
import dev.cairn.node.session.NodeServices;
import dev.cairn.node.session.Session;
import dev.cairn.node.shard.Shard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Where a node's memory goes, in bytes.
 *
 * @param dataset blocks of keys and values in use
 * @param heap the Java heap in use
 * @param clients buffers of connections
 * @param resident memory of the process in RAM, 0 where the system does not tell
 * @param most the setting maxmemory
 * @param system memory of the machine, 0 where the system does not tell
 */
public record MemoryFigures(
        long dataset, long heap, long clients, long resident, long most, long system) {

    private static final long KIB = 1024;

    /** The figures of this moment. */
    public static MemoryFigures of(NodeServices node) {
        return new MemoryFigures(
                node.shards().sum(Shard::usedBytes),
                heapBytes(),
                clientBytes(node),
                kilobytes("/proc/self/status", "VmRSS:"),
                node.settings().get(SettingTable.MAXMEMORY),
                kilobytes("/proc/meminfo", "MemTotal:"));
    }

    /** What Redis calls used memory, without asking the system. */
    public static long usedBytes(NodeServices node) {
        return node.shards().sum(Shard::usedBytes) + heapBytes() + clientBytes(node);
    }

    private static long heapBytes() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static long clientBytes(NodeServices node) {
        long clients = 0;
        for (Session session : node.sessions().all()) {
            clients += session.link().heldBytes();
        }
        return clients;
    }

    /** What Redis calls used memory: everything allocated. */
    public long used() {
        return dataset + heap + clients;
    }

    double residentPerDataset() {
        return dataset == 0 ? 0 : (double) resident / dataset;
    }

    public double fragmentation() {
        return used() == 0 ? 0 : (double) resident / used();
    }

    /** Bytes as INFO prints them for people: {@code 1.50M}. */
    static String human(long bytes) {
        if (bytes < KIB) {
            return bytes + "B";
        }
        String units = "KMGTP";
        double value = (double) bytes / KIB;
        int unit = 0;
        while (value >= KIB && unit < units.length() - 1) {
            value /= KIB;
            unit++;
        }
        return String.format(Locale.ROOT, "%.2f%c", value, units.charAt(unit));
    }

    /** A line {@code Name: 123 kB} of a file of the system, in bytes. */
    private static long kilobytes(String file, String name) {
        try (var lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(name))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * KIB)
                    .findFirst()
                    .orElse(0);
        } catch (IOException | RuntimeException untold) {
            return 0;
        }
    }
}
