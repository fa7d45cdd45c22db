package dev.cairn.node.metrics;

import java.util.Map;
import java.util.function.DoubleSupplier;

/**
 * One figure of the metrics, under the name and with the labels that Prometheus knows it by.
 *
 * @param help what it says, in a sentence
 */
public record Figure(
        Kind kind, String name, String help, Map<String, String> labels, DoubleSupplier value) {

    /** What may happen to a figure. */
    public enum Kind {
        /** It grows, and begins at zero. */
        COUNTER,
        /** It goes up and down. */
        GAUGE,
        /** It is always 1; the labels are what counts. */
        INFO
    }

    /** Something that is counted; the name ends in {@code _total}. */
    public static Figure counter(String name, String help, DoubleSupplier value) {
        return new Figure(Kind.COUNTER, name, help, Map.of(), value);
    }

    /** Something that goes up and down. */
    public static Figure gauge(String name, String help, DoubleSupplier value) {
        return new Figure(Kind.GAUGE, name, help, Map.of(), value);
    }

    /** Facts that do not change; the name ends in {@code _info}. */
    public static Figure facts(String name, String help, Map<String, String> labels) {
        return new Figure(Kind.INFO, name, help, labels, () -> 1);
    }

    /** The same figure of one of several things. */
    public Figure of(String label, String thing) {
        return new Figure(kind, name, help, Map.of(label, thing), value);
    }
}
