package dev.cairn.node.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class UpkeepTest {

    @Test
    void effortIsAShareOfTheTime() {
        assertThat(Upkeep.roundNanos(10, 1)).isEqualTo(Duration.ofMillis(25).toNanos());
        assertThat(Upkeep.roundNanos(10, 10)).isEqualTo(Duration.ofMillis(43).toNanos());
        assertThat(Upkeep.roundNanos(100, 1)).isEqualTo(Duration.ofNanos(2_500_000).toNanos());
    }
}
