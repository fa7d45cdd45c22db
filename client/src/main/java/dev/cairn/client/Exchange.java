package dev.cairn.client;

import dev.cairn.client.call.Call;
import dev.cairn.protocol.resp.Reply;
import dev.cairn.protocol.resp.RespWriter;

import java.util.List;

/**
 * One or more requests that go out together on one connection, and the replies to them. Once handed
 * to a connection it is used on that connection's event loop only.
 */
abstract class Exchange {

    /** Why an exchange brought no replies. */
    enum Failing {
        /** The requests did not leave: they were certainly not executed. */
        NOT_SENT,
        /** The connection broke, or no reply came in time: they may have been executed. */
        NO_REPLY
    }

    /** Where an exchange stands. */
    private enum State {
        WAITING,
        SENT,
        DONE
    }

    private final List<Call> calls;
    private final long deadlineNanos;
    private State state = State.WAITING;
    private int awaited;
    private long sentNanos;

    /** An exchange that is given up at {@code deadlineNanos} of {@link System#nanoTime}. */
    Exchange(List<Call> calls, long deadlineNanos) {
        this.calls = calls;
        this.awaited = calls.size();
        this.deadlineNanos = deadlineNanos;
    }

    /** Told each reply in order. */
    abstract void answered(Reply reply, boolean last);

    /** Told once, when the last reply will not come any more. */
    abstract void failed(Failing failing, Throwable cause);

    /** Writes the requests, unless the exchange was given up meanwhile. */
    final boolean send(RespWriter out, long nowNanos) {
        if (state != State.WAITING) {
            return false;
        }
        for (Call call : calls) {
            out.array(call.words().size());
            call.words().forEach(out::bulk);
        }
        state = State.SENT;
        sentNanos = nowNanos;
        return true;
    }

    /** Passes a reply on, unless the exchange was given up; returns whether it was the last. */
    final boolean reply(Reply reply) {
        awaited--;
        if (state != State.DONE) {
            if (awaited == 0) {
                state = State.DONE;
            }
            answered(reply, awaited == 0);
        }
        return awaited == 0;
    }

    /** Gives the exchange up; replies that still come are counted and dropped. */
    final void fail(Throwable cause) {
        if (state != State.DONE) {
            Failing failing = state == State.SENT ? Failing.NO_REPLY : Failing.NOT_SENT;
            state = State.DONE;
            failed(failing, cause);
        }
    }

    /** Whether it has all its replies, or was given up. */
    final boolean isDone() {
        return state == State.DONE;
    }

    final boolean isOverdue(long nowNanos) {
        return state != State.DONE && nowNanos - deadlineNanos >= 0;
    }

    final boolean wasSentBefore(long nanos) {
        return sentNanos - nanos <= 0;
    }
}
