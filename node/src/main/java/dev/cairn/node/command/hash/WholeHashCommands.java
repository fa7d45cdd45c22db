package dev.cairn.node.command.hash;

import static dev.cairn.node.command.Arity.atLeast;
import static dev.cairn.node.command.Arity.exactly;
import static dev.cairn.node.command.Family.family;
import static dev.cairn.node.command.Flag.READONLY;
import static dev.cairn.node.command.KeyFlag.ACCESS;
import static dev.cairn.node.command.KeyFlag.RO;
import static dev.cairn.node.command.KeySpec.key;

import dev.cairn.node.command.Args;
import dev.cairn.node.command.Family;
import dev.cairn.node.command.Group;
import dev.cairn.node.command.Reply;
import dev.cairn.node.command.ScanOptions;
import dev.cairn.node.memory.Slice;
import dev.cairn.node.shard.Keyspace;
import dev.cairn.node.store.HashValue;
import dev.cairn.node.text.Glob;
import dev.cairn.protocol.resp.Refusal;

import org.jspecify.annotations.Nullable;

/** Commands that read hashes as a whole, in steps, or at random. */
public final class WholeHashCommands {

    /** A reply with more elements is refused: it would not end. */
    private static final long MOST_RANDOM = 10_000_000;

    private static final int FIELDS_AT_ONCE = 1_000;
    private static final String WHOLE = "O(N) for a hash of N fields.";

    public static final Family FAMILY =
            family(Group.HASH)
                    .shard("HGETALL", (ks, in, out) -> all(ks, in, out, true, true))
                    .arity(exactly(2))
                    .flags(READONLY)
                    .keys(key(1, RO, ACCESS))
                    .tips("nondeterministic_output_order")
                    .syntax("key")
                    .doc("2.0.0", WHOLE, "All fields of a hash and their values.")
                    .shard("HKEYS", (ks, in, out) -> all(ks, in, out, true, false))
                    .arity(exactly(2))
                    .flags(READONLY)
                    .keys(key(1, RO, ACCESS))
                    .tips("nondeterministic_output_order")
                    .syntax("key")
                    .doc("2.0.0", WHOLE, "All fields of a hash.")
                    .shard("HVALS", (ks, in, out) -> all(ks, in, out, false, true))
                    .arity(exactly(2))
                    .flags(READONLY)
                    .keys(key(1, RO, ACCESS))
                    .tips("nondeterministic_output_order")
                    .syntax("key")
                    .doc("2.0.0", WHOLE, "All values of a hash.")
                    .shard("HSCAN", WholeHashCommands::hscan)
                    .arity(atLeast(3))
                    .flags(READONLY)
                    .keys(key(1, RO, ACCESS))
                    .tips("nondeterministic_output")
                    .syntax("key cursor:int MATCH pattern:pattern? COUNT count:int?")
                    .doc(
                            "2.8.0",
                            "O(1) for every call, O(N) for a complete iteration.",
                            "Walks through the fields of a hash in steps.")
                    .shard("HRANDFIELD", WholeHashCommands::hrandfield)
                    .arity(atLeast(2))
                    .flags(READONLY)
                    .keys(key(1, RO, ACCESS))
                    .tips("nondeterministic_output")
                    .syntax("key options(count:int WITHVALUES?)?")
                    .doc("6.2.0", "O(N) for N fields returned.", "Fields of a hash at random.")
                    .build();

    private WholeHashCommands() {}

    private static void all(Keyspace ks, Args in, Reply out, boolean names, boolean values) {
        Fields fields = Fields.find(ks, in.next());
        int size = fields == null ? 0 : Math.toIntExact(fields.size());
        if (names && values) {
            out.map(size);
        } else {
            out.array(size);
        }
        if (fields != null) {
            fields.forEach((field, value, expireAt) -> write(out, field, value, names, values));
        }
    }

    private static void write(Reply out, Slice field, Slice value, boolean names, boolean values) {
        if (names) {
            out.bulk(field);
        }
        if (values) {
            out.bulk(value);
        }
    }

    static void hscan(Keyspace ks, Args in, Reply out) {
        Slice key = in.next();
        long cursor = ScanOptions.cursor(in.next());
        Fields fields = Fields.find(ks, key);
        if (fields == null) {
            out.array(2);
            out.bulk("0");
            out.array(0);
            return;
        }
        ScanOptions options = ScanOptions.parse(in, false);
        int mark = out.mark();
        var step = new ScanStep(options.pattern(), out);
        long left = options.count();
        do {
            long wanted = Math.min(left, FIELDS_AT_ONCE);
            cursor = fields.hash().scan(cursor, wanted, fields.alive(step));
            left -= wanted;
        } while (cursor != 0 && left > 0 && out.mark() - mark < ScanOptions.MOST_REPLY_BYTES);
        out.cursorBefore(mark, cursor, step.written);
    }

    /** Writes the fields of a step that match, with their values. */
    private static final class ScanStep implements HashValue.Visitor {
        private final Glob pattern;
        private final Reply out;
        private int written;

        private ScanStep(Glob pattern, Reply out) {
            this.pattern = pattern;
            this.out = out;
        }

        @Override
        public void visit(Slice field, Slice value, long expireAtMillis) {
            if (pattern.matches(field)) {
                out.bulk(field);
                out.bulk(value);
                written += 2;
            }
        }
    }

    static void hrandfield(Keyspace ks, Args in, Reply out) {
        Slice key = in.next();
        if (!in.hasNext()) {
            one(out, Fields.find(ks, key));
            return;
        }
        long count = in.nextLong();
        if (count == Long.MIN_VALUE) {
            throw Refusal.OUT_OF_RANGE_BETWEEN.with(-Long.MAX_VALUE, Long.MAX_VALUE);
        }
        boolean values = in.nextIs("WITHVALUES");
        in.expectEnd();
        check(!values || Math.abs(count) <= Long.MAX_VALUE / 2);
        Fields fields = Fields.find(ks, key);
        check(fields == null || count >= -MOST_RANDOM);
        RandomFields.reply(fields, count, values, out);
    }

    private static void check(boolean withinRange) {
        if (!withinRange) {
            throw Refusal.OUT_OF_RANGE.refused();
        }
    }

    private static void one(Reply out, @Nullable Fields fields) {
        Slice field = fields == null ? null : RandomFields.one(fields);
        if (field == null) {
            out.nil();
        } else {
            out.bulk(field);
        }
    }
}
