package dev.cairn.node.rpc;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what was refused to others and logs it, though not more than once a second. */
final class Refusals {
    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
    private static final long BETWEEN_LINES_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final RpcCounters counters;
    private final AtomicLong nextLineNanos = new AtomicLong(System.nanoTime());

    Refusals(RpcCounters counters) {
        this.counters = counters;
    }

    void note(String what, @Nullable String why) {
        counters.raise(RpcCounter.REFUSED);
        long now = System.nanoTime();
        long due = nextLineNanos.get();
        if (now - due >= 0 && nextLineNanos.compareAndSet(due, now + BETWEEN_LINES_NANOS)) {
            LOG.warn("refused {}: {} ({} so far)", what, why, counters.value(RpcCounter.REFUSED));
        }
    }
}
