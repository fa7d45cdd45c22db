package dev.cairn.client;

import dev.cairn.client.call.Call;
import dev.cairn.client.call.ErrorReply;
import dev.cairn.client.call.NotExecuted;
import dev.cairn.client.call.OutcomeUnknown;
import dev.cairn.protocol.resp.Reply;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * One call, or one transaction, on its way: sent, redirected, sent again where that is safe, until
 * it has an answer or is given up. Only one try is under way at a time.
 */
final class Delivery {

    private static final Call ASKING = Call.of("ASKING");

    private final Router router;
    private final List<Call> calls;
    private final int slot;
    private final boolean repeatable;
    private final long deadlineNanos;
    private final CompletableFuture<Reply> done = new CompletableFuture<>();

    private int tries;
    private int pauses;
    private int redirects;
    private boolean perhapsExecuted;

    /** The delivery of {@code calls}, all of one slot, as one unit. */
    Delivery(Router router, List<Call> calls, int slot, boolean repeatable) {
        this.router = router;
        this.calls = calls;
        this.slot = slot;
        this.repeatable = repeatable;
        this.deadlineNanos = System.nanoTime() + router.settings().timeouts().call().toNanos();
    }

    /** Sets out; the future gets the reply that counts, which may be an error. */
    CompletableFuture<Reply> begin() {
        send(router.line(slot), false);
        return done;
    }

    private void send(Connection line, boolean asking) {
        tries++;
        long patience = router.settings().timeouts().reply().toNanos();
        long now = System.nanoTime();
        line.send(new Try(line, asking, now + Math.min(patience, deadlineNanos - now)));
    }

    private void judge(Connection line, Reply reply) {
        switch (RetryPolicy.judge(reply)) {
            case FINAL -> done.complete(reply);
            case MOVED -> redirect(line, (Reply.Failure) reply, false);
            case ASK -> redirect(line, (Reply.Failure) reply, true);
            case NOT_EXECUTED -> refused(line, reply);
            case UNKNOWN -> unknown(line, ((Reply.Failure) reply).text());
        }
    }

    private void redirect(Connection line, Reply.Failure failure, boolean asking) {
        if (++redirects > router.settings().bounds().redirects()) {
            goRound(line, failure);
            return;
        }
        var redirection = Redirection.parse(failure.text(), line.address());
        if (redirection == null) {
            done.complete(failure);
            return;
        }
        if (!asking) {
            router.moved(redirection);
        }
        send(router.line(redirection.target(), slot), asking);
    }

    /** Two nodes send the call to each other, as they do while a shard changes its primary. */
    private void goRound(Connection line, Reply.Failure failure) {
        int bound = redirects - 1;
        redirects = 0;
        router.refresh();
        if (!again(line)) {
            giveUp("still redirected after " + bound + " times: " + failure.text(), null);
        }
    }

    private void refused(Connection line, Reply reply) {
        router.refresh();
        if (RetryPolicy.passesSoon(reply, tries) && again(line)) {
            return;
        }
        if (perhapsExecuted) {
            done.completeExceptionally(new OutcomeUnknown(((Reply.Failure) reply).text()));
        } else {
            done.complete(reply);
        }
    }

    private void failed(Connection line, Exchange.Failing failing, Throwable cause) {
        router.refresh();
        if (failing == Exchange.Failing.NO_REPLY) {
            unknown(line, reason(cause));
        } else if (cause instanceof ErrorReply refusal && RetryPolicy.isAboutUs(refusal)) {
            done.completeExceptionally(refusal);
        } else if (!again(line)) {
            giveUp(reason(cause), cause);
        }
    }

    private void unknown(Connection line, String reason) {
        perhapsExecuted = true;
        if (!repeatable || !again(line)) {
            done.completeExceptionally(new OutcomeUnknown(reason));
        }
    }

    private void giveUp(String reason, @Nullable Throwable cause) {
        if (perhapsExecuted) {
            done.completeExceptionally(new OutcomeUnknown(reason));
        } else if (cause == null) {
            done.completeExceptionally(new NotExecuted(reason));
        } else {
            done.completeExceptionally(new NotExecuted(reason, cause));
        }
    }

    /** Tries again after a pause, unless the call's time is up by then. */
    private boolean again(Connection line) {
        long pause = RetryPolicy.pauseMillis(++pauses);
        if (System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pause) - deadlineNanos >= 0
                || router.isClosed()) {
            return false;
        }
        router.wakeLater(this, line.loop(), pause);
        return true;
    }

    /** The slot of its calls. */
    int slot() {
        return slot;
    }

    /** What it waited for has probably come: the next pause is a short one again. */
    void hope() {
        pauses = 0;
    }

    /** The pause is over, or the client is closed. */
    void wake() {
        if (router.isClosed()) {
            giveUp("this client is closed", null);
        } else {
            send(router.line(slot), false);
        }
    }

    private static String reason(Throwable cause) {
        String message = cause.getMessage();
        return message == null ? "the connection was closed" : message;
    }

    /** Whether a transaction's MULTI was refused and something after it was executed by itself. */
    private static boolean isTornApart(List<Reply> replies) {
        return replies.size() > 2
                && replies.get(0) instanceof Reply.Failure
                && replies.subList(1, replies.size() - 1).stream()
                        .anyMatch(reply -> !(reply instanceof Reply.Failure));
    }

    /** The reply that decides: a transaction's first refusal, else the last reply. */
    private static Reply deciding(List<Reply> replies) {
        for (Reply reply : replies) {
            if (reply instanceof Reply.Failure) {
                return reply;
            }
        }
        return replies.get(replies.size() - 1);
    }

    /** One sending of the calls, and what came back. */
    private final class Try extends Exchange {
        private final Connection line;
        private final List<Reply> replies = new ArrayList<>(1);
        private int toSkip;

        private Try(Connection line, boolean asking, long untilNanos) {
            super(asking ? afterAsking() : calls, untilNanos);
            this.line = line;
            this.toSkip = asking ? 1 : 0;
        }

        @Override
        void answered(Reply reply, boolean last) {
            if (toSkip > 0) {
                toSkip--;
                return;
            }
            replies.add(reply);
            if (!last) {
                return;
            }
            if (isTornApart(replies)) {
                String refusal = ((Reply.Failure) replies.get(0)).text();
                done.completeExceptionally(
                        new OutcomeUnknown("MULTI was refused, what followed was not: " + refusal));
            } else {
                judge(line, deciding(replies));
            }
        }

        @Override
        void failed(Failing failing, Throwable cause) {
            Delivery.this.failed(line, failing, cause);
        }
    }

    private List<Call> afterAsking() {
        var all = new ArrayList<Call>(calls.size() + 1);
        all.add(ASKING);
        all.addAll(calls);
        return all;
    }
}
