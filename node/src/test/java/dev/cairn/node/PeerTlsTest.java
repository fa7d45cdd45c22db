package dev.cairn.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.node.config.ConfigError;
import dev.cairn.node.config.ConfigSources;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class PeerTlsTest {
    @TempDir Path dir;

    @Test
    void withoutTheSettingPeersSpeakPlainly() throws Exception {
        assertThat(PeerTls.of(sources().settings())).isNull();
    }

    @Test
    void everyFileMustBeNamedAndThere() throws Exception {
        String there = Files.writeString(dir.resolve("there.pem"), "x").toString();
        assertThatThrownBy(() -> PeerTls.of(sources("--tls-cluster", "yes").settings()))
                .isInstanceOf(IOException.class)
                .hasMessage("tls-cluster needs a tls-cert-file");
        assertThatThrownBy(() -> PeerTls.of(tls(there, dir + "/missing.key", there).settings()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("tls-key-file")
                .hasMessageContaining("cannot be read");
        assertThat(PeerTls.of(tls(there, there, there).settings())).isNotNull();
    }

    @Test
    void aNodeDoesNotStartWithFilesThatHoldNoCertificate() throws Exception {
        String junk = Files.writeString(dir.resolve("junk.pem"), "junk").toString();
        var sources = tls(junk, junk, junk);
        assertThatThrownBy(() -> Node.start(sources))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("do not hold a certificate");
    }

    private ConfigSources tls(String certificate, String key, String authority) throws ConfigError {
        return sources(
                "--tls-cluster",
                "yes",
                "--tls-cert-file",
                certificate,
                "--tls-key-file",
                key,
                "--tls-ca-cert-file",
                authority);
    }

    private ConfigSources sources(String... flags) throws ConfigError {
        var all = new ArrayList<>(List.of("--port", "0", "--bind", "127.0.0.1"));
        all.addAll(List.of("--dir", dir.toString(), "--cluster-enabled", "yes"));
        all.addAll(List.of(flags));
        return ConfigSources.read(all, Map.of());
    }
}
