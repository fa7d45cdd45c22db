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
import dev.cairn.node.text.Glob;
import dev.cairn.protocol.resp.Refusal;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** Commands that read hashes as a whole, in steps, or at random. */
public final class WholeHashCommands {

    /** A reply with more elements is refused: it would not end. */
    private static final long MOST_RANDOM = 10_000_000;

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
        out.array(2);
        if (fields == null) {
            out.bulk("0");
            out.array(0);
            return;
        }
        ScanOptions options = ScanOptions.parse(in, false);
        Glob pattern = options.pattern();
        var found = new ArrayList<byte[]>();
        long next =
                fields.hash()
                        .scan(
                                cursor,
                                options.count(),
                                fields.alive(
                                        (field, value, expireAt) -> {
                                            if (pattern.matches(field)) {
                                                found.add(field.toBytes());
                                                found.add(value.toBytes());
                                            }
                                        }));
        out.bulk(Long.toUnsignedString(next));
        out.array(found.size());
        found.forEach(out::bulk);
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
        List<byte[][]> chosen =
                fields == null || count == 0
                        ? List.of()
                        : count < 0 ? withRepeats(fields, -count) : distinct(fields, count);
        reply(out, chosen, values);
    }

    private static void check(boolean withinRange) {
        if (!withinRange) {
            throw Refusal.OUT_OF_RANGE.refused();
        }
    }

    private static void one(Reply out, @Nullable Fields fields) {
        List<byte[][]> chosen = fields == null ? List.of() : distinct(fields, 1);
        if (chosen.isEmpty()) {
            out.nil();
        } else {
            out.bulk(chosen.get(0)[0]);
        }
    }

    private static void reply(Reply out, List<byte[][]> chosen, boolean values) {
        boolean nested = values && out.version() == 3;
        out.array(values && !nested ? 2 * chosen.size() : chosen.size());
        for (byte[][] pair : chosen) {
            if (nested) {
                out.array(2);
            }
            out.bulk(pair[0]);
            if (values) {
                out.bulk(pair[1]);
            }
        }
    }

    private static List<byte[][]> withRepeats(Fields fields, long count) {
        List<byte[][]> all = collected(fields);
        var chosen = new ArrayList<byte[][]>();
        var random = ThreadLocalRandom.current();
        while (!all.isEmpty() && chosen.size() < count) {
            chosen.add(all.get(random.nextInt(all.size())));
        }
        return chosen;
    }

    /** So few of so many are drawn one by one; otherwise all are taken and some left out. */
    private static List<byte[][]> distinct(Fields fields, long count) {
        if (fields.allAlive() && count < fields.hash().size() / 3) {
            return drawn(fields, count);
        }
        List<byte[][]> all = collected(fields);
        if (count < all.size()) {
            Collections.shuffle(all, ThreadLocalRandom.current());
            return all.subList(0, (int) count);
        }
        return all;
    }

    private static List<byte[][]> drawn(Fields fields, long count) {
        Map<ByteBuffer, byte[][]> drawn = new HashMap<>();
        while (drawn.size() < count) {
            fields.hash()
                    .random(
                            ThreadLocalRandom.current(),
                            (field, value, expireAt) -> {
                                byte[][] pair = {field.toBytes(), value.toBytes()};
                                drawn.put(ByteBuffer.wrap(pair[0]), pair);
                            });
        }
        return new ArrayList<>(drawn.values());
    }

    private static List<byte[][]> collected(Fields fields) {
        var all = new ArrayList<byte[][]>();
        fields.forEach(
                (field, value, expireAt) ->
                        all.add(new byte[][] {field.toBytes(), value.toBytes()}));
        return all;
    }
}
