package dev.cairn.node.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The last events that took long, by what they were: LATENCY. Any thread may call. */
public final class LatencyMonitor {

    private static final int KEPT = 160;

    private final Map<String, History> events = new TreeMap<>();

    /** An event that took so long at that second. */
    public record Sample(long unixSeconds, long millis) {}

    /**
     * The events of one kind.
     *
     * @param samples the last of them, the oldest first
     * @param worstMillis the longest ever
     */
    public record History(List<Sample> samples, long worstMillis) {}

    /** Notes an event; of those within one second the longest counts. */
    public synchronized void add(String event, Sample sample) {
        History history = events.getOrDefault(event, new History(List.of(), 0));
        var samples = new ArrayList<>(history.samples);
        Sample last = samples.isEmpty() ? null : samples.get(samples.size() - 1);
        if (last != null && last.unixSeconds == sample.unixSeconds) {
            if (sample.millis <= last.millis) {
                return;
            }
            samples.remove(samples.size() - 1);
        }
        samples.add(sample);
        if (samples.size() > KEPT) {
            samples.remove(0);
        }
        long worst = Math.max(history.worstMillis, sample.millis);
        events.put(event, new History(List.copyOf(samples), worst));
    }

    /** All kinds of events that were noted, by name. */
    public synchronized SortedMap<String, History> events() {
        return new TreeMap<>(events);
    }

    /** Forgets the events of one kind; whether there were any. */
    public synchronized boolean reset(String event) {
        return events.remove(event) != null;
    }

    /** Forgets all events; how many kinds there were. */
    public synchronized int resetAll() {
        int kinds = events.size();
        events.clear();
        return kinds;
    }
}
