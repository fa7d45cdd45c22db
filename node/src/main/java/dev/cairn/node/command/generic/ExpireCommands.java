package dev.cairn.node.command.generic;

import static dev.cairn.node.command.Arity.atLeast;
import static dev.cairn.node.command.Arity.exactly;
import static dev.cairn.node.command.Family.family;
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
import dev.cairn.protocol.resp.Refusal;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.LongBinaryOperator;

/** Commands about when keys end. */
public final class ExpireCommands {

    private static final Effect DEL = Effect.of("DEL");
    private static final Effect PEXPIREAT = Effect.of("PEXPIREAT");
    private static final String CONDITION = "condition(NX | XX | GT | LT)?";
    private static final int NO_KEY = -2;
    private static final int NO_EXPIRY = -1;

    public static final Family FAMILY =
            family(Group.GENERIC)
                    .shard("EXPIRE", (ks, in, out) -> expire(Deadline.SECONDS, ks, in, out))
                    .arity(atLeast(3))
                    .flags(WRITE, FAST)
                    .keys(key(1, RW, UPDATE))
                    .syntax("key seconds:int " + CONDITION)
                    .doc("1.0.0", "O(1)", "Lets a key expire after seconds.")
                    .shard("PEXPIRE", (ks, in, out) -> expire(Deadline.MILLIS, ks, in, out))
                    .arity(atLeast(3))
                    .flags(WRITE, FAST)
                    .keys(key(1, RW, UPDATE))
                    .syntax("key milliseconds:int " + CONDITION)
                    .doc("2.6.0", "O(1)", "Lets a key expire after milliseconds.")
                    .shard("EXPIREAT", (ks, in, out) -> expire(Deadline.UNIX_SECONDS, ks, in, out))
                    .arity(atLeast(3))
                    .flags(WRITE, FAST)
                    .keys(key(1, RW, UPDATE))
                    .syntax("key unix-time-seconds:time " + CONDITION)
                    .doc("1.2.0", "O(1)", "Lets a key expire at a second.")
                    .shard("PEXPIREAT", (ks, in, out) -> expire(Deadline.UNIX_MILLIS, ks, in, out))
                    .arity(atLeast(3))
                    .flags(WRITE, FAST)
                    .keys(key(1, RW, UPDATE))
                    .syntax("key unix-time-milliseconds:time " + CONDITION)
                    .doc("2.6.0", "O(1)", "Lets a key expire at a millisecond.")
                    .shard(
                            "TTL",
                            (ks, in, out) -> tell((at, now) -> seconds(at - now), ks, in, out))
                    .arity(exactly(2))
                    .flags(READONLY, FAST)
                    .keys(key(1, RO, ACCESS))
                    .tips("nondeterministic_output")
                    .syntax("key")
                    .doc("1.0.0", "O(1)", "How many seconds a key has left.")
                    .shard("PTTL", (ks, in, out) -> tell((at, now) -> at - now, ks, in, out))
                    .arity(exactly(2))
                    .flags(READONLY, FAST)
                    .keys(key(1, RO, ACCESS))
                    .tips("nondeterministic_output")
                    .syntax("key")
                    .doc("2.6.0", "O(1)", "How many milliseconds a key has left.")
                    .shard(
                            "EXPIRETIME",
                            (ks, in, out) -> tell((at, now) -> seconds(at), ks, in, out))
                    .arity(exactly(2))
                    .flags(READONLY, FAST)
                    .keys(key(1, RO, ACCESS))
                    .syntax("key")
                    .doc("7.0.0", "O(1)", "The second at which a key expires.")
                    .shard("PEXPIRETIME", (ks, in, out) -> tell((at, now) -> at, ks, in, out))
                    .arity(exactly(2))
                    .flags(READONLY, FAST)
                    .keys(key(1, RO, ACCESS))
                    .syntax("key")
                    .doc("7.0.0", "O(1)", "The millisecond at which a key expires.")
                    .shard("PERSIST", ExpireCommands::persist)
                    .arity(exactly(2))
                    .flags(WRITE, FAST)
                    .keys(key(1, RW, UPDATE))
                    .syntax("key")
                    .doc("2.2.0", "O(1)", "Lets a key stay for good.")
                    .build();

    private ExpireCommands() {}

    private static void expire(Deadline unit, Keyspace ks, Args in, Reply out) {
        Slice key = in.next();
        in.skip(1);
        Set<ExpireCondition> conditions = conditions(in);
        long at = unit.at(in.longAt(2), ks.nowMillis(), in.command().fullName());
        Entry entry = ks.find(key);
        if (entry == null || !allowed(conditions, entry.expireAtMillis(), at)) {
            out.integer(0);
            return;
        }
        if (at <= ks.nowMillis() && !ks.isApplying()) {
            ks.remove(entry);
            ks.changed(key, DEL);
        } else {
            ks.setExpire(key, at);
            ks.changed(key, PEXPIREAT, in.digits(at));
        }
        out.integer(1);
    }

    private static Set<ExpireCondition> conditions(Args in) {
        var conditions = EnumSet.noneOf(ExpireCondition.class);
        while (in.hasNext()) {
            ExpireCondition condition = ExpireCondition.next(in);
            if (condition == ExpireCondition.NONE) {
                throw Refusal.UNSUPPORTED_OPTION.with(in.next().toBytes());
            }
            conditions.add(condition);
        }
        if (conditions.contains(ExpireCondition.NX) && conditions.size() > 1) {
            throw Refusal.EXPIRE_NX_WITH_OTHERS.refused();
        }
        if (conditions.contains(ExpireCondition.GT) && conditions.contains(ExpireCondition.LT)) {
            throw Refusal.EXPIRE_GT_WITH_LT.refused();
        }
        return conditions;
    }

    private static boolean allowed(Set<ExpireCondition> conditions, long before, long after) {
        for (ExpireCondition condition : conditions) {
            if (!condition.allows(before, after)) {
                return false;
            }
        }
        return true;
    }

    private static void tell(LongBinaryOperator shown, Keyspace ks, Args in, Reply out) {
        Entry entry = ks.peek(in.next());
        if (entry == null) {
            out.integer(NO_KEY);
        } else if (entry.expireAtMillis() == Entry.NO_EXPIRY) {
            out.integer(NO_EXPIRY);
        } else {
            out.integer(shown.applyAsLong(entry.expireAtMillis(), ks.nowMillis()));
        }
    }

    private static long seconds(long millis) {
        return millis / 1_000 + (millis % 1_000 >= 500 ? 1 : 0);
    }

    static void persist(Keyspace ks, Args in, Reply out) {
        Slice key = in.next();
        Entry entry = ks.find(key);
        boolean expires = entry != null && entry.expireAtMillis() != Entry.NO_EXPIRY;
        if (entry != null && expires) {
            ks.persist(key);
            ks.changed(key);
        }
        out.oneIf(expires);
    }
}
