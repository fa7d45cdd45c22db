package dev.cairn.client;

/** Where a node listens. */
public record Address(String host, int port) {

    /** The port of a node when none is named. */
    public static final int DEFAULT_PORT = 6379;

    public Address {
        if (host.isBlank() || port < 1 || port > 65_535) {
            throw new IllegalArgumentException("no address: " + host + ":" + port);
        }
    }

    /** The address in {@code host}, {@code host:port} or {@code [ipv6]:port}. */
    public static Address parse(String text) {
        int colon = text.lastIndexOf(':');
        boolean bracketed = text.startsWith("[");
        boolean severalColons = text.indexOf(':') != colon;
        boolean bare = colon < 0 || text.endsWith("]") || (severalColons && !bracketed);
        String host = bare ? text : text.substring(0, colon);
        String unbracketed = bracketed ? host.substring(1, host.length() - 1) : host;
        try {
            int port = bare ? DEFAULT_PORT : Integer.parseInt(text.substring(colon + 1));
            return new Address(unbracketed, port);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("no port in address: " + text, e);
        }
    }

    @Override
    public String toString() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
