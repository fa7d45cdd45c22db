package dev.cairn.node.store;

import dev.cairn.node.memory.Memory;
import dev.cairn.node.memory.Pages;
import dev.cairn.node.memory.Slabs;
import dev.cairn.node.memory.Slice;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.ToLongFunction;

/**
 * Times the store beside a map of the JDK and tells the memory a key takes: 16-byte keys and values
 * over 256 databases. Run by hand: {@code StoreBench [keys]}.
 */
final class StoreBench {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int SHARDS = 256;
    private static final int LENGTH = 16;
    private static final int OPERATIONS = 4_000_000;
    private static final int BATCH = 32;

    private final int keys;
    private final Pages pages = new Pages();
    private final Slabs[] slabs = new Slabs[SHARDS];
    private final Database[] databases = new Database[SHARDS];
    private final Slice key = Slice.copyOf(new byte[LENGTH]);
    private final Slice value = Slice.copyOf("value:0123456789");
    private final long[] hashes = new long[BATCH];
    private final Prefetch prefetch = new Prefetch(BATCH);
    private final int[] numbers = new int[BATCH];
    private long sink;

    private StoreBench(int keys) {
        this.keys = keys;
        Arrays.setAll(slabs, i -> new Slabs(pages));
        Arrays.setAll(databases, i -> new Database(slabs[i]));
    }

    private record Bytes(byte[] bytes) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Bytes that && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }
    }

    public static void main(String[] args) throws IOException {
        var bench = new StoreBench(args.length > 0 ? Integer.parseInt(args[0]) : 5_000_000);
        long before = residentBytes();
        bench.time("insert", bench.keys, bench::insert);
        long after = residentBytes();
        System.out.printf(
                Locale.ROOT,
                "bytes per key: %.1f used, %.1f held, %.1f resident more, %.1f resident in all%n",
                bench.sum(Slabs::usedBytes),
                bench.sum(Slabs::heldBytes),
                (after - before) / (double) bench.keys,
                after / (double) bench.keys);
        for (int round = 0; round < 2; round++) {
            bench.time("get", OPERATIONS, bench::get);
            bench.time("get, in batches touched first", OPERATIONS, bench::batchesOfGets);
            bench.time("set of a key that is there", OPERATIONS, bench::set);
        }
        bench.compare();
    }

    private void time(String what, int operations, Runnable body) {
        long start = THREADS.getCurrentThreadCpuTime();
        body.run();
        double nanos = (THREADS.getCurrentThreadCpuTime() - start) / (double) operations;
        System.out.printf(Locale.ROOT, "%-32s %6.0f ns of CPU%n", what, nanos);
    }

    private double sum(ToLongFunction<Slabs> bytes) {
        return Arrays.stream(slabs).mapToLong(bytes).sum() / (double) keys;
    }

    private void insert() {
        for (int i = 0; i < keys; i++) {
            long hash = point(i);
            database(i).putString(key, hash, value, Entry.NO_EXPIRY);
        }
    }

    private void get() {
        var random = new SplittableRandom(1);
        for (int i = 0; i < OPERATIONS; i++) {
            int number = random.nextInt(keys);
            read(number, point(number));
        }
    }

    private void batchesOfGets() {
        var random = new SplittableRandom(2);
        for (int i = 0; i < OPERATIONS; i += BATCH) {
            prefetch.begin();
            for (int j = 0; j < BATCH; j++) {
                numbers[j] = random.nextInt(keys);
                hashes[j] = point(numbers[j]);
                prefetch.add(database(numbers[j]), hashes[j]);
            }
            prefetch.run();
            for (int j = 0; j < BATCH; j++) {
                point(numbers[j]);
                read(numbers[j], hashes[j]);
            }
        }
    }

    private void set() {
        var random = new SplittableRandom(3);
        for (int i = 0; i < OPERATIONS; i++) {
            int number = random.nextInt(keys);
            database(number).putString(key, point(number), value, Entry.NO_EXPIRY);
        }
    }

    private void read(int number, long hash) {
        var entry = database(number).find(key, hash);
        if (entry == null) {
            throw new AssertionError("lost " + number);
        }
        sink += entry.value().at(LENGTH - 1);
    }

    private Database database(int number) {
        return databases[(number * 0x9E3779B9) >>> 24];
    }

    /** Lets {@link #key} be the key of a number. */
    private long point(int number) {
        int rest = number;
        for (int i = LENGTH - 1; i >= 4; i--) {
            Memory.putByte(key.address() + i, '0' + rest % 10);
            rest /= 10;
        }
        return key.hash();
    }

    private void compare() {
        var map = new HashMap<Bytes, byte[]>(2 * keys);
        time(
                "java.util.HashMap: insert",
                keys,
                () -> {
                    for (int i = 0; i < keys; i++) {
                        map.put(bytes(i), "value:0123456789".getBytes(StandardCharsets.US_ASCII));
                    }
                });
        var random = new SplittableRandom(4);
        for (int round = 0; round < 2; round++) {
            time(
                    "java.util.HashMap: get",
                    OPERATIONS,
                    () -> {
                        for (int i = 0; i < OPERATIONS; i++) {
                            var held = map.get(bytes(random.nextInt(keys)));
                            sink += held == null ? 0 : held[LENGTH - 1];
                        }
                    });
        }
        System.out.println("checksum " + sink);
    }

    private Bytes bytes(int number) {
        point(number);
        return new Bytes(key.toBytes());
    }

    private static long residentBytes() throws IOException {
        for (var line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) << 10;
            }
        }
        throw new IOException("no VmRSS");
    }
}
