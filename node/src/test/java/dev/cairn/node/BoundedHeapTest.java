package dev.cairn.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.node.command.Args;

import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;
import java.util.HashSet;
import java.util.Set;

/** Short requests about large values, and long requests, take little of the heap. */
class BoundedHeapTest {

    private static final int LITTLE = 3 << 20;
    private static final String LARGE = "v".repeat(100 << 10);

    private final Portless node;
    private final Caller caller;

    BoundedHeapTest() throws Exception {
        node = Portless.with(Commands.table(), "--slowlog-log-slower-than", "0");
        caller = node.client();
    }

    @Test
    void longStringsAreNotComparedAtAll() {
        caller.pipeline("SETRANGE a 20000000 x", "SETRANGE b 20000000 x");
        assertThat(allocated("LCS a b")).isLessThan(LITTLE);
        assertThat(caller.pipeline("LCS a b")).startsWith("-ERR Insufficient memory");
    }

    @Test
    void keysAreWrittenWhereTheyAreFound() {
        for (int i = 0; i < 100; i++) {
            caller.pipeline("SET " + i + LARGE + " v");
        }
        assertThat(allocated("KEYS *")).isLessThan(LITTLE);
        assertThat(caller.pipeline("KEYS *")).startsWith("*100\r\n$102");
        assertThat(allocated("SCAN 0 COUNT 1000000000")).isLessThan(LITTLE);
        assertThat(allocated("RANDOMKEY")).isLessThan(LITTLE);
        assertThat(caller.pipeline("RANDOMKEY")).matches("(?s)\\$10240[0-9]\r\n\\d+v+\r\n");
    }

    @Test
    void aStepOfAScanEndsWhenItsReplyIsLong() {
        for (int i = 0; i < 400; i++) {
            caller.pipeline("SET " + i + LARGE + " v");
        }
        Set<String> seen = new HashSet<>();
        String cursor = "0";
        int steps = 0;
        do {
            String reply = caller.pipeline("SCAN " + cursor + " COUNT 1000000000");
            assertThat(reply.length()).isLessThan(18 << 20);
            String[] lines = reply.split("\r\n");
            cursor = lines[2];
            for (int i = 5; i < lines.length; i += 2) {
                seen.add(lines[i].substring(0, 4));
            }
            steps++;
        } while (!cursor.equals("0"));
        assertThat(seen).hasSize(400);
        assertThat(steps).isBetween(2, 20);
    }

    @Test
    void fieldsAreWrittenWhereTheyAreFound() {
        for (int i = 0; i < 100; i++) {
            caller.pipeline("HSET h f" + i + " " + LARGE);
        }
        assertThat(allocated("HSCAN h 0 COUNT 1000000000")).isLessThan(LITTLE);
        assertThat(allocated("HRANDFIELD h -200 WITHVALUES")).isLessThan(LITTLE);
        assertThat(allocated("HRANDFIELD h 70 WITHVALUES")).isLessThan(LITTLE);
        assertThat(caller.pipeline("HRANDFIELD h 70")).startsWith("*70\r\n");
        assertThat(caller.pipeline("HRANDFIELD h -300")).startsWith("*300\r\n");
        assertThat(caller.pipeline("HRANDFIELD h 100").split("\r\n")).contains("f0", "f99");
        for (int count : new int[] {3, 30, 99}) {
            assertThat(caller.pipeline("HRANDFIELD h " + count).split("\r\n"))
                    .filteredOn(line -> line.startsWith("f"))
                    .hasSize(count)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void largeValuesAreDumpedPieceByPiece() {
        caller.pipeline("SETRANGE a 20000000 x");
        assertThat(allocated("DUMP a")).isLessThan(LITTLE);
        assertThat(caller.pipeline("DUMP a")).startsWith("$20000017\r\n");
        for (int i = 0; i < 50; i++) {
            caller.pipeline("HSET h f" + i + " " + LARGE + i);
        }
        caller.pipeline(
                "HPEXPIREAT h 4102444800000 FIELDS 1 f7", "HPEXPIREAT h 4102444800009 FIELDS 1 f8");
        String dumped = caller.pipeline("DUMP h");
        String payload = dumped.substring(dumped.indexOf("\r\n") + 2, dumped.length() - 2);
        assertThat(dumped).startsWith("$" + payload.length() + "\r\n");
        assertThat(caller.ask("RESTORE", "copy", "0", payload)).isEqualTo("+OK\r\n");
        assertThat(caller.pipeline("HLEN copy", "HPEXPIRETIME copy FIELDS 3 f6 f7 f8"))
                .isEqualTo(":50\r\n*3\r\n:-1\r\n:4102444800000\r\n:4102444800009\r\n");
        assertThat(caller.pipeline("HGET copy f49")).isEqualTo(caller.pipeline("HGET h f49"));
    }

    @Test
    void ofASlowCommandOnlyWhatIsShownIsCopied() {
        var request = new StringBuilder("DEL");
        for (int i = 0; i < 20; i++) {
            request.append(' ').append(LARGE).append(i);
        }
        String many = " k".repeat(40);
        assertThat(allocated(request.toString(), "DEL" + many)).isLessThan(LITTLE);
        assertThat(caller.pipeline("SLOWLOG GET 1")).contains("... (10 more arguments)");
        assertThat(caller.pipeline("SLOWLOG GET 3")).contains("v... (102273 more bytes)");
    }

    @Test
    void placesForArgumentsAreGivenBack() {
        var args = new Args();
        for (int i = 0; i < 100_000; i++) {
            args.add(0, 0);
        }
        assertThat(args.heldBytes()).isGreaterThan(36L * 100_000);
        args.clear();
        assertThat(args.heldBytes()).isLessThan(1_000);
        args.add(0, 0);
        assertThat(args.count()).isEqualTo(1);
    }

    /** Bytes that requests take on the heap, but for those that it takes to ask. */
    private long allocated(String... lines) {
        caller.prepare(lines);
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        caller.run();
        long after = threads.getCurrentThreadAllocatedBytes();
        assertThat(caller.heard()).isNotEmpty();
        return after - before;
    }
}
