package dev.cairn.node.rpc;

import java.util.concurrent.atomic.LongAdder;

/** The counters of one node's streams: raised from any thread, read by the metrics. */
public final class RpcCounters {
    private final LongAdder[] adders = new LongAdder[RpcCounter.values().length];

    RpcCounters() {
        for (int i = 0; i < adders.length; i++) {
            adders[i] = new LongAdder();
        }
    }

    void raise(RpcCounter counter) {
        adders[counter.ordinal()].increment();
    }

    void raise(RpcCounter counter, long by) {
        adders[counter.ordinal()].add(by);
    }

    /** What was counted since the start. */
    public long value(RpcCounter counter) {
        return adders[counter.ordinal()].sum();
    }
}
