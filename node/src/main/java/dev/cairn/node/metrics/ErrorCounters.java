package dev.cairn.node.metrics;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How often each code of error was replied: INFO errorstats. Any thread may call. */
public final class ErrorCounters {

    /** So many codes are told apart; all come from the table of refusals, which has fewer. */
    private static final int MOST_CODES = 128;

    private final Map<String, LongAdder> byCode = new ConcurrentHashMap<>();

    /** An error was replied, whose text begins with its code. */
    public void count(String text) {
        int space = text.indexOf(' ');
        String code = space < 0 ? text : text.substring(0, space);
        LongAdder adder = byCode.get(code);
        if (adder == null) {
            if (byCode.size() >= MOST_CODES) {
                return;
            }
            adder = byCode.computeIfAbsent(code, first -> new LongAdder());
        }
        adder.increment();
    }

    /** The counts, by code. */
    public SortedMap<String, Long> all() {
        var all = new TreeMap<String, Long>();
        byCode.forEach((code, adder) -> all.put(code, adder.sum()));
        return all;
    }

    /** CONFIG RESETSTAT: forgets all. */
    public void reset() {
        byCode.clear();
    }
}
