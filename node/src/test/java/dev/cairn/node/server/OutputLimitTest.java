package dev.cairn.node.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.node.config.OutputLimits.Limit;

import org.junit.jupiter.api.Test;

/** Clients that do not read what they asked for. */
class OutputLimitTest {

    private static final int VALUE_BYTES = 1 << 20;
    private static final String CLOSED = "client_output_buffer_limit_disconnections";

    @Test
    void aClientThatNeverReadsIsClosedAndNobodyElse() throws Exception {
        try (var node = LiveNode.start("--client-output-buffer-limit", "normal 2mb 0 0");
                var reader = node.talk();
                var deaf = node.talk()) {
            setBig(reader);
            deaf.send("GET big\r\n".repeat(200));
            LiveNode.until(() -> LiveNode.figure(reader, CLOSED) == 1);
            assertThat(reader.ask("GET big")).hasSize(VALUE_BYTES + 12);
            assertThat(LiveNode.figure(reader, "connected_clients")).isEqualTo(1);
            deaf.awaitEnd();
        }
    }

    @Test
    void aTransactionWhoseReplyIsTooBigHasRunWhole() throws Exception {
        try (var node = LiveNode.start("--client-output-buffer-limit", "normal 2mb 0 0");
                var reader = node.talk();
                var deaf = node.talk()) {
            setBig(reader);
            deaf.send("MULTI\r\nINCR n\r\n" + "GET big\r\n".repeat(50) + "INCR n\r\nEXEC\r\n");
            deaf.send("INCR n\r\n");
            LiveNode.until(() -> LiveNode.figure(reader, CLOSED) == 1);
            assertThat(reader.ask("GET n")).isEqualTo("$1\r\n2\r\n");
            deaf.awaitEnd();
        }
    }

    private static void setBig(Talk talk) throws Exception {
        talk.send("*3\r\n$3\r\nSET\r\n$3\r\nbig\r\n$" + VALUE_BYTES + "\r\n");
        assertThat(talk.sendBytes(VALUE_BYTES).ask("")).isEqualTo("+OK\r\n");
    }

    @Test
    void theHardLimitIsBrokenAtOnce() {
        var watch = new OutputWatch();
        assertThat(watch.isBroken(new Limit(100, 0, 0), 100, 0)).isFalse();
        assertThat(watch.isBroken(new Limit(100, 0, 0), 101, 0)).isTrue();
    }

    @Test
    void theSoftLimitIsBrokenByWhoStaysAboveItForItsTime() {
        var watch = new OutputWatch();
        var limit = new Limit(0, 100, 2);
        assertThat(watch.isBroken(limit, 101, 10_000)).isFalse();
        assertThat(watch.isBroken(limit, 101, 12_000)).isFalse();
        assertThat(watch.isBroken(limit, 100, 12_001)).as("has read").isFalse();
        assertThat(watch.isBroken(limit, 101, 12_002)).isFalse();
        assertThat(watch.isBroken(limit, 101, 14_002)).isFalse();
        assertThat(watch.isBroken(limit, 101, 14_003)).isTrue();
    }

    @Test
    void withoutALimitNothingIsBroken() {
        assertThat(new OutputWatch().isBroken(new Limit(0, 0, 0), Long.MAX_VALUE, 1)).isFalse();
    }
}
