package dev.cairn.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class ConfigTest {

    private final Settings settings = new Settings();

    @TempDir private Path directory;

    @Test
    void everyInitialValueIsAValueOfItsSetting() throws Exception {
        for (Setting<?> row : SettingTable.rows()) {
            settings.start(row, List.of(row.initialText()));
            assertThat((Object) settings.get(row)).as(row.name()).isEqualTo(row.initial());
        }
    }

    @Test
    void laterSourcesOverrideEarlierOnes() throws Exception {
        Path file = file("port 1000", "maxmemory 1gb", "hz 5");
        var sources =
                ConfigSources.read(
                        List.of(file.toString(), "--port", "3000"),
                        Map.of("CAIRN_PORT", "2000", "CAIRN_MAXMEMORY", "2gb"));
        assertThat(sources.settings().get(SettingTable.PORT)).isEqualTo(3000);
        assertThat(sources.settings().get(SettingTable.MAXMEMORY)).isEqualTo(2L << 30);
        assertThat(sources.settings().get(SettingTable.HZ)).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({
        "port abc, line 2,couldn't be parsed into an integer",
        "port 70000, line 2,must be between 0 and 65535 inclusive",
        "nonsense 1, line 2,there is no such setting",
        "port, line 2,wrong number of arguments",
        "port 1 2, line 2,wrong number of arguments",
        "requirepass \"abc, line 2,unbalanced quotes",
        "maxmemory -5, line 2,must be a memory value",
        "protected-mode maybe, line 2,must be 'yes' or 'no'",
        "save 900 1, line 2,wrong number of arguments",
        "appendonly yes, line 2,governed by the setting durability",
        "maxmemory-policy allkeys-lru, line 2,eviction of keys is not there yet; noeviction is",
        "zone a, line 2,there is no such setting",
    })
    void whatIsWrongStopsTheStart(String line, String place, String reason) throws Exception {
        Path file = file("# comment", line);
        assertThatThrownBy(() -> ConfigSources.read(List.of(file.toString()), Map.of()))
                .isInstanceOf(ConfigError.class)
                .hasMessageContaining(place)
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @CsvSource({"requirepass hush hush", "  RequirePass \"hush", "requirepass 'hush'x"})
    void errorsDoNotTellSecrets(String line) throws Exception {
        Path file = file(line);
        assertThatThrownBy(() -> ConfigSources.read(List.of(file.toString()), Map.of()))
                .isInstanceOf(ConfigError.class)
                .hasMessageContaining("(redacted)")
                .message()
                .doesNotContain("hush");
    }

    @Test
    void changesAreMadeAllOrNone() {
        assertThatThrownBy(() -> settings.change(Map.of("hz", "20", "timeout", "x")))
                .hasMessageContaining("possibly related to argument 'timeout'");
        assertThat(settings.get(SettingTable.HZ)).isEqualTo(10);
        settings.change(Map.of("HZ", "20"));
        assertThat(settings.get(SettingTable.HZ)).isEqualTo(20);
    }

    @Test
    void whatIsFixedAtTheStartStaysFixed() {
        assertThatThrownBy(() -> settings.change(Map.of("databases", "3")))
                .hasMessageEndingWith("can't set immutable config");
        assertThatThrownBy(() -> settings.change(Map.of("dir", "/")))
                .hasMessageEndingWith("can't set protected config");
    }

    @Test
    void watchersSeeChanges() {
        var seen = new ArrayList<Long>();
        settings.onChange(SettingTable.TIMEOUT, seen::add);
        settings.change(Map.of("timeout", "7", "hz", "9"));
        assertThat(seen).containsExactly(7L);
    }

    @Test
    void outputLimitsOfOneClassLeaveTheOthers() {
        settings.change(Map.of("client-output-buffer-limit", "pubsub 1mb 2k 3"));
        assertThat(settings.text(SettingTable.CLIENT_OUTPUT_BUFFER_LIMIT))
                .isEqualTo(
                        "normal 268435456 67108864 60 slave 268435456 67108864 60 pubsub 1048576"
                                + " 2000 3");
    }

    @Test
    void rewritingKeepsCommentsAndReadsBack() throws Exception {
        Path path = file("# mine", "", "hz 5", "requirepass \"a b\"", "hz 6");
        var file = new ConfigFile(path);
        file.load(settings);
        settings.change(Map.of("timeout", "9", "hz", "50"));
        file.rewrite(settings);
        assertThat(path)
                .hasContent(
                        """
                        # mine

                        hz 50
                        requirepass "a b"
                        # Generated by CONFIG REWRITE
                        timeout 9
                        """);
        file.rewrite(settings);
        var again = new Settings();
        file.load(again);
        assertThat(again.matching(name -> true)).isEqualTo(settings.matching(name -> true));
        assertThat(Files.readAllLines(path)).hasSize(6);
    }

    private Path file(String... lines) throws Exception {
        return Files.write(directory.resolve("cairn.conf"), List.of(lines));
    }
}
