package dev.cairn.node.command.connection;

import dev.cairn.node.command.Args;
import dev.cairn.node.session.Session;
import dev.cairn.node.tracking.Mode;
import dev.cairn.node.tracking.Overlap;
import dev.cairn.node.tracking.Tracker;
import dev.cairn.protocol.resp.Refusal;
import dev.cairn.protocol.resp.Refused;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/**
 * The options of CLIENT TRACKING.
 *
 * @param prefixes to be added to those that the client has
 */
record TrackingOptions(Mode mode, List<byte[]> prefixes) {

    /** Reads the rest of the arguments. */
    static TrackingOptions parse(Session session, Args in) {
        boolean broadcast = false;
        boolean optIn = false;
        boolean optOut = false;
        boolean noLoop = false;
        Mode.Redirection redirection = null;
        var prefixes = new ArrayList<byte[]>();
        while (in.hasNext()) {
            if (in.nextIs("REDIRECT", 1)) {
                redirection = redirection(redirection, session, in);
            } else if (in.nextIs("BCAST")) {
                broadcast = true;
            } else if (in.nextIs("OPTIN")) {
                optIn = true;
            } else if (in.nextIs("OPTOUT")) {
                optOut = true;
            } else if (in.nextIs("NOLOOP")) {
                noLoop = true;
            } else if (in.nextIs("PREFIX", 1)) {
                prefixes.add(in.next().toBytes());
            } else {
                throw Refusal.SYNTAX.refused();
            }
        }
        var mode = new Mode(broadcast, optIn, optOut, noLoop, redirection);
        return new TrackingOptions(mode, prefixes);
    }

    private static Mode.Redirection redirection(
            Mode.@Nullable Redirection before, Session session, Args in) {
        if (before != null) {
            throw Refusal.TRACKING_ONE_REDIRECT.refused();
        }
        long id = in.nextLong();
        Session target = session.node().sessions().find(id);
        if (target == null) {
            throw Refusal.TRACKING_NO_SUCH_REDIRECT.refused();
        }
        return new Mode.Redirection(id, target.link());
    }

    /** Refuses what contradicts itself, or what the client has asked for before. */
    void check(@Nullable Tracker before) {
        if (!mode.broadcast() && !prefixes.isEmpty()) {
            throw Refusal.TRACKING_PREFIX_NEEDS_BCAST.refused();
        }
        if (before != null && before.mode().broadcast() != mode.broadcast()) {
            throw Refusal.TRACKING_BCAST_SWITCH.refused();
        }
        if (mode.broadcast() && (mode.optIn() || mode.optOut())) {
            throw Refusal.TRACKING_OPT_WITH_BCAST.refused();
        }
        if (mode.optIn() && mode.optOut()) {
            throw Refusal.TRACKING_OPTIN_AND_OPTOUT.refused();
        }
        if (before != null
                && (mode.optIn() && before.mode().optOut()
                        || mode.optOut() && before.mode().optIn())) {
            throw Refusal.TRACKING_OPT_SWITCH.refused();
        }
        var existing =
                before == null ? new TreeSet<byte[]>(Arrays::compareUnsigned) : before.prefixes();
        Overlap overlap = Overlap.find(existing, prefixes);
        if (overlap != null) {
            throw refusal(overlap);
        }
    }

    private static Refused refusal(Overlap overlap) {
        Refusal row =
                overlap.isExisting()
                        ? Refusal.TRACKING_PREFIX_EXISTS
                        : Refusal.TRACKING_PREFIX_PROVIDED;
        return row.with(upToNul(overlap.prefix()), upToNul(overlap.other()));
    }

    /** Redis prints bytes as far as the first NUL. */
    private static byte[] upToNul(byte[] bytes) {
        int end = 0;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        return Arrays.copyOf(bytes, end);
    }
}
