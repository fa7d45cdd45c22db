package dev.cairn.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.node.config.SettingTable;
import dev.cairn.node.config.Settings;

import org.junit.jupiter.api.Test;

import java.util.Map;

class RecordBoundsTest {
    private static final long MIB = 1 << 20;

    private final Settings settings = new Settings();

    @Test
    void noRecordIsLargerThanTheHeapCanBear() {
        RecordBounds.set(settings, 256 * MIB);
        assertThat(settings.get(SettingTable.PROTO_MAX_BULK_LEN)).isEqualTo(16 * MIB);
        assertThat(settings.get(SettingTable.CLIENT_QUERY_BUFFER_LIMIT)).isEqualTo(32 * MIB);
    }

    @Test
    void configSetIsCutToo() {
        RecordBounds.set(settings, 256 * MIB);
        settings.change(Map.of("proto-max-bulk-len", "4mb"));
        assertThat(settings.get(SettingTable.PROTO_MAX_BULK_LEN)).isEqualTo(4 * MIB);
        settings.change(Map.of("proto-max-bulk-len", "100mb"));
        assertThat(settings.get(SettingTable.PROTO_MAX_BULK_LEN)).isEqualTo(16 * MIB);
    }

    @Test
    void aLargeHeapBearsWhatTheSettingsAllow() {
        RecordBounds.set(settings, 16 * 1024 * MIB);
        assertThat(settings.get(SettingTable.PROTO_MAX_BULK_LEN)).isEqualTo(512 * MIB);
    }
}
