package dev.cairn.node.command.generic;

import static dev.cairn.node.command.AclCategory.DANGEROUS;
import static dev.cairn.node.command.AclCategory.KEYSPACE;
import static dev.cairn.node.command.Arity.atLeast;
import static dev.cairn.node.command.Arity.exactly;
import static dev.cairn.node.command.Family.family;
import static dev.cairn.node.command.Flag.READONLY;

import dev.cairn.node.command.Args;
import dev.cairn.node.command.Family;
import dev.cairn.node.command.Group;
import dev.cairn.node.command.Handler.Walk;
import dev.cairn.node.command.Reply;
import dev.cairn.node.command.ScanOptions;
import dev.cairn.node.memory.Slice;
import dev.cairn.node.session.Session;
import dev.cairn.node.shard.Keyspace;
import dev.cairn.node.store.Entry;
import dev.cairn.node.text.Glob;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.ThreadLocalRandom;

/** Commands that walk through the keys of all shards. */
public final class ScanCommands {

    public static final Family FAMILY =
            family(Group.GENERIC)
                    .everyShard("KEYS", (session, in) -> new KeysWalk(in))
                    .arity(exactly(2))
                    .flags(READONLY)
                    .acl(KEYSPACE, DANGEROUS)
                    .tips("request_policy:all_shards", "nondeterministic_output_order")
                    .syntax("pattern:pattern")
                    .doc("1.0.0", "O(N) for N keys in the database.", "All keys that match.")
                    .everyShard("SCAN", ScanCommands::scan)
                    .arity(atLeast(2))
                    .flags(READONLY)
                    .tips("nondeterministic_output", "request_policy:special")
                    .syntax("cursor:int MATCH pattern:pattern? COUNT count:int? TYPE type?")
                    .doc(
                            "2.8.0",
                            "O(1) for every call, O(N) for a complete iteration.",
                            "Walks through the keys of the database in steps.")
                    .everyShard("RANDOMKEY", (session, in) -> new RandomWalk())
                    .arity(exactly(1))
                    .flags(READONLY)
                    .tips("request_policy:all_shards", "nondeterministic_output")
                    .doc("1.0.0", "O(1)", "A key of the database at random.")
                    .build();

    private static final int KEYS_AT_ONCE = 1_000;

    private ScanCommands() {}

    static Walk scan(Session session, Args in) {
        long cursor = ScanOptions.cursor(in.next());
        return new ScanWalk(cursor, ScanOptions.parse(in, true));
    }

    /** KEYS: everything that matches. */
    private static final class KeysWalk implements Walk {
        private final Glob pattern;
        private final Elements found = new Elements();

        private KeysWalk(Args in) {
            pattern = Glob.of(in.next().toBytes());
        }

        @Override
        public boolean visit(Keyspace keyspace, int shard, Reply out) {
            found.begin(out);
            long cursor = 0;
            do {
                cursor = keyspace.scan(cursor, KEYS_AT_ONCE, entry -> visit(entry, out));
            } while (cursor != 0);
            return true;
        }

        private void visit(Entry entry, Reply out) {
            Slice key = entry.key();
            if (pattern.matches(key)) {
                found.add(key, out);
            }
        }

        @Override
        public void reply(Reply out) {
            found.begin(out);
            out.arrayBefore(found.mark, found.count);
        }
    }

    /** The elements of an array that are written before it is known how many they are. */
    private static final class Elements {
        private static final int NOWHERE = -1;

        private int mark = NOWHERE;
        private int count;

        private void begin(Reply out) {
            mark = mark == NOWHERE ? out.mark() : mark;
        }

        private void add(Slice element, Reply out) {
            out.bulk(element);
            count++;
        }
    }

    /**
     * SCAN: a step through one shard, or through several if they have few keys. The client's cursor
     * is the shard's own, and the shard's number in the lowest bits.
     */
    private static final class ScanWalk implements Walk {
        private static final int SHARD_BITS = 14;
        private static final long SHARD_MASK = (1L << SHARD_BITS) - 1;

        private final ScanOptions options;
        private final int firstShard;
        private final Elements found = new Elements();
        private long position;
        private long visited;
        private long next;

        private ScanWalk(long cursor, ScanOptions options) {
            this.options = options;
            this.firstShard = (int) (cursor & SHARD_MASK);
            this.position = cursor >>> SHARD_BITS;
        }

        @Override
        public int firstShard() {
            return firstShard;
        }

        @Override
        public boolean visit(Keyspace keyspace, int shard, Reply out) {
            found.begin(out);
            if (shard != firstShard && isEnough(out)) {
                next = shard;
                return false;
            }
            position = shard == firstShard ? position : 0;
            do {
                long wanted = Math.min(KEYS_AT_ONCE, options.count() - visited);
                position = keyspace.scan(position, wanted, entry -> visit(entry, out));
            } while (position != 0 && !isEnough(out));
            next = position == 0 ? 0 : position << SHARD_BITS | shard;
            return position == 0;
        }

        /** Whatever count a client names, a step ends when its reply has become long. */
        private boolean isEnough(Reply out) {
            return visited >= options.count()
                    || out.mark() - found.mark >= ScanOptions.MOST_REPLY_BYTES;
        }

        private void visit(Entry entry, Reply out) {
            visited++;
            String type = options.type();
            boolean wanted = type == null || type.equalsIgnoreCase(entry.type().label());
            Slice key = entry.key();
            if (wanted && options.pattern().matches(key)) {
                found.add(key, out);
            }
        }

        @Override
        public void reply(Reply out) {
            found.begin(out);
            out.cursorBefore(found.mark, next, found.count);
        }
    }

    /** RANDOMKEY: each shard's key replaces that of the shards before in proportion to its size. */
    private static final class RandomWalk implements Walk {
        private static final int ATTEMPTS = 20;

        private final Elements chosen = new Elements();
        private long total;

        @Override
        public boolean visit(Keyspace keyspace, int shard, Reply out) {
            chosen.begin(out);
            long size = keyspace.size();
            total += size;
            if (size > 0 && ThreadLocalRandom.current().nextLong(total) < size) {
                Slice key = unexpired(keyspace);
                if (key != null) {
                    out.rollback(chosen.mark);
                    chosen.add(key, out);
                }
            }
            return true;
        }

        private static @Nullable Slice unexpired(Keyspace keyspace) {
            for (int i = 0; i < ATTEMPTS; i++) {
                Entry entry = keyspace.random(ThreadLocalRandom.current());
                if (entry != null && !entry.isExpired(keyspace.nowMillis())) {
                    return entry.key();
                }
            }
            return null;
        }

        @Override
        public void reply(Reply out) {
            if (chosen.count == 0) {
                out.nil();
            }
        }
    }
}
