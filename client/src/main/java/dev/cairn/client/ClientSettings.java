package dev.cairn.client;

import io.netty.handler.ssl.SslContext;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;

/**
 * How a client reaches a grid and how patient it is. Immutable; begin with {@link #of} and change
 * with the {@code with...} methods.
 *
 * @param seeds nodes to ask first; one that answers is enough
 * @param credentials who to authenticate as, if anybody
 * @param tls how to encrypt, if at all
 * @param clientName the name shown in CLIENT LIST, empty for none
 * @param timeouts how long to wait for what
 * @param bounds how much may be under way
 */
public record ClientSettings(
        List<Address> seeds,
        @Nullable Credentials credentials,
        @Nullable SslContext tls,
        String clientName,
        Timeouts timeouts,
        Bounds bounds) {

    /**
     * How long to wait for what.
     *
     * @param connect until a connection is established
     * @param reply until a request that was sent is answered
     * @param call until a call succeeds, all its repetitions included
     */
    public record Timeouts(Duration connect, Duration reply, Duration call) {

        /** Patient enough to ride out a failover. */
        public static final Timeouts STANDARD =
                new Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(15));
    }

    /**
     * How much may be under way at once.
     *
     * @param inFlight most requests sent on one connection and not yet answered
     * @param pending most calls of the whole client that are not finished; the next one waits
     * @param redirects most redirections of one call
     * @param connectionsPerNode connections to each node; the calls of one slot share one
     */
    public record Bounds(int inFlight, int pending, int redirects, int connectionsPerNode) {

        /** Enough to keep a grid busy from one process. */
        public static final Bounds STANDARD = new Bounds(1_024, 16_384, 5, 1);

        public Bounds {
            if (inFlight < 1 || pending < 1 || redirects < 0 || connectionsPerNode < 1) {
                throw new IllegalArgumentException("bounds must be positive");
            }
        }
    }

    /** A user and his password; user {@code default} when only a password is set. */
    public record Credentials(String user, String password) {
        @Override
        public String toString() {
            return "Credentials[user=" + user + "]";
        }
    }

    public ClientSettings {
        seeds = List.copyOf(seeds);
        if (seeds.isEmpty()) {
            throw new IllegalArgumentException("at least one address is needed");
        }
    }

    /** Standard settings for a grid that {@code seeds} belong to. */
    public static ClientSettings of(Address... seeds) {
        return new ClientSettings(
                List.of(seeds), null, null, "", Timeouts.STANDARD, Bounds.STANDARD);
    }

    /** The same settings, authenticating as {@code user}. */
    public ClientSettings withCredentials(String user, String password) {
        var who = new Credentials(user, password);
        return new ClientSettings(seeds, who, tls, clientName, timeouts, bounds);
    }

    /** The same settings over TLS. */
    public ClientSettings withTls(SslContext context) {
        return new ClientSettings(seeds, credentials, context, clientName, timeouts, bounds);
    }

    /** The same settings with another name. */
    public ClientSettings withClientName(String name) {
        return new ClientSettings(seeds, credentials, tls, name, timeouts, bounds);
    }

    /** The same settings with other time-outs. */
    public ClientSettings withTimeouts(Timeouts other) {
        return new ClientSettings(seeds, credentials, tls, clientName, other, bounds);
    }

    /** The same settings with other bounds. */
    public ClientSettings withBounds(Bounds other) {
        return new ClientSettings(seeds, credentials, tls, clientName, timeouts, other);
    }
}
