package dev.cairn.node.command.hash;

import static dev.cairn.node.command.Arity.atLeast;
import static dev.cairn.node.command.Arity.exactly;
import static dev.cairn.node.command.Family.family;
import static dev.cairn.node.command.Flag.DENYOOM;
import static dev.cairn.node.command.Flag.FAST;
import static dev.cairn.node.command.Flag.READONLY;
import static dev.cairn.node.command.Flag.WRITE;
import static dev.cairn.node.command.KeyFlag.ACCESS;
import static dev.cairn.node.command.KeyFlag.DELETE;
import static dev.cairn.node.command.KeyFlag.INSERT;
import static dev.cairn.node.command.KeyFlag.RO;
import static dev.cairn.node.command.KeyFlag.RW;
import static dev.cairn.node.command.KeyFlag.UPDATE;
import static dev.cairn.node.command.KeySpec.key;

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

import org.jspecify.annotations.Nullable;

/** Commands that get, set and count in single fields of hashes. */
public final class HashCommands {

    private static final Effect HSET = Effect.of("HSET");
    private static final String PER_FIELD = "O(N) for N fields.";

    public static final Family FAMILY =
            family(Group.HASH)
                    .shard("HSET", HashCommands::hset)
                    .arity(atLeast(4))
                    .flags(WRITE, DENYOOM, FAST)
                    .keys(key(1, RW, UPDATE))
                    .syntax("key field_value(field value)+")
                    .doc("2.0.0", PER_FIELD, "Sets fields of a hash, creating it if absent.")
                    .shard("HMSET", HashCommands::hmset)
                    .arity(atLeast(4))
                    .flags(WRITE, DENYOOM, FAST)
                    .keys(key(1, RW, UPDATE))
                    .syntax("key field_value(field value)+")
                    .doc("2.0.0", PER_FIELD, "Sets fields of a hash, creating it if absent.")
                    .deprecated("4.0.0", "`HSET` with multiple field-value pairs")
                    .shard("HSETNX", HashCommands::hsetnx)
                    .arity(exactly(4))
                    .flags(WRITE, DENYOOM, FAST)
                    .keys(key(1, RW, INSERT))
                    .syntax("key field value")
                    .doc("2.0.0", "O(1)", "Sets a field of a hash if it is not there.")
                    .shard("HGET", HashCommands::hget)
                    .arity(exactly(3))
                    .flags(READONLY, FAST)
                    .keys(key(1, RO, ACCESS))
                    .syntax("key field")
                    .doc("2.0.0", "O(1)", "The value of a field of a hash.")
                    .shard("HMGET", HashCommands::hmget)
                    .arity(atLeast(3))
                    .flags(READONLY, FAST)
                    .keys(key(1, RO, ACCESS))
                    .syntax("key field+")
                    .doc("2.0.0", PER_FIELD, "The values of several fields of a hash.")
                    .shard("HDEL", HashCommands::hdel)
                    .arity(atLeast(3))
                    .flags(WRITE, FAST)
                    .keys(key(1, RW, DELETE))
                    .syntax("key field+")
                    .doc(
                            "2.0.0",
                            PER_FIELD,
                            "Removes fields of a hash, and the hash with its last.")
                    .shard("HLEN", HashCommands::hlen)
                    .arity(exactly(2))
                    .flags(READONLY, FAST)
                    .keys(key(1, RO))
                    .syntax("key")
                    .doc("2.0.0", "O(1)", "How many fields a hash has.")
                    .shard("HEXISTS", HashCommands::hexists)
                    .arity(exactly(3))
                    .flags(READONLY, FAST)
                    .keys(key(1, RO))
                    .syntax("key field")
                    .doc("2.0.0", "O(1)", "Whether a hash has a field.")
                    .shard("HSTRLEN", HashCommands::hstrlen)
                    .arity(exactly(3))
                    .flags(READONLY, FAST)
                    .keys(key(1, RO))
                    .syntax("key field")
                    .doc("3.2.0", "O(1)", "The length of the value of a field.")
                    .shard("HINCRBY", HashCommands::hincrby)
                    .arity(exactly(4))
                    .flags(WRITE, DENYOOM, FAST)
                    .keys(key(1, RW, ACCESS, UPDATE))
                    .syntax("key field increment:int")
                    .doc("2.0.0", "O(1)", "Adds to the number in a field; none counts as 0.")
                    .shard("HINCRBYFLOAT", HashCommands::hincrbyfloat)
                    .arity(exactly(4))
                    .flags(WRITE, DENYOOM, FAST)
                    .keys(key(1, RW, ACCESS, UPDATE))
                    .syntax("key field increment:double")
                    .doc("2.6.0", "O(1)", "Adds a fraction to the number in a field.")
                    .build();

    private HashCommands() {}

    static void hset(Keyspace ks, Args in, Reply out) {
        out.integer(put(ks, in));
    }

    static void hmset(Keyspace ks, Args in, Reply out) {
        put(ks, in);
        out.ok();
    }

    private static int put(Keyspace ks, Args in) {
        Slice key = in.next();
        if (in.remaining() % 2 != 0) {
            throw Refusal.WRONG_ARITY.with(in.command().fullName());
        }
        Fields fields = Fields.findOrCreate(ks, key);
        int added = 0;
        while (in.hasNext()) {
            Slice field = in.next();
            boolean alive = fields.allAlive() || fields.contains(field);
            boolean fresh = fields.hash().put(field, in.next(), Entry.NO_EXPIRY);
            added += fresh || !alive ? 1 : 0;
        }
        ks.changed(key);
        return added;
    }

    static void hsetnx(Keyspace ks, Args in, Reply out) {
        Slice key = in.next();
        Slice field = in.next();
        Fields fields = Fields.find(ks, key);
        boolean absent = fields == null || !fields.contains(field);
        if (absent) {
            Slice value = in.next();
            Fields.findOrCreate(ks, key).hash().put(field, value, Entry.NO_EXPIRY);
            ks.changed(key, HSET, field, value);
        }
        out.oneIf(absent);
    }

    static void hget(Keyspace ks, Args in, Reply out) {
        reply(out, Fields.find(ks, in.next()), in.next());
    }

    static void hmget(Keyspace ks, Args in, Reply out) {
        Fields fields = Fields.find(ks, in.next());
        out.array(in.remaining());
        while (in.hasNext()) {
            reply(out, fields, in.next());
        }
    }

    static void hdel(Keyspace ks, Args in, Reply out) {
        Slice key = in.next();
        Fields fields = Fields.find(ks, key);
        int removed = 0;
        while (fields != null && in.hasNext()) {
            Slice field = in.next();
            boolean alive = fields.contains(field);
            if (fields.remove(ks, field)) {
                ks.changed(key, Fields.HDEL, field);
                removed += alive ? 1 : 0;
                fields = Fields.find(ks, key); // with its last field the hash has gone
            }
        }
        out.integer(removed);
    }

    static void hlen(Keyspace ks, Args in, Reply out) {
        Fields fields = Fields.find(ks, in.next());
        out.integer(fields == null ? 0 : fields.size());
    }

    static void hexists(Keyspace ks, Args in, Reply out) {
        Fields fields = Fields.find(ks, in.next());
        out.oneIf(fields != null && fields.contains(in.next()));
    }

    static void hstrlen(Keyspace ks, Args in, Reply out) {
        Fields fields = Fields.find(ks, in.next());
        Slice value = fields == null ? null : fields.get(in.next());
        out.integer(value == null ? 0 : value.length());
    }

    static void hincrby(Keyspace ks, Args in, Reply out) {
        Slice key = in.next();
        Slice field = in.next();
        long increment = in.nextLong();
        Fields fields = Fields.find(ks, key);
        Slice value = fields == null ? null : fields.get(field);
        long before = value == null ? 0 : Numerals.parseLong(value, Refusal.HASH_NOT_AN_INTEGER);
        long sum = before + increment;
        if (((before ^ sum) & (increment ^ sum)) < 0) {
            throw Refusal.INCREMENT_OVERFLOW.refused();
        }
        replace(ks, key, field, in.digits(sum));
        ks.changed(key);
        out.integer(sum);
    }

    static void hincrbyfloat(Keyspace ks, Args in, Reply out) {
        Slice key = in.next();
        Slice field = in.next();
        LongDouble increment = LongDouble.parse(in.next(), Refusal.NOT_A_FLOAT);
        if (!increment.isFinite()) {
            throw Refusal.HASH_NAN.refused();
        }
        Fields fields = Fields.find(ks, key);
        Slice value = fields == null ? null : fields.get(field);
        LongDouble before =
                LongDouble.parse(value == null ? in.digits(0) : value, Refusal.HASH_NOT_A_FLOAT);
        LongDouble sum = before.plus(increment);
        if (!sum.isFinite()) {
            throw Refusal.INCREMENT_NAN.refused();
        }
        byte[] text = sum.text();
        Slice fresh = in.text(text);
        long expireAt = replace(ks, key, field, fresh);
        ks.changed(key, HSET, field, fresh);
        if (expireAt != Entry.NO_EXPIRY) {
            ExpiryCommands.changed(ks, in, key, expireAt, field);
        }
        out.bulk(text);
    }

    /** Sets a field that keeps its expiry, which is returned. */
    private static long replace(Keyspace ks, Slice key, Slice field, Slice value) {
        Fields fields = Fields.findOrCreate(ks, key);
        fields.dropIfOver(ks, key, field);
        fields = Fields.findOrCreate(ks, key); // dropping its last field dropped the hash
        long expireAt = fields.expireAt(field);
        fields.hash().put(field, value, expireAt);
        return expireAt;
    }

    private static void reply(Reply out, @Nullable Fields fields, Slice field) {
        Slice value = fields == null ? null : fields.get(field);
        if (value == null) {
            out.nil();
        } else {
            out.bulk(value);
        }
    }
}
