package dev.cairn.benchmark;

import java.util.List;

/** The middle of several measurements, with their extremes. */
record Median(double value, double least, double most) {

    static Median of(List<Double> measurements) {
        var sorted = measurements.stream().sorted().toList();
        var middle = sorted.size() / 2;
        var value =
                sorted.size() % 2 == 1
                        ? sorted.get(middle)
                        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
        return new Median(value, sorted.getFirst(), sorted.getLast());
    }

    /** The median of the ratios of pairs that were measured by turns. */
    static Median ofRatios(List<Double> ours, List<Double> theirs) {
        var ratios =
                java.util.stream.IntStream.range(0, ours.size())
                        .mapToObj(i -> ours.get(i) / theirs.get(i))
                        .toList();
        return of(ratios);
    }
}
