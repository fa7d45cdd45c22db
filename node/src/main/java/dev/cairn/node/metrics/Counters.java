package dev.cairn.node.metrics;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** The sums of what a node's threads have counted. */
public final class Counters {

    private final List<Tally> tallies = new CopyOnWriteArrayList<>();
    private final Map<Counter, Long> origin = new EnumMap<>(Counter.class);

    /** A tally for one more thread, which alone may add to it. */
    public Tally open() {
        var tally = new Tally();
        tallies.add(tally);
        return tally;
    }

    /** The sum since the last {@link #reset}. */
    public synchronized long sum(Counter counter) {
        return total(counter) - origin.getOrDefault(counter, 0L);
    }

    /** CONFIG RESETSTAT: counts from zero again. */
    public synchronized void reset() {
        for (Counter counter : Counter.values()) {
            origin.put(counter, total(counter));
        }
    }

    private long total(Counter counter) {
        long total = 0;
        for (Tally tally : tallies) {
            total += tally.read(counter);
        }
        return total;
    }
}
