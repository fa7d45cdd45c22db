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
import dev.cairn.node.session.Session;
import dev.cairn.node.shard.Keyspace;
import dev.cairn.node.store.Entry;
import dev.cairn.node.text.Glob;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
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

    private ScanCommands() {}

    static Walk scan(Session session, Args in) {
        long cursor = ScanOptions.cursor(in.next());
        return new ScanWalk(cursor, ScanOptions.parse(in, true));
    }

    /** KEYS: everything that matches. */
    private static final class KeysWalk implements Walk {
        private final Glob pattern;
        private final List<byte[]> found = new ArrayList<>();

        private KeysWalk(Args in) {
            pattern = Glob.of(in.next().toBytes());
        }

        @Override
        public boolean visit(Keyspace keyspace, int shard) {
            long cursor = 0;
            do {
                cursor = keyspace.scan(cursor, 1_000, this::visit);
            } while (cursor != 0);
            return true;
        }

        private void visit(Entry entry) {
            if (pattern.matches(entry.key())) {
                found.add(entry.key().toBytes());
            }
        }

        @Override
        public void reply(Reply out) {
            out.array(found.size());
            found.forEach(out::bulk);
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
        private final List<byte[]> found = new ArrayList<>();
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
        public boolean visit(Keyspace keyspace, int shard) {
            if (shard != firstShard && visited >= options.count()) {
                next = shard;
                return false;
            }
            long from = shard == firstShard ? position : 0;
            position = keyspace.scan(from, options.count() - visited, this::visit);
            next = position == 0 ? 0 : position << SHARD_BITS | shard;
            return position == 0;
        }

        private void visit(Entry entry) {
            visited++;
            String type = options.type();
            boolean wanted = type == null || type.equalsIgnoreCase(entry.type().label());
            if (wanted && options.pattern().matches(entry.key())) {
                found.add(entry.key().toBytes());
            }
        }

        @Override
        public void reply(Reply out) {
            out.array(2);
            out.bulk(Long.toUnsignedString(next));
            out.array(found.size());
            found.forEach(out::bulk);
        }
    }

    /** RANDOMKEY: each shard's key replaces that of the shards before in proportion to its size. */
    private static final class RandomWalk implements Walk {
        private static final int ATTEMPTS = 20;

        private long total;
        private byte @Nullable [] chosen;

        @Override
        public boolean visit(Keyspace keyspace, int shard) {
            long size = keyspace.size();
            total += size;
            if (size > 0 && ThreadLocalRandom.current().nextLong(total) < size) {
                byte[] key = unexpired(keyspace);
                chosen = key == null ? chosen : key;
            }
            return true;
        }

        private static byte @Nullable [] unexpired(Keyspace keyspace) {
            for (int i = 0; i < ATTEMPTS; i++) {
                Entry entry = keyspace.random(ThreadLocalRandom.current());
                if (entry != null && !entry.isExpired(keyspace.nowMillis())) {
                    return entry.key().toBytes();
                }
            }
            return null;
        }

        @Override
        public void reply(Reply out) {
            if (chosen == null) {
                out.nil();
            } else {
                out.bulk(chosen);
            }
        }
    }
}
