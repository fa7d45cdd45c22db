package dev.cairn.client.command;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** When SET sets and how long the value lasts. Immutable; begin with {@link #NONE}. */
public record SetOptions(List<String> words) {

    /** No condition, no expiry. */
    public static final SetOptions NONE = new SetOptions(List.of());

    /** Only if the key does not exist. */
    public SetOptions ifAbsent() {
        return with("NX");
    }

    /** Only if the key exists. */
    public SetOptions ifPresent() {
        return with("XX");
    }

    /** Expiring after {@code timeToLive}, to the millisecond. */
    public SetOptions expireAfter(Duration timeToLive) {
        return with("PX", Long.toString(timeToLive.toMillis()));
    }

    /** Expiring at {@code time}, to the millisecond. */
    public SetOptions expireAt(Instant time) {
        return with("PXAT", Long.toString(time.toEpochMilli()));
    }

    /** Expiring when the value before would have. */
    public SetOptions keepExpiry() {
        return with("KEEPTTL");
    }

    private SetOptions with(String... more) {
        var all = new ArrayList<>(words);
        all.addAll(List.of(more));
        return new SetOptions(List.copyOf(all));
    }
}
