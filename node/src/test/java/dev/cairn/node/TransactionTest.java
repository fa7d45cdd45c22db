package dev.cairn.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;

class TransactionTest {

    private static final int MANY = 20_000;
    private static final String OOM = "OOM command not allowed when used memory > 'maxmemory'.\r\n";

    private final Portless node;
    private final Caller caller;

    TransactionTest() throws Exception {
        node =
                Portless.with(
                        Commands.table(),
                        "--client-query-buffer-limit",
                        "1mb",
                        "--maxmemory",
                        "4mb",
                        "--enable-debug-command",
                        "yes");
        caller = node.client();
    }

    @Test
    void queuedCommandsRunInTheirOrder() {
        caller.pipeline("MULTI", "SET k 1", "INCR k", "GET k", "SELECT 3", "GET k");
        assertThat(caller.pipeline("EXEC"))
                .isEqualTo("*5\r\n+OK\r\n:2\r\n$1\r\n2\r\n+OK\r\n$-1\r\n");
        assertThat(caller.session().transaction().bytes()).isLessThan(5_000);
    }

    @Test
    void whoQueuesMoreThanOneRequestMayHoldIsClosed() {
        String value = "v".repeat(300 << 10);
        caller.pipeline("MULTI", "SET a " + value, "SET b " + value, "SET c " + value);
        assertThat(caller.session().isCloseAfterReply()).isFalse();
        assertThat(caller.pipeline("SET d " + value, "EXEC"))
                .isEqualTo("-ERR Protocol error: request exceeds client-query-buffer-limit\r\n");
        assertThat(caller.session().isCloseAfterReply()).isTrue();
    }

    @Test
    void aLongQueueIsCountedAndTakesNoHeap() {
        caller.pipeline("MULTI");
        for (int i = 0; i < MANY; i++) {
            caller.pipeline("PING");
        }
        assertThat(caller.session().transaction().bytes()).isGreaterThan(12L * MANY);
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        String reply = caller.pipeline("EXEC");
        long perCommand = (threads.getCurrentThreadAllocatedBytes() - before) / MANY;
        assertThat(reply).startsWith("*" + MANY + "\r\n+PONG").endsWith("+PONG\r\n");
        assertThat(perCommand).as("bytes on the heap").isLessThan(200);
    }

    @Test
    void execIsRefusedIfMemoryIsFullByThen() {
        caller.pipeline("MULTI", "SET small 1");
        assertThat(node.client().pipeline("SETRANGE large 5000000 x")).isEqualTo(":5000001\r\n");
        assertThat(caller.pipeline("EXEC"))
                .isEqualTo("-EXECABORT Transaction discarded because of: " + OOM);
        caller.pipeline("MULTI", "DEL large");
        assertThat(caller.pipeline("DISCARD")).isEqualTo("+OK\r\n");
    }

    @Test
    void fewLargeWritesAreWeighedAtOnce() {
        assertThat(caller.pipeline("SETRANGE a 5000000 x")).isEqualTo(":5000001\r\n");
        assertThat(caller.pipeline("SETRANGE b 5000000 x", "SET c 1"))
                .isEqualTo(("-" + OOM).repeat(2));
        assertThat(caller.pipeline("DEL a", "SET c 1")).isEqualTo(":1\r\n+OK\r\n");
    }

    @Test
    void watchedKeysAreBounded() {
        long most = (16L << 20) / 400;
        var request = new StringBuilder("WATCH");
        for (int i = 0; i < most; i++) {
            request.append(" key:").append(i);
        }
        assertThat(caller.pipeline(request.toString())).isEqualTo("+OK\r\n");
        assertThat(caller.pipeline(request.toString()))
                .isEqualTo("-ERR too many keys are watched by this client\r\n");
        node.client().pipeline("SET key:7 theirs");
        caller.pipeline("MULTI", "SET key:8 mine");
        assertThat(caller.pipeline("EXEC", "GET key:8")).isEqualTo("*-1\r\n$-1\r\n");
    }

    @Test
    void timePassesFromCommandToCommand() {
        assertThat(caller.pipeline("SET k v PX 20", "DEBUG SLEEP 0.05", "GET k"))
                .isEqualTo("+OK\r\n+OK\r\n$-1\r\n");
    }

    @Test
    void aRenamedHashKeepsItsFieldsAndItsTable() {
        var request = new StringBuilder("HSET {k}1");
        for (int i = 0; i < 2_000; i++) {
            request.append(" field:").append(i).append(" value");
        }
        caller.pipeline(
                request.toString(),
                "HEXPIREAT {k}1 4102444800 FIELDS 1 field:7",
                "EXPIREAT {k}1 4102444900");
        long used = node.shardOf("{k}").usedBytes();
        assertThat(caller.pipeline("RENAME {k}1 {k}2", "MOVE {k}2 3", "SELECT 3"))
                .isEqualTo("+OK\r\n:1\r\n+OK\r\n");
        assertThat(node.shardOf("{k}").usedBytes()).isCloseTo(used, withinABlock());
        assertThat(
                        caller.pipeline(
                                "HLEN {k}2",
                                "HGET {k}2 field:1999",
                                "HEXPIRETIME {k}2 FIELDS 1 field:7"))
                .isEqualTo(":2000\r\n$5\r\nvalue\r\n*1\r\n:4102444800\r\n");
        assertThat(caller.pipeline("EXPIRETIME {k}2", "DEL {k}2"))
                .isEqualTo(":4102444900\r\n:1\r\n");
    }

    private static Offset<Long> withinABlock() {
        return Offset.offset(2_000L);
    }
}
