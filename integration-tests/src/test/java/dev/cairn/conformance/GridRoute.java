package dev.cairn.conformance;

import dev.cairn.protocol.resp.Reply;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A client that asks one node, follows where it is sent, and asks again what was surely not
 * executed, as the thinnest of clients does.
 */
final class GridRoute implements AutoCloseable, Transcript.Responder {

    private static final int MOST_TRIES = 600;
    private static final long PAUSE_MILLIS = 50;

    private final String protocol;
    private final Map<Integer, Wire> wires = new HashMap<>();
    private int port;

    GridRoute(int port, String protocol) {
        this.port = port;
        this.protocol = protocol;
    }

    @Override
    public Wire.Answer answer(List<String> command) throws IOException {
        Wire.Answer answer = wire().call(command);
        for (int i = 0; i < MOST_TRIES && wasNotExecuted(answer); i++) {
            String raw = answer.raw();
            if (raw.startsWith("-MOVED ")) {
                port = Integer.parseInt(raw.substring(raw.lastIndexOf(':') + 1).strip());
            } else {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
            }
            answer = wire().call(command);
        }
        return answer;
    }

    private static boolean wasNotExecuted(Wire.Answer answer) {
        return answer.reply() instanceof Reply.Failure
                && answer.raw().matches("(?s)-(MOVED|CLUSTERDOWN|TRYAGAIN|NOREPLICAS) .*");
    }

    private Wire wire() throws IOException {
        Wire known = wires.get(port);
        if (known == null) {
            known = new Wire(port);
            known.call(List.of("HELLO", protocol));
            wires.put(port, known);
        }
        return known;
    }

    @Override
    public void close() throws IOException {
        for (Wire wire : wires.values()) {
            wire.close();
        }
    }
}
