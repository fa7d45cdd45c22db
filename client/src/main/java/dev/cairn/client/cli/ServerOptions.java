package dev.cairn.client.cli;

import dev.cairn.client.Address;
import dev.cairn.client.ClientSettings;

import io.netty.handler.ssl.SslContextBuilder;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.io.File;

import javax.net.ssl.SSLException;

/** The options that say which node to talk to, and as whom. */
final class ServerOptions {

    @Option(
            names = {"-h", "--host"},
            paramLabel = "HOST",
            defaultValue = "127.0.0.1",
            description = "Any node of the grid (default: ${DEFAULT-VALUE}).")
    private String host = "127.0.0.1";

    @Option(
            names = {"-p", "--port"},
            paramLabel = "PORT",
            defaultValue = "6379",
            description = "Its port (default: ${DEFAULT-VALUE}).")
    private int port = Address.DEFAULT_PORT;

    @Option(names = "--user", paramLabel = "NAME", description = "Authenticate as this user.")
    private String user = "default";

    @Option(
            names = {"-a", "--pass"},
            paramLabel = "PASSWORD",
            defaultValue = "${env:CAIRN_PASSWORD}",
            description = "Authenticate with this password; better set CAIRN_PASSWORD.")
    private @Nullable String password;

    @Option(names = "--tls", description = "Talk over TLS.")
    private boolean tls;

    @Option(
            names = "--cacert",
            paramLabel = "FILE",
            description = "Trust the servers that this CA has signed.")
    private @Nullable File authority;

    @Option(
            names = "--cert",
            paramLabel = "FILE",
            description = "Show this certificate; needs --key.")
    private @Nullable File certificate;

    @Option(names = "--key", paramLabel = "FILE", description = "The key of --cert.")
    private @Nullable File key;

    /** What the options say. */
    ClientSettings settings() {
        var settings = ClientSettings.of(new Address(host, port)).withClientName("cairn-cli");
        if (password != null && !password.isEmpty()) {
            settings = settings.withCredentials(user, password);
        }
        return tls ? encrypted(settings) : settings;
    }

    private ClientSettings encrypted(ClientSettings settings) {
        try {
            var context = SslContextBuilder.forClient();
            if (authority != null) {
                context.trustManager(authority);
            }
            if (certificate != null) {
                context.keyManager(certificate, key);
            }
            return settings.withTls(context.build());
        } catch (SSLException | IllegalArgumentException e) {
            throw new IllegalArgumentException("TLS cannot be set up: " + e.getMessage(), e);
        }
    }
}
