package dev.cairn.client;

import dev.cairn.client.call.ErrorReply;
import dev.cairn.protocol.resp.Reply;

import java.util.concurrent.ThreadLocalRandom;

/**
 * What an error reply says about the fate of its call, and how long to wait before asking again.
 */
final class RetryPolicy {

    /** What is to be done about an answer. */
    enum Verdict {
        /** Hand it to the caller. */
        FINAL,
        /** Not executed: another node serves the slot for good. */
        MOVED,
        /** Not executed: another node serves this one call. */
        ASK,
        /** Not executed: the same may succeed soon, and may be asked again blindly. */
        NOT_EXECUTED,
        /** Perhaps executed: only a repeatable call may be asked again. */
        UNKNOWN
    }

    private static final long FIRST_PAUSE_MILLIS = 8;
    private static final long LONGEST_PAUSE_MILLIS = 512;
    private static final int DOUBLINGS = 6;

    private RetryPolicy() {}

    /** What {@code reply} says about the fate of its call. */
    static Verdict judge(Reply reply) {
        if (!(reply instanceof Reply.Failure failure)) {
            return Verdict.FINAL;
        }
        return switch (failure.code()) {
            case "MOVED" -> Verdict.MOVED;
            case "ASK" -> Verdict.ASK;
            case "INDOUBT" -> Verdict.UNKNOWN;
            default -> ErrorReply.isAboutNow(failure) ? Verdict.NOT_EXECUTED : Verdict.FINAL;
        };
    }

    /** Whether a node refuses us, so that asking again or elsewhere is of no use. */
    static boolean isAboutUs(ErrorReply refusal) {
        return switch (refusal.code()) {
            case "WRONGPASS", "NOAUTH", "NOPERM", "DENIED" -> true;
            default -> false;
        };
    }

    /**
     * Whether it is worth waiting for: what passes by itself within a failover or a start. A full
     * disk, full memory and a busy script may last, so the caller is told soon.
     */
    static boolean passesSoon(Reply reply, int attempts) {
        boolean lasting =
                reply instanceof Reply.Failure failure
                        && switch (failure.code()) {
                            case "MISCONF", "OOM", "BUSY" -> true;
                            default -> false;
                        };
        return !lasting || attempts < 3;
    }

    /**
     * How long to wait before attempt number {@code attempt}, at random so that crowds disperse.
     */
    static long pauseMillis(int attempt) {
        long longest =
                Math.min(
                        LONGEST_PAUSE_MILLIS,
                        FIRST_PAUSE_MILLIS << Math.min(Math.max(attempt - 1, 0), DOUBLINGS));
        return ThreadLocalRandom.current().nextLong(longest / 2, longest + 1);
    }
}
