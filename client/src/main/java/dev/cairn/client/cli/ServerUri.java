package dev.cairn.client.cli;

import dev.cairn.client.Address;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * A server in one word, as redis-cli takes it: {@code redis://[[user:]password@]host[:port][/db]},
 * or {@code rediss} for TLS.
 *
 * @param user who to authenticate as, or null when only a password is given
 * @param password null when nobody is named
 */
record ServerUri(
        boolean tls,
        Address address,
        @Nullable String user,
        @Nullable String password,
        int database) {

    private static final String FORM = "redis://user:password@host:port/db";

    /**
     * Reads it.
     *
     * @throws IllegalArgumentException when {@code text} is none; what it says is no secret
     */
    static ServerUri parse(String text) {
        try {
            var uri = new URI(text);
            boolean tls = "rediss".equals(uri.getScheme());
            if (!tls && !"redis".equals(uri.getScheme()) || uri.getHost() == null) {
                throw new IllegalArgumentException("-u takes " + FORM);
            }
            int port = uri.getPort() < 0 ? Address.DEFAULT_PORT : uri.getPort();
            String who = uri.getUserInfo();
            int colon = who == null ? -1 : who.indexOf(':');
            return new ServerUri(
                    tls,
                    new Address(uri.getHost(), port),
                    who == null || colon <= 0 ? null : who.substring(0, colon),
                    who == null ? null : who.substring(colon + 1),
                    database(uri.getPath()));
        } catch (URISyntaxException | NumberFormatException e) {
            // The cause would show the password.
            throw new IllegalArgumentException("-u takes " + FORM);
        }
    }

    private static int database(String path) {
        return path.length() <= 1 ? 0 : Integer.parseInt(path.substring(1));
    }
}
