package dev.cairn.client.cli;

import dev.cairn.client.Address;
import dev.cairn.client.ClientSettings;

import io.netty.handler.ssl.SslContextBuilder;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.io.File;
import java.util.List;
import java.util.Map;

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

    @Option(
            names = "-u",
            paramLabel = "URI",
            description = "All of that in one: redis://user:password@host:port/db; rediss for TLS.")
    private @Nullable String uri;

    @Option(names = "--user", paramLabel = "NAME", description = "Authenticate as this user.")
    private String user = "default";

    @Option(
            names = {"-a", "--pass"},
            paramLabel = "PASSWORD",
            description = {
                "Authenticate with this password; better set CAIRN_PASSWORD or REDISCLI_AUTH, which"
                        + " no list of processes shows."
            })
    private @Nullable String password;

    @Option(names = "--no-auth-warning", description = "Accepted for the habit.")
    private boolean unwarned;

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

    /** What the options say; a password that they do not give is in the environment. */
    ClientSettings settings() {
        return settings(System.getenv());
    }

    /** The same with another environment. */
    ClientSettings settings(Map<String, String> environment) {
        ServerUri given = uri == null ? null : ServerUri.parse(uri);
        Address address = given == null ? new Address(host, port) : given.address();
        var settings = ClientSettings.of(address).withClientName("cairn-cli");
        String secret = given == null || given.password() == null ? password : given.password();
        for (String variable : List.of("CAIRN_PASSWORD", "REDISCLI_AUTH")) {
            secret = secret == null ? environment.get(variable) : secret;
        }
        if (secret != null && !secret.isEmpty()) {
            String who = given == null || given.user() == null ? user : given.user();
            settings = settings.withCredentials(who, secret);
        }
        return tls || (given != null && given.tls()) ? encrypted(settings) : settings;
    }

    /** The database that the URI names. */
    int database() {
        return uri == null ? 0 : ServerUri.parse(uri).database();
    }

    /** Whether no warning was wanted, of which there is none. */
    boolean isUnwarned() {
        return unwarned;
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
