package dev.cairn.protocol.topology;

/**
 * Where a node listens now. An address is data, not identity: pods change theirs.
 *
 * @param host a DNS name or a literal address, never blank
 * @param respPort the port of clients, 1..65535
 * @param rpcPort the port of other nodes, 1..65535
 * @param httpPort the port of health and metrics, 0 when there is none
 */
public record NodeAddress(String host, int respPort, int rpcPort, int httpPort) {
    /** Longest host accepted, as in DNS. */
    public static final int MAX_HOST_LENGTH = 255;

    public NodeAddress {
        if (host.isBlank() || host.length() > MAX_HOST_LENGTH) {
            throw new IllegalArgumentException("host must have 1..255 characters");
        }
        if (!host.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException("host has characters that no address has");
        }
        Checks.inRange("respPort", respPort, 1, 65_535);
        Checks.inRange("rpcPort", rpcPort, 1, 65_535);
        Checks.inRange("httpPort", httpPort, 0, 65_535);
    }
}
