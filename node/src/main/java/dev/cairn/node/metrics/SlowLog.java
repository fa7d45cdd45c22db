package dev.cairn.node.metrics;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The last slow commands: SLOWLOG. Any thread may call. */
public final class SlowLog {

    private static final int MOST_ARGUMENTS = 32;

    /** Of a longer argument so many bytes are shown, and how many more there are. */
    public static final int MOST_ARGUMENT_BYTES = 128;

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
                        slow.arguments,
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

    /** The arguments of a slow command as they are shown: no more than it takes is copied. */
    public static final class Arguments {

        private final int count;
        private final List<byte[]> shown = new ArrayList<>();

        /**
         * @param count how many the command has
         */
        public Arguments(int count) {
            this.count = count;
        }

        /** How many are to be added, from the first on. */
        public int wanted() {
            return count > MOST_ARGUMENTS ? MOST_ARGUMENTS - 1 : count;
        }

        /**
         * Adds the next.
         *
         * @param head its bytes, of a long one the first {@link #MOST_ARGUMENT_BYTES}
         */
        public void add(byte[] head, int length) {
            if (length == head.length) {
                shown.add(head);
                return;
            }
            byte[] note = ascii("... (" + (length - head.length) + " more bytes)");
            byte[] cut = java.util.Arrays.copyOf(head, head.length + note.length);
            System.arraycopy(note, 0, cut, head.length, note.length);
            shown.add(cut);
        }

        /** What is shown. */
        public List<byte[]> shown() {
            int more = count - shown.size();
            if (more > 0) {
                shown.add(ascii("... (" + more + " more arguments)"));
            }
            return List.copyOf(shown);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }
}
