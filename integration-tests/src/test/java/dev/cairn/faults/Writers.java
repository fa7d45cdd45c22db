package dev.cairn.faults;

import dev.cairn.client.CairnClient;
import dev.cairn.client.call.CairnException;
import dev.cairn.client.call.ErrorReply;
import dev.cairn.client.call.NotExecuted;
import dev.cairn.client.call.OutcomeUnknown;
import dev.cairn.client.command.Hashes;
import dev.cairn.client.command.Strings;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Threads that write to keys of their own, one call after the other, and remember what the grid
 * said of each; afterwards the data must be what these histories explain.
 */
final class Writers implements AutoCloseable {
    private static final int KEYS = 8;

    private final CairnClient client;
    private final List<Writer> writers = new ArrayList<>();
    private final AtomicLong acknowledged = new AtomicLong();
    private final ConcurrentLinkedQueue<String> errors = new ConcurrentLinkedQueue<>();
    private final long began = System.nanoTime();
    private volatile boolean stopping;

    /** The longest time that some writer waited for a reply, by the time when it came. */
    private final ConcurrentSkipListMap<Long, Long> waits = new ConcurrentSkipListMap<>();

    Writers(CairnClient client, int count, long seed) {
        this.client = client;
        var seeds = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        for (int i = 0; i < count; i++) {
            writers.add(new Writer(i, RandomGenerator.of("L64X128MixRandom"), seeds.nextLong()));
        }
    }

    void start() {
        writers.forEach(Thread::start);
    }

    /** The time since the beginning. */
    long millis() {
        return (System.nanoTime() - began) / 1_000_000;
    }

    long acknowledged() {
        return acknowledged.get();
    }

    /** What clients were told that is neither an outcome nor a refusal, or should not have been. */
    List<String> errors() {
        return List.copyOf(errors);
    }

    /** The longest wait of any writer that ended after {@code sinceNanos}, in milliseconds. */
    long longestWaitMillis(long sinceNanos) {
        return waits.tailMap(sinceNanos).values().stream()
                        .mapToLong(Long::longValue)
                        .max()
                        .orElse(0)
                / 1_000_000;
    }

    /** Ends all writers; what the data contradicts, nothing if all is well. */
    List<String> stopAndCheck() throws InterruptedException {
        stopping = true;
        for (Writer writer : writers) {
            writer.join();
        }
        var contradictions = new ArrayList<String>();
        writers.forEach(writer -> writer.check(contradictions));
        return contradictions;
    }

    @Override
    public void close() throws InterruptedException {
        stopping = true;
        for (Writer writer : writers) {
            writer.join();
        }
    }

    /** One thread and the histories of its keys. */
    private final class Writer extends Thread {
        private final RegisterHistory[] registers = new RegisterHistory[KEYS];
        private final RegisterHistory[] fields = new RegisterHistory[KEYS];
        private final CounterHistory[] counters = new CounterHistory[KEYS];
        private final int number;
        private final RandomGenerator random;
        private long written;

        Writer(int number, RandomGenerator random, long salt) {
            super("writer-" + number);
            this.number = number;
            this.random = random;
            this.written = Math.abs(salt % 1_000);
            for (int i = 0; i < KEYS; i++) {
                registers[i] = new RegisterHistory();
                fields[i] = new RegisterHistory();
                counters[i] = new CounterHistory();
            }
        }

        @Override
        public void run() {
            while (!stopping) {
                int key = random.nextInt(KEYS);
                long began = System.nanoTime();
                switch (random.nextInt(3)) {
                    case 0 -> register(key);
                    case 1 -> field(key);
                    default -> counter(key);
                }
                long ended = System.nanoTime();
                waits.put(ended, ended - began);
            }
        }

        private void register(int key) {
            String value = "value-" + ++written;
            registers[key].wrote(
                    value, outcome(() -> client.call(Strings.set(name("register", key), value))));
        }

        private void field(int key) {
            String value = "value-" + ++written;
            fields[key].wrote(
                    value,
                    outcome(() -> client.call(Hashes.set(name("hash", key), "field", value))));
        }

        private void counter(int key) {
            var reply = new long[1];
            var outcome =
                    outcome(() -> reply[0] = client.call(Strings.increment(name("counter", key))));
            switch (outcome) {
                case ACKNOWLEDGED -> counters[key].acknowledged(reply[0]);
                case UNKNOWN -> counters[key].unknown();
                case REFUSED -> {}
            }
        }

        private Outcome outcome(Runnable call) {
            try {
                call.run();
                acknowledged.incrementAndGet();
                return Outcome.ACKNOWLEDGED;
            } catch (OutcomeUnknown unknown) {
                note(unknown);
                return Outcome.UNKNOWN;
            } catch (NotExecuted refused) {
                note(refused);
                return Outcome.REFUSED;
            } catch (ErrorReply error) {
                note(error);
                return error.toString().contains("INDOUBT") ? Outcome.UNKNOWN : Outcome.REFUSED;
            } catch (CairnException other) {
                note(other);
                return Outcome.UNKNOWN;
            }
        }

        private void note(CairnException error) {
            long millis = (System.nanoTime() - began) / 1_000_000;
            errors.add(millis + " ms: " + error);
        }

        private String name(String kind, int key) {
            return kind + ":" + number + ":" + key;
        }

        void check(List<String> contradictions) {
            for (int key = 0; key < KEYS; key++) {
                String register = client.call(Strings.get(name("register", key))).orElse(null);
                if (!registers[key].explains(register)) {
                    contradictions.add(
                            name("register", key) + " is " + register + ": " + registers[key]);
                }
                String field = client.call(Hashes.get(name("hash", key), "field")).orElse(null);
                if (!fields[key].explains(field)) {
                    contradictions.add(name("hash", key) + " is " + field + ": " + fields[key]);
                }
                String count = client.call(Strings.get(name("counter", key))).orElse("0");
                for (String each : counters[key].contradictions(Long.parseLong(count))) {
                    contradictions.add(name("counter", key) + ": " + each);
                }
            }
        }
    }
}
