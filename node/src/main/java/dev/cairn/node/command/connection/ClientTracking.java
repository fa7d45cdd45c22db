package dev.cairn.node.command.connection;

import dev.cairn.node.command.Args;
import dev.cairn.node.command.Reply;
import dev.cairn.node.session.Session;
import dev.cairn.node.tracking.Mode;
import dev.cairn.node.tracking.Tracker;
import dev.cairn.node.tracking.Tracking;
import dev.cairn.protocol.resp.Refusal;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** The subcommands of CLIENT about the keys that a client caches. */
final class ClientTracking {

    private static final byte[] EVERY_KEY = new byte[0];

    private ClientTracking() {}

    static void caching(Session session, Args in, Reply out) {
        Tracker tracker = session.tracker();
        if (tracker == null) {
            throw Refusal.CACHING_WITHOUT_TRACKING.refused();
        }
        if (in.nextIs("YES")) {
            refuseUnless(tracker.mode().optIn(), Refusal.CACHING_YES_NEEDS_OPTIN);
        } else if (in.nextIs("NO")) {
            refuseUnless(tracker.mode().optOut(), Refusal.CACHING_NO_NEEDS_OPTOUT);
        } else {
            throw Refusal.SYNTAX.refused();
        }
        tracker.caching();
        out.ok();
    }

    private static void refuseUnless(boolean condition, Refusal refusal) {
        if (!condition) {
            throw refusal.refused();
        }
    }

    static void getredir(Session session, Args in, Reply out) {
        out.integer(redirectedTo(session.tracker()));
    }

    private static long redirectedTo(@Nullable Tracker tracker) {
        return tracker == null ? -1 : tracker.redirectedTo();
    }

    static void tracking(Session session, Args in, Reply out) {
        boolean on = in.nextIs("ON");
        boolean off = !on && in.nextIs("OFF");
        if (!on && !off) {
            in.skip(1);
        }
        var options = TrackingOptions.parse(session, in);
        if (on) {
            turnOn(session, options);
        } else if (off) {
            session.trackNoMore();
        } else {
            throw Refusal.SYNTAX.refused();
        }
        out.ok();
    }

    private static void turnOn(Session session, TrackingOptions options) {
        Tracking tracking = session.node().shards().tracking();
        refuseUnless(!tracking.isTooMuch(options.prefixes()), Refusal.TRACKING_PREFIX_MEMORY);
        options.check(session.tracker());
        Tracker tracker = session.track(options.mode());
        if (options.mode().broadcast()) {
            var prefixes = options.prefixes().isEmpty() ? List.of(EVERY_KEY) : options.prefixes();
            prefixes.forEach(prefix -> tracking.add(prefix, tracker));
        }
    }

    static void trackinginfo(Session session, Args in, Reply out) {
        Tracker tracker = session.tracker();
        List<String> flags = flags(tracker);
        out.map(3);
        out.bulk("flags");
        out.set(flags.size());
        flags.forEach(out::bulk);
        out.bulk("redirect");
        out.integer(redirectedTo(tracker));
        out.bulk("prefixes");
        if (tracker == null) {
            out.array(0);
        } else {
            out.array(tracker.prefixes().size());
            tracker.prefixes().forEach(out::bulk);
        }
    }

    private static List<String> flags(@Nullable Tracker tracker) {
        if (tracker == null) {
            return List.of("off");
        }
        Mode mode = tracker.mode();
        var flags = new ArrayList<String>();
        flags.add("on");
        addIf(mode.broadcast(), "bcast", flags);
        addIf(mode.optIn(), "optin", flags);
        addIf(mode.optIn() && tracker.isCaching(), "caching-yes", flags);
        addIf(mode.optOut(), "optout", flags);
        addIf(mode.optOut() && tracker.isCaching(), "caching-no", flags);
        addIf(mode.noLoop(), "noloop", flags);
        addIf(tracker.isBroken(), "broken_redirect", flags);
        return flags;
    }

    private static void addIf(boolean condition, String flag, List<String> flags) {
        if (condition) {
            flags.add(flag);
        }
    }
}
