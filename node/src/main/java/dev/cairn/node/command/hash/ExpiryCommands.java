package dev.cairn.node.command.hash;

import static dev.cairn.node.command.Arity.atLeast;
import static dev.cairn.node.command.Family.family;
import static dev.cairn.node.command.Flag.DENYOOM;
import static dev.cairn.node.command.Flag.FAST;
import static dev.cairn.node.command.Flag.READONLY;
import static dev.cairn.node.command.Flag.WRITE;
import static dev.cairn.node.command.KeyFlag.ACCESS;
import static dev.cairn.node.command.KeyFlag.RO;
import static dev.cairn.node.command.KeyFlag.RW;
import static dev.cairn.node.command.KeyFlag.UPDATE;
import static dev.cairn.node.command.KeySpec.key;

import dev.cairn.node.command.Args;
import dev.cairn.node.command.Deadline;
import dev.cairn.node.command.ExpireCondition;
import dev.cairn.node.command.Family;
import dev.cairn.node.command.Group;
import dev.cairn.node.command.Reply;
import dev.cairn.node.memory.Slice;
import dev.cairn.node.shard.Effect;
import dev.cairn.node.shard.Keyspace;
import dev.cairn.node.store.Entry;
import dev.cairn.node.text.Numerals;
import dev.cairn.protocol.resp.Refusal;

import java.util.function.LongBinaryOperator;

/** Commands about the expiry of single fields of hashes, as Redis has them since 7.4. */
public final class ExpiryCommands {

    private static final Effect HPEXPIREAT = Effect.of("HPEXPIREAT");
    private static final Effect HPERSIST = Effect.of("HPERSIST");
    private static final Slice FIELDS = Slice.copyOf("FIELDS");
    private static final Slice ONE = Slice.copyOf("1");

    /** Redis keeps the times of fields in 46 bits. */
    private static final long LATEST_MILLIS = (1L << 46) - 1;

    private static final int NO_FIELD = -2;
    private static final int NO_EXPIRY = -1;
    private static final int NOT_MET = 0;
    private static final int DONE = 1;
    private static final int REMOVED = 2;

    private static final String SINCE = "7.4.0";
    private static final String NAMES = "FIELDS fields(numfields:int field+)";
    private static final String CONDITIONS = "condition(NX | XX | GT | LT)? " + NAMES;
    private static final String PER_FIELD = "O(N) for N fields.";

    public static final Family FAMILY =
            family(Group.HASH)
                    .shard("HEXPIRE", (ks, in, out) -> expire(Deadline.SECONDS, ks, in, out))
                    .arity(atLeast(6))
                    .flags(WRITE, DENYOOM, FAST)
                    .keys(key(1, RW, UPDATE))
                    .syntax("key seconds:int " + CONDITIONS)
                    .doc(SINCE, PER_FIELD, "Lets fields of a hash expire after seconds.")
                    .shard("HPEXPIRE", (ks, in, out) -> expire(Deadline.MILLIS, ks, in, out))
                    .arity(atLeast(6))
                    .flags(WRITE, DENYOOM, FAST)
                    .keys(key(1, RW, UPDATE))
                    .syntax("key milliseconds:int " + CONDITIONS)
                    .doc(SINCE, PER_FIELD, "Lets fields of a hash expire after milliseconds.")
                    .shard("HEXPIREAT", (ks, in, out) -> expire(Deadline.UNIX_SECONDS, ks, in, out))
                    .arity(atLeast(6))
                    .flags(WRITE, DENYOOM, FAST)
                    .keys(key(1, RW, UPDATE))
                    .syntax("key unix-time-seconds:time " + CONDITIONS)
                    .doc(SINCE, PER_FIELD, "Lets fields of a hash expire at a second.")
                    .shard("HPEXPIREAT", (ks, in, out) -> expire(Deadline.UNIX_MILLIS, ks, in, out))
                    .arity(atLeast(6))
                    .flags(WRITE, DENYOOM, FAST)
                    .keys(key(1, RW, UPDATE))
                    .syntax("key unix-time-milliseconds:time " + CONDITIONS)
                    .doc(SINCE, PER_FIELD, "Lets fields of a hash expire at a millisecond.")
                    .shard(
                            "HTTL",
                            (ks, in, out) ->
                                    tell((at, now) -> (at - now + 999) / 1_000, ks, in, out))
                    .arity(atLeast(5))
                    .flags(READONLY, FAST)
                    .keys(key(1, RO, ACCESS))
                    .tips("nondeterministic_output")
                    .syntax("key " + NAMES)
                    .doc(SINCE, PER_FIELD, "How many seconds fields of a hash have left.")
                    .shard("HPTTL", (ks, in, out) -> tell((at, now) -> at - now, ks, in, out))
                    .arity(atLeast(5))
                    .flags(READONLY, FAST)
                    .keys(key(1, RO, ACCESS))
                    .tips("nondeterministic_output")
                    .syntax("key " + NAMES)
                    .doc(SINCE, PER_FIELD, "How many milliseconds fields of a hash have left.")
                    .shard(
                            "HEXPIRETIME",
                            (ks, in, out) -> tell((at, now) -> (at + 999) / 1_000, ks, in, out))
                    .arity(atLeast(5))
                    .flags(READONLY, FAST)
                    .keys(key(1, RO, ACCESS))
                    .syntax("key " + NAMES)
                    .doc(SINCE, PER_FIELD, "The second at which fields of a hash expire.")
                    .shard("HPEXPIRETIME", (ks, in, out) -> tell((at, now) -> at, ks, in, out))
                    .arity(atLeast(5))
                    .flags(READONLY, FAST)
                    .keys(key(1, RO, ACCESS))
                    .syntax("key " + NAMES)
                    .doc(SINCE, PER_FIELD, "The millisecond at which fields of a hash expire.")
                    .shard("HPERSIST", ExpiryCommands::hpersist)
                    .arity(atLeast(5))
                    .flags(WRITE, FAST)
                    .keys(key(1, RW, UPDATE))
                    .syntax("key " + NAMES)
                    .doc(SINCE, PER_FIELD, "Lets fields of a hash stay for good.")
                    .build();

    private ExpiryCommands() {}

    private static void expire(Deadline unit, Keyspace ks, Args in, Reply out) {
        Slice key = in.next();
        long time = in.nextLong();
        if (time < 0) {
            throw Refusal.FIELDS_EXPIRE_NEGATIVE.refused();
        }
        long at = unit.at(time, ks.nowMillis(), in.command().fullName());
        if (at > LATEST_MILLIS) {
            throw Refusal.INVALID_EXPIRE.with(in.command().fullName());
        }
        ExpireCondition condition = ExpireCondition.next(in);
        names(in);
        Fields.find(ks, key); // another type is refused before anything is written
        out.array(in.remaining());
        while (in.hasNext()) {
            Slice field = in.next();
            out.integer(expire(ks, in, key, field, new Wish(at, condition)));
        }
    }

    /** When a field shall end, and on what condition. */
    private record Wish(long atMillis, ExpireCondition condition) {}

    private static int expire(Keyspace ks, Args in, Slice key, Slice field, Wish wish) {
        Fields fields = Fields.find(ks, key); // anew: the last field may have gone, and the hash
        Slice value = fields == null ? null : fields.get(field);
        if (fields == null || value == null) {
            return NO_FIELD;
        }
        if (!wish.condition.allows(fields.expireAt(field), wish.atMillis)) {
            return NOT_MET;
        }
        if (wish.atMillis <= ks.nowMillis() && !ks.isApplying()) {
            fields.remove(ks, field);
            ks.changed(key, Fields.HDEL, field);
            return REMOVED;
        }
        fields.hash().put(field, in.text(value.toBytes()), wish.atMillis);
        changed(ks, in, key, wish.atMillis, field);
        return DONE;
    }

    /** Says that a field now ends at {@code millis}. */
    static void changed(Keyspace ks, Args in, Slice key, long millis, Slice field) {
        ks.changed(key, HPEXPIREAT, in.digits(millis), FIELDS, ONE, field);
    }

    private static void tell(LongBinaryOperator shown, Keyspace ks, Args in, Reply out) {
        Slice key = in.next();
        names(in);
        Fields fields = Fields.find(ks, key);
        out.array(in.remaining());
        while (in.hasNext()) {
            Slice field = in.next();
            if (fields == null || !fields.contains(field)) {
                out.integer(NO_FIELD);
            } else {
                long at = fields.expireAt(field);
                out.integer(
                        at == Entry.NO_EXPIRY ? NO_EXPIRY : shown.applyAsLong(at, ks.nowMillis()));
            }
        }
    }

    static void hpersist(Keyspace ks, Args in, Reply out) {
        Slice key = in.next();
        names(in);
        Fields fields = Fields.find(ks, key);
        out.array(in.remaining());
        while (in.hasNext()) {
            Slice field = in.next();
            Slice value = fields == null ? null : fields.get(field);
            if (fields == null || value == null) {
                out.integer(NO_FIELD);
            } else if (fields.expireAt(field) == Entry.NO_EXPIRY) {
                out.integer(NO_EXPIRY);
            } else {
                fields.hash().put(field, Slice.copyOf(value.toBytes()), Entry.NO_EXPIRY);
                ks.changed(key, HPERSIST, FIELDS, ONE, field);
                out.integer(DONE);
            }
        }
    }

    /** Reads {@code FIELDS numfields}, so that only the fields are left. */
    private static void names(Args in) {
        if (!in.nextIs("FIELDS")) {
            throw Refusal.FIELDS_MISSING.refused();
        }
        long count = in.hasNext() ? count(in.next()) : 0;
        if (count < 1) {
            throw Refusal.FIELDS_COUNT_ABOVE_ZERO.refused();
        }
        if (count != in.remaining()) {
            throw Refusal.FIELDS_COUNT_MISMATCH.refused();
        }
    }

    private static long count(Slice text) {
        return Numerals.parseLong(text, Refusal.FIELDS_COUNT_ABOVE_ZERO);
    }
}
