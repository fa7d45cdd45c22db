package dev.cairn.node;

import dev.cairn.node.config.SettingTable;
import dev.cairn.node.config.Settings;

import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;

/** What {@code bind} means: the addresses to listen on. */
final class BindAddresses {

    private static final String OPTIONAL = "-";

    private BindAddresses() {}

    /** Where to listen for clients. */
    static List<InetSocketAddress> of(Settings settings) {
        return of(settings, settings.get(SettingTable.PORT).intValue());
    }

    /** The same addresses with another port. */
    static List<InetSocketAddress> of(Settings settings, int port) {
        var addresses = new ArrayList<InetSocketAddress>();
        for (String word : settings.get(SettingTable.BIND)) {
            if (word.equals("*")) {
                return List.of(new InetSocketAddress(port)); // every address of either family
            }
            String host = word.startsWith(OPTIONAL) ? word.substring(1) : word;
            var address = new InetSocketAddress(host, port);
            if (!word.startsWith(OPTIONAL) || isHere(address)) {
                addresses.add(address);
            }
        }
        return addresses;
    }

    private static boolean isHere(InetSocketAddress address) {
        if (address.isUnresolved()) {
            return false;
        }
        try {
            return address.getAddress().isAnyLocalAddress()
                    || NetworkInterface.getByInetAddress(address.getAddress()) != null;
        } catch (SocketException untold) {
            return false;
        }
    }
}
