package dev.cairn.conformance;

import dev.cairn.protocol.resp.Reply;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Where two right servers may answer differently, and how far apart they may then be. */
final class Tolerance {

    /** Any order of the elements is right. */
    private static final Set<String> UNORDERED =
            Set.of(
                    "keys",
                    "scan",
                    "hgetall",
                    "hkeys",
                    "hvals",
                    "hscan",
                    "command list",
                    "config get");

    /** Both are right whatever they say, as long as it is of the same kind. */
    private static final Set<String> BY_CHANCE =
            Set.of(
                    "randomkey", // a key at random
                    "hrandfield", // fields at random
                    "time", // a little later
                    "lastsave", // when each server was started
                    "command", // the reference has more
                    "client id", // connections are numbered by each server
                    "client list", // ports, ages, buffers
                    "slowlog get", // times
                    "slowlog len",
                    "hello", // versions and numbers
                    "memory stats", // what is measured, see InfoTest
                    "memory doctor", // our own words
                    "memory malloc-stats",
                    "latency doctor",
                    "latency histogram", // how long commands took
                    "info", // what is measured, see InfoTest
                    "dump"); // compressed otherwise; restored in a test of its own

    /**
     * Both clocks are right: times may differ by the time between the two calls, here in the unit
     * of the reply.
     */
    private static final Map<String, Long> TIME_SLACK =
            Map.of(
                    "ttl", 2L,
                    "pttl", 2_000L,
                    "expiretime", 2L,
                    "pexpiretime", 2_000L,
                    "dbsize", 2L); // an expired key may still be counted

    private Tolerance() {}

    /** As {@link #accepts}, of a reply from long ago: what time it was then does not matter. */
    static boolean acceptsRecorded(List<String> command, Wire.Answer ours, Wire.Answer theirs) {
        return TIME_SLACK.containsKey(command.get(0).toLowerCase(Locale.ROOT))
                        && ours.reply() instanceof Reply.Whole(long x)
                        && theirs.reply() instanceof Reply.Whole(long y)
                        && x > 0
                        && y > 0
                || accepts(command, ours, theirs);
    }

    /** Whether {@code ours} is as right an answer to {@code command} as {@code theirs}. */
    static boolean accepts(List<String> command, Wire.Answer ours, Wire.Answer theirs) {
        if (ours.raw().equals(theirs.raw())) {
            return true;
        }
        String name = command.get(0).toLowerCase(Locale.ROOT);
        String both =
                command.size() < 2 ? name : name + " " + command.get(1).toLowerCase(Locale.ROOT);
        Reply a = ours.reply();
        Reply b = theirs.reply();
        if (a instanceof Reply.Failure || b instanceof Reply.Failure) {
            // Of several mistakes in one HELLO each names its own, as Redis 7.2 does.
            return name.equals("hello") && a.getClass().equals(b.getClass());
        }
        int cursor = name.equals("hscan") ? 2 : 1;
        if (both.endsWith(" help")) { // in our own words, but for the first line
            return first(a).equals(first(b));
        }
        if (name.endsWith("scan")
                && !command.get(cursor).equals("0")) { // each server understands its own cursors
            return a.getClass().equals(b.getClass());
        }
        if (UNORDERED.contains(name) || UNORDERED.contains(both)) {
            return sorted(a).equals(sorted(b));
        }
        if (BY_CHANCE.contains(name) || BY_CHANCE.contains(both)) {
            return a.getClass().equals(b.getClass());
        }
        Long slack = TIME_SLACK.get(name);
        if (slack != null) {
            return a instanceof Reply.Whole(long x)
                    && b instanceof Reply.Whole(long y)
                    && x >= 0
                    && Math.abs(x - y) <= slack;
        }
        return encodingFollowsContent(both, a, b);
    }

    /**
     * Redis remembers how a string came about (APPEND makes it raw, INCRBYFLOAT embeds a number)
     * and shares small integers; here the encoding follows from the content.
     */
    private static boolean encodingFollowsContent(String both, Reply a, Reply b) {
        Set<String> strings = Set.of("int", "embstr", "raw");
        return switch (both) {
            case "object encoding" ->
                    a instanceof Reply.Bulk x
                            && b instanceof Reply.Bulk y
                            && strings.contains(x.text())
                            && strings.contains(y.text());
            case "object refcount" -> a instanceof Reply.Whole && b instanceof Reply.Whole;
            default -> false;
        };
    }

    private static Reply first(Reply reply) {
        return reply instanceof Reply.Array(List<Reply> elements) ? elements.getFirst() : reply;
    }

    private static List<String> sorted(Reply reply) {
        var words = new ArrayList<String>();
        switch (reply) {
            case Reply.Array(List<Reply> elements) ->
                    elements.forEach(e -> words.addAll(sorted(e)));
            case Reply.Mapping(List<Reply> elements) ->
                    elements.forEach(e -> words.addAll(sorted(e)));
            case Reply.Group(List<Reply> elements) ->
                    elements.forEach(e -> words.addAll(sorted(e)));
            case Reply other -> words.add(other.toString());
        }
        Collections.sort(words);
        return words;
    }
}
