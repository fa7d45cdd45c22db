package dev.cairn.node.rpc;

import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;

/**
 * How the RPC port is set up.
 *
 * @param bind where to listen; port 0 for any free one
 * @param timeoutScale percent by which all times are stretched
 * @param tls null for plain text
 */
public record RpcSettings(InetSocketAddress bind, long timeoutScale, @Nullable RpcTls tls) {
    /** Plain text with the usual times. */
    public static RpcSettings plain(InetSocketAddress bind) {
        return new RpcSettings(bind, 100, null);
    }
}
