package dev.cairn.node.server;

import io.netty.channel.Channel;
import io.netty.util.NetUtil;

import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;

/** The two ends of a channel, as clients, logs and commands see them; from any thread. */
record Ends(Channel channel) {

    /** The client's address and port. */
    String remote() {
        return text((InetSocketAddress) channel.remoteAddress());
    }

    /** The node's address and port. */
    String local() {
        return text((InetSocketAddress) channel.localAddress());
    }

    /** Whether the client is on this machine. */
    boolean isOnThisMachine() {
        return channel.remoteAddress() instanceof InetSocketAddress remote
                && remote.getAddress().isLoopbackAddress();
    }

    private static String text(@Nullable InetSocketAddress address) {
        if (address == null) {
            return "?:0";
        }
        String host = NetUtil.toAddressString(address.getAddress());
        return host.contains(":")
                ? "[" + host + "]:" + address.getPort()
                : host + ":" + address.getPort();
    }
}
