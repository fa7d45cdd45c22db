package dev.cairn.faults;

import dev.cairn.client.CairnClient;
import dev.cairn.client.call.CairnException;
import dev.cairn.client.call.ErrorReply;
import dev.cairn.client.call.NotExecuted;
import dev.cairn.client.call.OutcomeUnknown;
import dev.cairn.faults.Observation.Read;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Threads that read and write a few keys which they share, one call after the other, and remember
 * what the grid said of each: all of it together must be linearizable.
 */
final class Traffic implements AutoCloseable {
    private static final int KEYS_OF_A_KIND = 4;

    /** Most calls are writes: of what must not be lost there should be much. */
    private static final int READS_ONE_IN = 4;

    private final CairnClient client;
    private final List<SharedKey> keys = new ArrayList<>();
    private final List<Client> clients = new ArrayList<>();
    private final AtomicLong acknowledged = new AtomicLong();
    private final ConcurrentLinkedQueue<String> errors = new ConcurrentLinkedQueue<>();
    private final long began = System.nanoTime();
    private volatile boolean stopping;

    /** How long writes waited for a reply, by the time when it came. */
    private final ConcurrentSkipListMap<Long, Long> waits = new ConcurrentSkipListMap<>();

    Traffic(CairnClient client, int threads, long seed) {
        this.client = client;
        for (SharedKey.Kind kind : SharedKey.Kind.values()) {
            for (int i = 0; i < KEYS_OF_A_KIND; i++) {
                keys.add(new SharedKey(kind, i));
            }
        }
        var factory = RandomGeneratorFactory.of("L64X128MixRandom");
        var seeds = factory.create(seed);
        for (int i = 0; i < threads; i++) {
            clients.add(new Client(i, factory.create(seeds.nextLong())));
        }
    }

    void start() {
        clients.forEach(Thread::start);
    }

    /** The time since the beginning. */
    long millis() {
        return (System.nanoTime() - began) / 1_000_000;
    }

    /** Writes that were acknowledged. */
    long acknowledged() {
        return acknowledged.get();
    }

    /** What clients were told that is neither an outcome nor a refusal, or should not have been. */
    List<String> errors() {
        return List.copyOf(errors);
    }

    /** The longest wait of any write that ended after {@code sinceNanos}, in milliseconds. */
    long longestWaitMillis(long sinceNanos) {
        return waits.tailMap(sinceNanos).values().stream()
                        .mapToLong(Long::longValue)
                        .max()
                        .orElse(0)
                / 1_000_000;
    }

    /**
     * Ends all threads and reads every key once more; what no order of the calls explains, nothing
     * if all is well.
     */
    List<String> stopAndCheck() throws InterruptedException {
        close();
        var contradictions = new ArrayList<String>();
        for (SharedKey key : keys) {
            long asked = System.nanoTime();
            key.saw(new Read(key.read(client)), asked, Outcome.ACKNOWLEDGED);
            key.contradiction().ifPresent(contradictions::add);
        }
        return contradictions;
    }

    @Override
    public void close() throws InterruptedException {
        stopping = true;
        for (Client each : clients) {
            each.join();
        }
    }

    /** One thread. */
    private final class Client extends Thread {
        private final int number;
        private final RandomGenerator random;
        private long written;

        Client(int number, RandomGenerator random) {
            super("client-" + number);
            this.number = number;
            this.random = random;
        }

        @Override
        public void run() {
            while (!stopping) {
                var key = keys.get(random.nextInt(keys.size()));
                if (random.nextInt(READS_ONE_IN) == 0) {
                    read(key);
                } else {
                    write(key);
                }
            }
        }

        private void read(SharedKey key) {
            @Nullable String[] value = new @Nullable String[1];
            long asked = System.nanoTime();
            var outcome = outcome(() -> value[0] = key.read(client));
            if (outcome == Outcome.ACKNOWLEDGED) {
                key.saw(new Read(value[0]), asked, outcome);
            }
        }

        private void write(SharedKey key) {
            String value = number + "-" + ++written;
            var reply = new long[1];
            long asked = System.nanoTime();
            var outcome = outcome(() -> reply[0] = key.write(client, value));
            key.saw(key.written(value, reply[0]), asked, outcome);
            long ended = System.nanoTime();
            waits.put(ended, ended - asked);
            if (outcome == Outcome.ACKNOWLEDGED) {
                acknowledged.incrementAndGet();
            }
        }

        private Outcome outcome(Runnable call) {
            try {
                call.run();
                return Outcome.ACKNOWLEDGED;
            } catch (OutcomeUnknown unknown) {
                note(unknown);
                return Outcome.UNKNOWN;
            } catch (NotExecuted refused) {
                note(refused);
                return Outcome.REFUSED;
            } catch (ErrorReply error) {
                note(error);
                return error.code().equals("INDOUBT") ? Outcome.UNKNOWN : Outcome.REFUSED;
            } catch (CairnException other) {
                note(other);
                return Outcome.UNKNOWN;
            }
        }

        private void note(CairnException error) {
            errors.add(millis() + " ms: " + error);
        }
    }
}
