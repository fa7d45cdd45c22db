package dev.cairn.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.node.config.SettingTable;
import dev.cairn.node.config.Settings;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Map;

class OpenFilesTest {

    @ParameterizedTest
    @CsvSource({
        "Max open files            1024                 524288               files, 896",
        "Max open files            100                  100                  files, 1",
        "Max open files            unlimited            unlimited            files,"
                + " 9223372036854775807",
        "Max processes             100                  100                  processes,"
                + " 9223372036854775807",
    })
    void someFilesAreLeftForTheNode(String line, long clients) {
        assertThat(OpenFiles.mostClients(List.of("Limit Soft Hard Units", line)))
                .isEqualTo(clients);
    }

    @Test
    void maxclientsIsWhatTheSystemBears() {
        var settings = new Settings();
        settings.change(Map.of("maxclients", "4294967295"));
        OpenFiles.cut(settings);
        assertThat(settings.get(SettingTable.MAXCLIENTS)).isLessThan(4294967295L);
    }
}
