package dev.cairn.node;

import dev.cairn.node.config.SettingTable;
import dev.cairn.node.config.Settings;
import dev.cairn.protocol.topology.NodeAddress;

import java.io.IOException;
import java.net.InetAddress;

/** What a node tells others of where it is. */
final class Addresses {

    private static final int RPC_PORT_OFFSET = 10_000;
    private static final int MOST_PORT = 65_535;

    private Addresses() {}

    /** The address to announce, with the port that clients connect to. */
    static NodeAddress of(Settings settings, int port) throws IOException {
        long announced = settings.get(SettingTable.CLUSTER_ANNOUNCE_PORT);
        long rpc = settings.get(SettingTable.CLUSTER_ANNOUNCE_BUS_PORT);
        return new NodeAddress(
                host(settings),
                announced > 0 ? (int) announced : port,
                rpc > 0 ? (int) rpc : rpcPort(settings, port),
                settings.get(SettingTable.HTTP_PORT).intValue());
    }

    /** The port to listen on for peers. */
    static int rpcPort(Settings settings, int port) throws IOException {
        long chosen = settings.get(SettingTable.RPC_PORT);
        long rpc = chosen > 0 ? chosen : port + (long) RPC_PORT_OFFSET;
        if (rpc > MOST_PORT) {
            throw new IOException("port + 10000 is no port; choose one by --rpc-port");
        }
        return (int) rpc;
    }

    private static String host(Settings settings) throws IOException {
        for (var setting :
                new String[] {
                    settings.get(SettingTable.CLUSTER_ANNOUNCE_HOSTNAME),
                    settings.get(SettingTable.CLUSTER_ANNOUNCE_IP)
                }) {
            if (!setting.isBlank()) {
                return setting;
            }
        }
        for (var each : BindAddresses.of(settings)) {
            if (!each.getAddress().isAnyLocalAddress()) {
                return each.getAddress().getHostAddress();
            }
        }
        return InetAddress.getLocalHost().getHostAddress();
    }
}
