package dev.cairn.node.metadata.grid;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;

final class ReminderTest {
    private static final long START = Long.MAX_VALUE - 5;
    private static final long EVERY = Duration.ofSeconds(10).toNanos();

    private final Reminder reminder = new Reminder(Duration.ofSeconds(10), START);

    @Test
    void itIsSilentAtFirstAndThenRemindsOnceInAWhile() {
        assertThat(reminder.isDue(START)).isFalse();
        assertThat(reminder.isDue(START + EVERY - 1)).isFalse();
        assertThat(reminder.isDue(START + EVERY)).isTrue();
        assertThat(reminder.isDue(START + EVERY)).isFalse();
        assertThat(reminder.isDue(START + 2 * EVERY - 1)).isFalse();
        assertThat(reminder.isDue(START + 2 * EVERY)).isTrue();
    }
}
