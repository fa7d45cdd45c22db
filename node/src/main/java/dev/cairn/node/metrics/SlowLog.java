package dev.cairn.node.metrics;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The last slow commands: SLOWLOG. Any thread may call. */
public final class SlowLog {

    private static final int MOST_ARGUMENTS = 32;
    private static final int MOST_ARGUMENT_BYTES = 128;

    private final Deque<Entry> entries = new ArrayDeque<>();
    private long nextId;

    /**
     * A slow command.
     *
     * @param arguments cut as Redis cuts them
     * @param address of the client
     * @param name of the client, or empty
     */
    public record Entry(
            long id,
            long unixSeconds,
            long micros,
            List<byte[]> arguments,
            String address,
            String name) {}

    /** Notes a slow command, of which no more than {@code most} are kept. */
    public synchronized void add(Entry slow, long most) {
        entries.addFirst(
                new Entry(
                        nextId++,
                        slow.unixSeconds,
                        slow.micros,
                        cut(slow.arguments),
                        slow.address,
                        slow.name));
        while (entries.size() > most) {
            entries.removeLast();
        }
    }

    /** The entries, the latest first. */
    public synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }

    public synchronized void reset() {
        entries.clear();
    }

    private static List<byte[]> cut(List<byte[]> arguments) {
        var shown = new ArrayList<byte[]>();
        for (byte[] argument : arguments) {
            if (shown.size() == MOST_ARGUMENTS - 1 && arguments.size() > MOST_ARGUMENTS) {
                shown.add(ascii("... (" + (arguments.size() - shown.size()) + " more arguments)"));
                break;
            }
            shown.add(cut(argument));
        }
        return List.copyOf(shown);
    }

    private static byte[] cut(byte[] argument) {
        if (argument.length <= MOST_ARGUMENT_BYTES) {
            return argument;
        }
        int more = argument.length - MOST_ARGUMENT_BYTES;
        byte[] note = ascii("... (" + more + " more bytes)");
        byte[] shown = java.util.Arrays.copyOf(argument, MOST_ARGUMENT_BYTES + note.length);
        System.arraycopy(note, 0, shown, MOST_ARGUMENT_BYTES, note.length);
        return shown;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }
}
