package dev.cairn.faults;

import dev.cairn.client.CairnClient;
import dev.cairn.client.command.Hashes;
import dev.cairn.client.command.Strings;
import dev.cairn.faults.Observation.Action;
import dev.cairn.faults.Observation.Increment;
import dev.cairn.faults.Observation.Write;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A key that many threads use, and what they saw of it. */
final class SharedKey {
    private static final String FIELD = "field";

    private final Kind kind;
    private final String name;
    private final Queue<Observation> observations = new ConcurrentLinkedQueue<>();

    /** Which commands it is used by. */
    enum Kind {
        /** SET and GET. */
        STRING(Model.REGISTER),
        /** HSET and HGET of one field. */
        HASH(Model.REGISTER),
        /** INCR and GET. */
        COUNTER(Model.COUNTER);

        private final Model model;

        Kind(Model model) {
            this.model = model;
        }
    }

    SharedKey(Kind kind, int number) {
        this.kind = kind;
        this.name = kind.name().toLowerCase(Locale.ROOT) + ":" + number;
    }

    @Nullable String read(CairnClient client) {
        return switch (kind) {
            case STRING, COUNTER -> client.call(Strings.get(name)).orElse(null);
            case HASH -> client.call(Hashes.get(name, FIELD)).orElse(null);
        };
    }

    /** Writes, and returns what a counter answered. */
    long write(CairnClient client, String value) {
        switch (kind) {
            case STRING -> client.call(Strings.set(name, value));
            case HASH -> client.call(Hashes.set(name, FIELD, value));
            case COUNTER -> {
                return client.call(Strings.increment(name));
            }
        }
        return 0;
    }

    /** What a write of {@code value} was, that answered {@code reply}. */
    Action written(String value, long reply) {
        return kind == Kind.COUNTER ? new Increment(reply) : new Write(value);
    }

    /** A call that has just ended; of one that was refused there is nothing to remember. */
    void saw(Action action, long beganNanos, Outcome outcome) {
        switch (outcome) {
            case ACKNOWLEDGED ->
                    observations.add(new Observation(action, beganNanos, System.nanoTime()));
            case UNKNOWN ->
                    observations.add(new Observation(action, beganNanos, Observation.NEVER));
            case REFUSED -> {}
        }
    }

    /** Why nobody can explain what was seen; empty if it can be explained. */
    Optional<String> contradiction() {
        return Linearizability.contradiction(kind.model, List.copyOf(observations))
                .map(why -> name + ": " + why);
    }
}
