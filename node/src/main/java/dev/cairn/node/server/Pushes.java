package dev.cairn.node.server;

import dev.cairn.node.command.Reply;
import dev.cairn.protocol.resp.RespWriter;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Queue;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a client is yet to be told to forget. Any thread adds to it; the client's own thread writes
 * it where no reply is being written.
 *
 * <p>What becomes too much is told as: forget everything. Keys of a prefix are gathered until
 * nothing else is to be sent, as Redis does; each function that adds says whether nothing waited.
 */
final class Pushes {

    /** What may wait; of a client that does not read its replies, the output is limited too. */
    private static final int MOST_BYTES = 1 << 20;

    private static final int MESSAGE_BYTES = 64;

    private final Queue<Message> messages = new ArrayDeque<>();
    private final NavigableMap<byte[], NavigableSet<byte[]>> byPrefix =
            new TreeMap<>(Arrays::compareUnsigned);
    private int messageBytes;
    private int prefixBytes;
    private volatile int bytes;

    /** One push. */
    private sealed interface Message {
        /** Forget this key. */
        record One(byte[] key) implements Message {}

        /** Forget everything. */
        record All() implements Message {}

        /** Whoever heard in the client's place is gone. */
        record Broken(long id) implements Message {}
    }

    boolean isEmpty() {
        return bytes == 0;
    }

    /** About what is held. */
    int bytes() {
        return bytes;
    }

    synchronized boolean add(byte[] key) {
        boolean first = isEmpty();
        messages.add(new Message.One(key));
        messageBytes += MESSAGE_BYTES + key.length;
        limit();
        return first;
    }

    synchronized boolean add(byte[] prefix, byte[] key) {
        boolean first = isEmpty();
        var keys =
                byPrefix.computeIfAbsent(prefix, _ -> new TreeSet<byte[]>(Arrays::compareUnsigned));
        if (keys.add(key)) {
            prefixBytes += MESSAGE_BYTES + key.length;
        }
        limit();
        return first;
    }

    synchronized boolean addAll() {
        boolean first = isEmpty();
        forgetEverything();
        return first;
    }

    synchronized boolean addBroken(long id) {
        boolean first = isEmpty();
        var message = new Message.Broken(id);
        if (!messages.contains(message)) {
            messages.add(message);
            messageBytes += MESSAGE_BYTES;
        }
        limit();
        return first;
    }

    private void limit() {
        bytes = messageBytes + prefixBytes;
        if (bytes > MOST_BYTES) {
            forgetEverything();
        }
    }

    private void forgetEverything() {
        messages.removeIf(message -> !(message instanceof Message.Broken));
        messages.add(new Message.All());
        byPrefix.clear();
        messageBytes = messages.size() * MESSAGE_BYTES;
        prefixBytes = 0;
        bytes = messageBytes;
    }

    /**
     * Writes what waits; nothing, if the client speaks a version that has no pushes.
     *
     * @param gathered also what is gathered by prefixes
     */
    synchronized void writeTo(Reply out, boolean gathered) {
        boolean understood = out.version() >= RespWriter.RESP3;
        if (understood) {
            messages.forEach(message -> write(message, out));
        }
        messages.clear();
        messageBytes = 0;
        if (gathered && understood) {
            byPrefix.values().forEach(keys -> write(keys, out));
        }
        if (gathered || !understood) {
            byPrefix.clear();
            prefixBytes = 0;
        }
        bytes = prefixBytes;
    }

    private static void write(Message message, Reply out) {
        out.push(2);
        switch (message) {
            case Message.One(byte[] key) -> {
                out.bulk("invalidate");
                out.array(1);
                out.bulk(key);
            }
            case Message.All() -> {
                out.bulk("invalidate");
                out.nil();
            }
            case Message.Broken(long id) -> {
                out.bulk("tracking-redir-broken");
                out.integer(id);
            }
        }
    }

    private static void write(NavigableSet<byte[]> keys, Reply out) {
        out.push(2);
        out.bulk("invalidate");
        out.array(keys.size());
        keys.forEach(out::bulk);
    }
}
