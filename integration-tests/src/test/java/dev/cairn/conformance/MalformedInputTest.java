package dev.cairn.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;

import dev.cairn.node.Node;
import dev.cairn.node.config.ConfigSources;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Damaged traffic over real connections does no harm: no exception that nobody expected, no hung
 * connection, no growing memory. {@code -Dcairn.mutations=N} says how much, {@code -Dcairn.seed=N}
 * which.
 */
@Isolated("it watches the log and the memory of the process")
class MalformedInputTest {

    private static final int MUTATIONS = Integer.getInteger("cairn.mutations", 20_000);
    private static final int CLIENTS = 4;
    private static final int TIMEOUT_MILLIS = 30_000;
    private static final long MOST_GROWTH_BYTES = 48L << 20;

    /** Small limits, so that no honest reply or value is big. */
    private static final List<String> SETTINGS =
            List.of(
                    "--port", "0",
                    "--bind", "127.0.0.1",
                    "--shards", "16",
                    "--maxmemory", "32mb",
                    "--proto-max-bulk-len", "1mb");

    @Test
    void nothingUnexpectedHappens() throws Exception {
        long seed = Long.getLong("cairn.seed", 7);
        Toll toll = attack(MUTATIONS, seed);
        assertThat(toll.bugs()).as("-Dcairn.seed=%d", seed).isEmpty();
        assertThat(toll.pong()).isEqualTo("+PONG\r\n");
        assertThat(toll.grownBytes()).isLessThan(MOST_GROWTH_BYTES);
        assertThat(toll.repliedBytes()).as("the node did reply").isPositive();
    }

    @Test
    void theSameSeedDoesTheSameDamage() {
        var a = new Mutations(3);
        var b = new Mutations(3);
        for (int i = 0; i < 1_000; i++) {
            assertThat(a.next()).isEqualTo(b.next());
        }
    }

    @Test
    void aBugInAnyThreadIsCounted() throws Exception {
        try (var witness = new Witness()) {
            var thread = new Thread(() -> LoggerFactory.getLogger("any").error("a bug"));
            thread.start();
            thread.join();
            var failing = new Thread(MalformedInputTest::fail);
            failing.start();
            failing.join();
            assertThat(witness.bugs).hasSize(2);
        }
    }

    /** What an attack has done: heap and buffers grew by so much, the node said that much. */
    record Toll(List<String> bugs, String pong, long grownBytes, long repliedBytes) {}

    /** Sends so many pieces of damaged traffic to a node of its own. */
    static Toll attack(int mutations, long seed) throws Exception {
        try (var witness = new Witness();
                var node = Node.start(ConfigSources.read(SETTINGS, Map.of()))) {
            long replied = send(node.port(), mutations / 10, ~seed); // warms up
            long before = heldBytes();
            replied += send(node.port(), mutations - mutations / 10, seed);
            long grown = heldBytes() - before;
            try (var wire = new Wire(node.port())) {
                String pong = wire.call(List.of("PING")).raw();
                return new Toll(List.copyOf(witness.bugs), pong, grown, replied);
            }
        }
    }

    private static long send(int port, int mutations, long seed) throws Exception {
        var clients = new ArrayList<Callable<Long>>();
        for (int i = 0; i < CLIENTS; i++) {
            var mine = new Mutations(seed + i);
            clients.add(() -> send(port, mutations / CLIENTS, mine));
        }
        long replied = 0;
        try (var threads = Executors.newFixedThreadPool(CLIENTS)) {
            for (Future<Long> each : threads.invokeAll(clients)) {
                replied += each.get();
            }
        }
        return replied;
    }

    private static long send(int port, int mutations, Mutations source) throws IOException {
        var buffer = new byte[1 << 16];
        long replied = 0;
        for (int i = 0; i < mutations; i++) {
            try (var socket = new Socket()) {
                // An address of its own a piece, so that ports do not run out.
                socket.bind(new InetSocketAddress(loopback(i), 0));
                socket.setSoTimeout(TIMEOUT_MILLIS);
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                replied += exchange(socket, source.next(), buffer);
            }
        }
        return replied;
    }

    private static InetAddress loopback(int i) throws IOException {
        return InetAddress.getByAddress(new byte[] {127, 0, (byte) (1 + i % 100), 1});
    }

    /** Sends one piece and reads what the node says until it closes the connection. */
    private static long exchange(Socket socket, byte[] piece, byte[] buffer) throws IOException {
        long replied = 0;
        try {
            socket.getOutputStream().write(piece);
            socket.shutdownOutput();
            for (int count; (count = socket.getInputStream().read(buffer)) >= 0; ) {
                replied += count;
            }
        } catch (SocketException closedFirst) {
            return replied; // the node had enough before it had read all
        }
        return replied;
    }

    /** Heap in use and memory of direct buffers. */
    private static long heldBytes() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        long direct = Math.max(0, io.netty.util.internal.PlatformDependent.usedDirectMemory());
        return runtime.totalMemory() - runtime.freeMemory() + direct;
    }

    private static void fail() {
        throw new IllegalStateException("on purpose");
    }

    /** Hears of every error that is logged, every logged exception and every thread's death. */
    private static final class Witness extends AppenderBase<ILoggingEvent>
            implements AutoCloseable {

        private final Queue<String> bugs = new ConcurrentLinkedQueue<>();
        private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        private final Level level = root.getLevel();
        private final Thread.UncaughtExceptionHandler handler =
                Thread.getDefaultUncaughtExceptionHandler();

        Witness() {
            setContext(root.getLoggerContext());
            start();
            root.setLevel(Level.WARN);
            root.addAppender(this);
            Thread.setDefaultUncaughtExceptionHandler(
                    (thread, bug) -> bugs.add(thread.getName() + ": " + bug));
        }

        @Override
        protected void append(ILoggingEvent event) {
            if (event.getLevel().isGreaterOrEqual(Level.ERROR)
                    || event.getThrowableProxy() != null) {
                bugs.add(event.getFormattedMessage() + " " + cause(event));
            }
        }

        private static String cause(ILoggingEvent event) {
            var cause = event.getThrowableProxy();
            return cause == null ? "" : cause.getClassName() + ": " + cause.getMessage();
        }

        @Override
        public void close() {
            root.detachAppender(this);
            root.setLevel(level);
            Thread.setDefaultUncaughtExceptionHandler(handler);
        }
    }
}
