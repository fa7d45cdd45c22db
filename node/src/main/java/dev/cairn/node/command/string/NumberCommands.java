package dev.cairn.node.command.string;

import static dev.cairn.node.command.Arity.exactly;
import static dev.cairn.node.command.Family.family;
import static dev.cairn.node.command.Flag.DENYOOM;
import static dev.cairn.node.command.Flag.FAST;
import static dev.cairn.node.command.Flag.WRITE;
import static dev.cairn.node.command.KeyFlag.ACCESS;
import static dev.cairn.node.command.KeyFlag.RW;
import static dev.cairn.node.command.KeyFlag.UPDATE;
import static dev.cairn.node.command.KeySpec.key;
import static dev.cairn.node.store.Type.STRING;

import dev.cairn.node.command.Args;
import dev.cairn.node.command.Family;
import dev.cairn.node.command.Group;
import dev.cairn.node.command.Reply;
import dev.cairn.node.memory.Slice;
import dev.cairn.node.shard.Effect;
import dev.cairn.node.shard.Keyspace;
import dev.cairn.node.store.Entry;
import dev.cairn.node.text.LongDouble;
import dev.cairn.node.text.Numerals;
import dev.cairn.protocol.resp.Refusal;

/** Commands that count in strings. */
public final class NumberCommands {

    private static final Effect SET = Effect.of("SET");
    private static final Slice KEEPTTL = Slice.copyOf("KEEPTTL");

    public static final Family FAMILY =
            family(Group.STRING)
                    .shard("INCR", (ks, in, out) -> add(ks, in, out, 1))
                    .arity(exactly(2))
                    .flags(WRITE, DENYOOM, FAST)
                    .keys(key(1, RW, ACCESS, UPDATE))
                    .syntax("key")
                    .doc("1.0.0", "O(1)", "Adds one to the number in a key; none counts as 0.")
                    .shard("DECR", (ks, in, out) -> add(ks, in, out, -1))
                    .arity(exactly(2))
                    .flags(WRITE, DENYOOM, FAST)
                    .keys(key(1, RW, ACCESS, UPDATE))
                    .syntax("key")
                    .doc("1.0.0", "O(1)", "Takes one from the number in a key; none counts as 0.")
                    .shard("INCRBY", NumberCommands::incrby)
                    .arity(exactly(3))
                    .flags(WRITE, DENYOOM, FAST)
                    .keys(key(1, RW, ACCESS, UPDATE))
                    .syntax("key increment:int")
                    .doc("1.0.0", "O(1)", "Adds to the number in a key.")
                    .shard("DECRBY", NumberCommands::decrby)
                    .arity(exactly(3))
                    .flags(WRITE, DENYOOM, FAST)
                    .keys(key(1, RW, ACCESS, UPDATE))
                    .syntax("key decrement:int")
                    .doc("1.0.0", "O(1)", "Takes from the number in a key.")
                    .shard("INCRBYFLOAT", NumberCommands::incrbyfloat)
                    .arity(exactly(3))
                    .flags(WRITE, DENYOOM, FAST)
                    .keys(key(1, RW, ACCESS, UPDATE))
                    .syntax("key increment:double")
                    .doc("2.6.0", "O(1)", "Adds a fraction to the number in a key.")
                    .build();

    private NumberCommands() {}

    static void incrby(Keyspace ks, Args in, Reply out) {
        add(ks, in, out, in.longAt(2));
    }

    static void decrby(Keyspace ks, Args in, Reply out) {
        long decrement = in.longAt(2);
        if (decrement == Long.MIN_VALUE) {
            throw Refusal.DECREMENT_OVERFLOW.refused();
        }
        add(ks, in, out, -decrement);
    }

    private static void add(Keyspace ks, Args in, Reply out, long increment) {
        Slice key = in.next();
        Entry entry = ks.find(key, STRING);
        long before = entry == null ? 0 : Numerals.parseLong(entry.value());
        long sum = before + increment;
        if (((before ^ sum) & (increment ^ sum)) < 0) {
            throw Refusal.INCREMENT_OVERFLOW.refused();
        }
        ks.putStringKeepingTtl(key, in.digits(sum));
        ks.changed(key);
        out.integer(sum);
    }

    static void incrbyfloat(Keyspace ks, Args in, Reply out) {
        Slice key = in.next();
        Entry entry = ks.find(key, STRING);
        LongDouble before =
                LongDouble.parse(entry == null ? in.digits(0) : entry.value(), Refusal.NOT_A_FLOAT);
        LongDouble sum = before.plus(LongDouble.parse(in.next(), Refusal.NOT_A_FLOAT));
        if (!sum.isFinite()) {
            throw Refusal.INCREMENT_NAN.refused();
        }
        byte[] text = sum.text();
        Slice value = in.text(text);
        ks.putStringKeepingTtl(key, value);
        ks.changed(key, SET, value, KEEPTTL);
        out.bulk(text);
    }
}
