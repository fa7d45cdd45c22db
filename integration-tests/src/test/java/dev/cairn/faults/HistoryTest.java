package dev.cairn.faults;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The checks of histories can fail: each is shown one history it must refuse. */
final class HistoryTest {
    @Test
    void aRegisterThatForgotAnAcknowledgedWriteIsNotExplained() {
        var history = new RegisterHistory();
        history.wrote("1", Outcome.ACKNOWLEDGED);
        history.wrote("2", Outcome.ACKNOWLEDGED);
        assertThat(history.explains("2")).isTrue();
        assertThat(history.explains("1")).isFalse();
        assertThat(history.explains(null)).isFalse();
    }

    @Test
    void anUnknownWriteMayOrMayNotHaveHappened() {
        var history = new RegisterHistory();
        history.wrote("1", Outcome.ACKNOWLEDGED);
        history.wrote("2", Outcome.UNKNOWN);
        history.wrote("3", Outcome.REFUSED);
        assertThat(history.explains("1")).isTrue();
        assertThat(history.explains("2")).isTrue();
        assertThat(history.explains("3")).isFalse();
    }

    @Test
    void aCounterThatLostAnIncrementIsContradicted() {
        var history = new CounterHistory();
        history.acknowledged(1);
        history.acknowledged(2);
        assertThat(history.contradictions(2)).isEmpty();
        assertThat(history.contradictions(1)).hasSize(1);
    }

    @Test
    void aReplyThatCountsAnIncrementTwiceIsContradicted() {
        var history = new CounterHistory();
        history.acknowledged(1);
        history.acknowledged(3);
        assertThat(history.contradictions(3)).isNotEmpty();
    }

    @Test
    void anUnknownIncrementExplainsAGapOfOne() {
        var history = new CounterHistory();
        history.acknowledged(1);
        history.unknown();
        history.acknowledged(3);
        assertThat(history.contradictions(3)).isEmpty();
        assertThat(history.contradictions(4)).hasSize(1);
    }
}
