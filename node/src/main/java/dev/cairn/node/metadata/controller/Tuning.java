package dev.cairn.node.metadata.controller;

import java.time.Duration;

/**
 * How patient and how busy the controller is.
 *
 * @param fenceRetry after which an unanswered fence is sent again
 * @param answerWindow how long an election waits for slower members after the first answer
 * @param scarceWindow the same as long as too few have answered for writes, and for a shard that
 *     had no primary left; longer than the grace, since whoever still hears an old primary answers
 *     only after it
 * @param retry after which an action without visible effect is repeated
 * @param settle how long nodes must have been steady before load is evened out
 * @param replaceAfter after which a dead node's copies are made elsewhere
 * @param movesPerNode shards that one node gets copies of at the same time; many, since each is
 *     watched for seconds before it is admitted, and primaries send few at a time by themselves
 * @param handOvers shards that change their primary at the same time to even out load
 * @param maxVoters 1, 3 or 5
 */
public record Tuning(
        Duration fenceRetry,
        Duration answerWindow,
        Duration scarceWindow,
        Duration retry,
        Duration settle,
        Duration replaceAfter,
        int movesPerNode,
        int handOvers,
        int maxVoters) {
    public static final Tuning STANDARD =
            new Tuning(
                    Duration.ofMillis(200),
                    Duration.ofMillis(300),
                    Duration.ofMillis(2_000),
                    Duration.ofMillis(1_000),
                    Duration.ofMillis(2_000),
                    Duration.ofSeconds(60),
                    64,
                    16,
                    3);

    /** The same with all times multiplied, for slow machines. */
    public Tuning scaledBy(double factor) {
        return new Tuning(
                scaled(fenceRetry, factor),
                scaled(answerWindow, factor),
                scaled(scarceWindow, factor),
                scaled(retry, factor),
                scaled(settle, factor),
                scaled(replaceAfter, factor),
                movesPerNode,
                handOvers,
                maxVoters);
    }

    private static Duration scaled(Duration length, double factor) {
        return Duration.ofNanos((long) (length.toNanos() * factor));
    }
}
