package dev.cairn.client;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The lines to all nodes, made when first needed and retired when a node has left the grid. */
final class Connections implements AutoCloseable {

    /** One of the lines to a node. */
    private record Line(Address address, int number) {}

    private final ClientSettings settings;
    private final Dialer dialer;
    private final Map<Line, Connection> open = new ConcurrentHashMap<>();
    private volatile boolean closed;

    Connections(ClientSettings settings, Dialer dialer) {
        this.settings = settings;
        this.dialer = dialer;
    }

    /** The line to {@code address} that the calls of {@code slot} share. */
    Connection to(Address address, int slot) {
        int number = Math.floorMod(slot, settings.bounds().connectionsPerNode());
        Connection line =
                open.computeIfAbsent(
                        new Line(address, number),
                        absent -> Connection.lasting(address, settings, dialer));
        if (closed) {
            line.close();
        }
        return line;
    }

    /** Retires the lines to nodes that are none of {@code nodes}: what is under way is finished. */
    void retain(Set<Address> nodes) {
        open.forEach(
                (line, connection) -> {
                    if (!nodes.contains(line.address()) && open.remove(line, connection)) {
                        connection.retire();
                    }
                });
    }

    @Override
    public void close() {
        closed = true;
        open.values().forEach(Connection::close);
    }
}
