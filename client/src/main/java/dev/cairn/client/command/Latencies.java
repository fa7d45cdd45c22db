package dev.cairn.client.command;

import dev.cairn.client.call.Command;
import dev.cairn.client.call.Decode;
import dev.cairn.protocol.resp.Reply;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** LATENCY: what kept one node busy for long. Best called on every node. */
public final class Latencies {

    /** When an event was seen and how long it took. */
    public record Sample(Instant at, Duration took) {

        static Sample of(Reply reply) {
            List<Reply> fields = Decode.elements(reply);
            return new Sample(
                    Instant.ofEpochSecond(Decode.whole(fields.get(0))),
                    Duration.ofMillis(Decode.whole(fields.get(1))));
        }
    }

    /** The last sample of an event, and the longest time it ever took. */
    public record Latest(String event, Sample last, Duration most) {

        static Latest of(Reply reply) {
            List<Reply> fields = Decode.elements(reply);
            return new Latest(
                    Decode.text(fields.get(0)),
                    Sample.of(new Reply.Array(fields.subList(1, 3))),
                    Duration.ofMillis(Decode.whole(fields.get(3))));
        }
    }

    private Latencies() {}

    /** LATENCY LATEST. */
    public static Command<List<Latest>> latest() {
        return Words.keyless(Decode.list(Latest::of), "LATENCY LATEST").repeatable();
    }

    /** LATENCY HISTORY of one event. */
    public static Command<List<Sample>> history(String event) {
        return Words.keyless(Decode.list(Sample::of), "LATENCY HISTORY", event).repeatable();
    }

    /** LATENCY HISTOGRAM of these commands, all if none is named; each is a map of its own. */
    public static Command<Map<String, Reply>> histograms(String... commands) {
        return Words.keyless(Decode.map(Decode::raw), "LATENCY HISTOGRAM", List.of(commands))
                .repeatable();
    }

    /** LATENCY DOCTOR. */
    public static Command<String> advice() {
        return Words.keyless(Decode::text, "LATENCY DOCTOR").repeatable();
    }

    /** LATENCY RESET of these events, all if none is named: how many were forgotten. */
    public static Command<Long> forget(String... events) {
        return Words.keyless(Decode::whole, "LATENCY RESET", List.of(events));
    }
}
