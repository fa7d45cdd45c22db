package dev.cairn.node.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.node.config.Settings;

import org.junit.jupiter.api.Test;

class ServerLimitsTest {
    private static final long MIB = 1 << 20;

    @Test
    void outsideAGridTheSettingsAlone() {
        var limits = Server.limits(new Settings(), Long.MAX_VALUE);
        assertThat(limits.bulkBytes()).isEqualTo(512 * MIB);
        assertThat(limits.requestBytes()).isEqualTo(1024 * MIB);
    }

    @Test
    void noRecordIsLargerThanTheHeapCanBear() {
        var limits = Server.limits(new Settings(), 256 * MIB);
        assertThat(limits.bulkBytes()).isEqualTo(16 * MIB);
        assertThat(limits.requestBytes()).isEqualTo(32 * MIB);
    }

    @Test
    void aLargeHeapBearsWhatTheSettingsAllow() {
        var limits = Server.limits(new Settings(), 16 * 1024 * MIB);
        assertThat(limits.bulkBytes()).isEqualTo(512 * MIB);
        assertThat(limits.requestBytes()).isEqualTo(1024 * MIB);
    }
}
