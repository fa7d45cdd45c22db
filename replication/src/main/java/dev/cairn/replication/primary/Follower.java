package dev.cairn.replication.primary;

import dev.cairn.protocol.topology.Member;

/** What a primary knows of one replica in one life. */
final class Follower {
    /** How far a follower has come. */
    enum State {
        /** A snapshot is on its way; records wait. */
        SNAPSHOT,
        /** Records are sent as they are written. */
        STREAMING
    }

    final Member member;
    State state = State.STREAMING;
    long sent;
    long received;

    /** The commit offset it was told last. */
    long toldCommit = -1;

    /** Since when something sent has been unacknowledged. */
    long waitingSinceNanos;

    boolean waiting;

    /** Since when it has kept up, every time it was looked at. */
    long inStepSinceNanos;

    boolean inStep;

    Follower(Member member) {
        this.member = member;
    }

    /** Notes that it has the log up to {@code offset}, with {@code commit} being committed. */
    void received(long offset, long commit, long nowNanos) {
        received = Math.max(received, offset);
        waiting = received < sent;
        waitingSinceNanos = nowNanos;
        if (state == State.STREAMING && received >= commit) {
            keepsUp(true, nowNanos);
        }
    }

    /** Notes whether it keeps up. */
    void keepsUp(boolean now, long nowNanos) {
        if (now && !inStep) {
            inStepSinceNanos = nowNanos;
        }
        inStep = now;
    }

    /** Whether it has acknowledged nothing for so long, though something waits. */
    boolean isLate(long mostNanos, long nowNanos) {
        return waiting && nowNanos - waitingSinceNanos >= mostNanos;
    }

    void sent(long offset, long nowNanos) {
        sent = offset;
        if (!waiting) {
            waiting = true;
            waitingSinceNanos = nowNanos;
        }
    }
}
