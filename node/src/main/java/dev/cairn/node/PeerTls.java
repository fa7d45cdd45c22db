package dev.cairn.node;

import dev.cairn.node.config.Setting;
import dev.cairn.node.config.SettingTable;
import dev.cairn.node.config.Settings;
import dev.cairn.node.rpc.RpcTls;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether and how peers show each other who they are, as the settings have it. */
final class PeerTls {
    private static final Logger LOG = LoggerFactory.getLogger(PeerTls.class);

    private PeerTls() {}

    /**
     * The certificates to use; null for plain text.
     *
     * @throws IOException if a file is not named or cannot be read
     */
    static @Nullable RpcTls of(Settings settings) throws IOException {
        if (!settings.get(SettingTable.TLS_CLUSTER)) {
            boolean isOpen =
                    BindAddresses.of(settings).stream()
                            .anyMatch(address -> !address.getAddress().isLoopbackAddress());
            if (isOpen) {
                LOG.warn("Peers are trusted as they come, without TLS; see tls-cluster");
            }
            return null;
        }
        return new RpcTls(
                file(settings, SettingTable.TLS_CERT_FILE),
                file(settings, SettingTable.TLS_KEY_FILE),
                file(settings, SettingTable.TLS_CA_CERT_FILE));
    }

    private static Path file(Settings settings, Setting<String> setting) throws IOException {
        String name = settings.get(setting);
        if (name.isEmpty()) {
            throw new IOException("tls-cluster needs a " + setting.name());
        }
        Path path = Path.of(name);
        if (!Files.isReadable(path)) {
            throw new IOException("%s %s cannot be read".formatted(setting.name(), name));
        }
        return path;
    }
}
