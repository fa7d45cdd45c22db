package dev.cairn.node.command.string;

import dev.cairn.node.command.Args;
import dev.cairn.node.command.Deadline;
import dev.cairn.node.store.Entry;
import dev.cairn.protocol.resp.Refusal;

import org.jspecify.annotations.Nullable;

/** What SET and GETEX say besides key and value. */
final class SetOptions {

    private static final SetOptions NONE = new SetOptions();

    boolean onlyIfAbsent;
    boolean onlyIfPresent;
    boolean get;
    boolean keepTtl;
    boolean persist;
    long expireAtMillis = Entry.NO_EXPIRY;

    private @Nullable Deadline unit;
    private int time;

    private SetOptions() {}

    /** The options of SET, to the end of the arguments. */
    static SetOptions parse(Args in, long nowMillis) {
        if (!in.hasNext()) {
            return NONE;
        }
        var options = new SetOptions();
        int time = 0;
        Deadline unit = null;
        while (in.hasNext()) {
            if (!options.onlyIfPresent && in.nextIs("NX")) {
                options.onlyIfAbsent = true;
            } else if (!options.onlyIfAbsent && in.nextIs("XX")) {
                options.onlyIfPresent = true;
            } else if (in.nextIs("GET")) {
                options.get = true;
            } else if (unit == null && in.nextIs("KEEPTTL")) {
                options.keepTtl = true;
            } else {
                unit = options.unit(unit, in);
                time = in.position();
                in.skip(1);
            }
        }
        options.end(unit, time, in, nowMillis);
        return options;
    }

    /** The options of GETEX, to the end of the arguments; the time is read by {@link #resolve}. */
    static SetOptions parseGetex(Args in) {
        var options = new SetOptions();
        while (in.hasNext()) {
            if (options.unit == null && in.nextIs("PERSIST")) {
                options.persist = true;
            } else {
                options.unit = options.unit(options.unit, in);
                options.time = in.position();
                in.skip(1);
            }
        }
        return options;
    }

    /** Reads the time of GETEX, which is looked at only if the key is there. */
    void resolve(Args in, long nowMillis) {
        end(unit, time, in, nowMillis);
    }

    boolean isConditional() {
        return onlyIfAbsent || onlyIfPresent;
    }

    /** The word before a time; the same word may be repeated, as in Redis. */
    private Deadline unit(@Nullable Deadline before, Args in) {
        Deadline unit = null;
        if (!keepTtl && !persist) {
            if (in.nextIs("EX", 1)) {
                unit = Deadline.SECONDS;
            } else if (in.nextIs("PX", 1)) {
                unit = Deadline.MILLIS;
            } else if (in.nextIs("EXAT", 1)) {
                unit = Deadline.UNIX_SECONDS;
            } else if (in.nextIs("PXAT", 1)) {
                unit = Deadline.UNIX_MILLIS;
            }
        }
        if (unit == null || (before != null && before != unit)) {
            throw Refusal.SYNTAX.refused();
        }
        return unit;
    }

    private void end(@Nullable Deadline unit, int at, Args in, long nowMillis) {
        if (unit != null) {
            long time = in.longAt(at);
            expireAtMillis = unit.positiveAt(time, nowMillis, in.command().fullName());
        }
    }
}
