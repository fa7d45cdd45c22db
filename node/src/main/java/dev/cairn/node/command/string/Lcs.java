package dev.cairn.node.command.string;

import static dev.cairn.node.store.Type.STRING;

import dev.cairn.node.command.Args;
import dev.cairn.node.command.Reply;
import dev.cairn.node.config.SettingTable;
import dev.cairn.node.memory.Slice;
import dev.cairn.node.shard.Keyspace;
import dev.cairn.node.store.Entry;
import dev.cairn.protocol.resp.Refusal;

import org.jspecify.annotations.Nullable;

/**
 * LCS: the longest common subsequence of two strings, by the table of the subsequences of all their
 * beginnings, and the ranges that it consists of, from the last to the first.
 */
final class Lcs {

    /** The table is held on the heap while the command runs. */
    private static final long MOST_TABLE_BYTES = 64L << 20;

    private final byte[] a;
    private final byte[] b;
    private final int[] table;
    private final Options options;

    /** What the command says besides its keys. */
    private static final class Options {
        private boolean length;
        private boolean ranges;
        private boolean rangeLengths;
        private long leastMatch;
    }

    private Lcs(byte[] a, byte[] b, Options options) {
        this.a = a;
        this.b = b;
        this.options = options;
        this.table = new int[(a.length + 1) * (b.length + 1)];
        for (int i = 1; i <= a.length; i++) {
            for (int j = 1; j <= b.length; j++) {
                table[at(i, j)] =
                        a[i - 1] == b[j - 1]
                                ? table[at(i - 1, j - 1)] + 1
                                : Math.max(table[at(i - 1, j)], table[at(i, j - 1)]);
            }
        }
    }

    static void run(Keyspace ks, Args in, Reply out) {
        Slice a = text(ks, in.next());
        Slice b = text(ks, in.next());
        Options options = options(in);
        long bytes = (a.length() + 1L) * (b.length() + 1L) * Integer.BYTES;
        long most = ks.settings().get(SettingTable.PROTO_MAX_BULK_LEN);
        if (bytes > Math.min(most, MOST_TABLE_BYTES)) {
            throw Refusal.LCS_MEMORY.refused();
        }
        new Lcs(a.toBytes(), b.toBytes(), options).reply(out);
    }

    private static Slice text(Keyspace ks, Slice key) {
        Entry entry = ks.find(key);
        if (entry != null && entry.type() != STRING) {
            throw Refusal.LCS_WRONG_TYPE.refused();
        }
        return entry == null ? new Slice() : entry.value();
    }

    private static Options options(Args in) {
        var options = new Options();
        while (in.hasNext()) {
            if (in.nextIs("IDX")) {
                options.ranges = true;
            } else if (in.nextIs("LEN")) {
                options.length = true;
            } else if (in.nextIs("WITHMATCHLEN")) {
                options.rangeLengths = true;
            } else if (in.nextIs("MINMATCHLEN", 1)) {
                options.leastMatch = Math.max(0, in.nextLong());
            } else {
                throw Refusal.SYNTAX.refused();
            }
        }
        if (options.ranges && options.length) {
            throw Refusal.LCS_LEN_AND_IDX.refused();
        }
        return options;
    }

    private void reply(Reply out) {
        int length = table[at(a.length, b.length)];
        if (options.ranges) {
            out.map(2);
            out.bulk("matches");
            int mark = out.mark();
            out.arrayBefore(mark, walk(new byte[length], out));
            out.bulk("len");
            out.integer(length);
        } else if (options.length) {
            out.integer(length);
        } else {
            var sequence = new byte[length];
            walk(sequence, null);
            out.bulk(sequence);
        }
    }

    private int at(int i, int j) {
        return i * (b.length + 1) + j;
    }

    /** Walks back through the table; returns how many ranges were written. */
    private int walk(byte[] sequence, @Nullable Reply out) {
        int left = sequence.length;
        int i = a.length;
        int j = b.length;
        int ranges = 0;
        Range range = null;
        while (i > 0 && j > 0) {
            boolean ends;
            if (a[i - 1] == b[j - 1]) {
                sequence[--left] = a[i - 1];
                if (range == null) {
                    range = new Range(i, j);
                }
                ends = !range.grow(i, j) || range.touchesStart();
                i--;
                j--;
            } else {
                ends = range != null;
                if (table[at(i - 1, j)] > table[at(i, j - 1)]) {
                    i--;
                } else {
                    j--;
                }
            }
            if (ends && range != null) {
                ranges += write(range, out);
                range = null;
            }
        }
        return ranges;
    }

    private int write(Range range, @Nullable Reply out) {
        if (out == null || range.length() < options.leastMatch) {
            return 0;
        }
        out.array(options.rangeLengths ? 3 : 2);
        out.array(2);
        out.integer(range.startA);
        out.integer(range.endA);
        out.array(2);
        out.integer(range.startB);
        out.integer(range.endB);
        if (options.rangeLengths) {
            out.integer(range.length());
        }
        return 1;
    }

    /** A run of bytes that both strings have, growing towards their starts. */
    private static final class Range {
        private final int endA;
        private final int endB;
        private int startA;
        private int startB;

        private Range(int i, int j) {
            startA = i;
            startB = j;
            endA = i - 1;
            endB = j - 1;
        }

        /** Takes in the bytes before {@code i} and {@code j}; whether they adjoin. */
        private boolean grow(int i, int j) {
            if (startA != i || startB != j) {
                return false;
            }
            startA--;
            startB--;
            return true;
        }

        private boolean touchesStart() {
            return startA == 0 || startB == 0;
        }

        private int length() {
            return endA - startA + 1;
        }
    }
}
