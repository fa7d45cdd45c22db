package dev.cairn.node.command.string;

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
import static dev.cairn.node.command.KeyFlag.OW;
import static dev.cairn.node.command.KeyFlag.RO;
import static dev.cairn.node.command.KeyFlag.RW;
import static dev.cairn.node.command.KeyFlag.UPDATE;
import static dev.cairn.node.command.KeyFlag.VARIABLE_FLAGS;
import static dev.cairn.node.command.KeySpec.key;
import static dev.cairn.node.command.KeySpec.keysEvery;
import static dev.cairn.node.command.KeySpec.keysFrom;
import static dev.cairn.node.store.Type.STRING;

import dev.cairn.node.command.Args;
import dev.cairn.node.command.Deadline;
import dev.cairn.node.command.Family;
import dev.cairn.node.command.Group;
import dev.cairn.node.command.Reply;
import dev.cairn.node.memory.Slice;
import dev.cairn.node.shard.Effect;
import dev.cairn.node.shard.Keyspace;
import dev.cairn.node.store.Entry;
import dev.cairn.protocol.resp.Refusal;

import org.jspecify.annotations.Nullable;

/** Commands that get and set whole strings: the table first, then the handlers in its order. */
public final class StringCommands {

    static final Effect SET = Effect.of("SET");
    private static final Effect DEL = Effect.of("DEL");
    private static final Effect PEXPIREAT = Effect.of("PEXPIREAT");
    private static final Effect PERSIST = Effect.of("PERSIST");
    private static final Slice PXAT = Slice.copyOf("PXAT");
    private static final Slice KEEPTTL = Slice.copyOf("KEEPTTL");

    private static final String PER_KEY = "O(N) for N keys.";

    public static final Family FAMILY =
            family(Group.STRING)
                    .shard("SET", StringCommands::set)
                    .arity(atLeast(3))
                    .flags(WRITE, DENYOOM)
                    .keys(
                            key(1, RW, ACCESS, UPDATE, VARIABLE_FLAGS)
                                    .notes("RW and ACCESS due to the optional `GET` argument"))
                    .syntax(
                            "key value condition(NX | XX)? GET? expiration(EX seconds:int"
                                    + " | PX milliseconds:int | EXAT unix-time-seconds:time"
                                    + " | PXAT unix-time-milliseconds:time | KEEPTTL)?")
                    .doc("1.0.0", "O(1)", "Sets a key to a string, whatever it held before.")
                    .shard("GET", StringCommands::get)
                    .arity(exactly(2))
                    .flags(READONLY, FAST)
                    .keys(key(1, RO, ACCESS))
                    .syntax("key")
                    .doc("1.0.0", "O(1)", "The string of a key.")
                    .shard("MGET", StringCommands::mget)
                    .arity(atLeast(2))
                    .flags(READONLY, FAST)
                    .keys(keysFrom(1, RO, ACCESS))
                    .tips("request_policy:multi_shard")
                    .syntax("key+")
                    .doc("1.0.0", PER_KEY, "The strings of several keys.")
                    .shard("MSET", StringCommands::mset)
                    .arity(atLeast(3))
                    .flags(WRITE, DENYOOM)
                    .keys(keysEvery(2, 1, OW, UPDATE))
                    .tips("request_policy:multi_shard", "response_policy:all_succeeded")
                    .syntax("key_value(key value)+")
                    .doc("1.0.1", PER_KEY, "Sets several keys at once.")
                    .shard("MSETNX", StringCommands::msetnx)
                    .arity(atLeast(3))
                    .flags(WRITE, DENYOOM)
                    .keys(keysEvery(2, 1, OW, INSERT))
                    .tips("request_policy:multi_shard", "response_policy:agg_min")
                    .syntax("key_value(key value)+")
                    .doc("1.0.1", PER_KEY, "Sets several keys at once if none of them exists.")
                    .shard("SETNX", StringCommands::setnx)
                    .arity(exactly(3))
                    .flags(WRITE, DENYOOM, FAST)
                    .keys(key(1, OW, INSERT))
                    .syntax("key value")
                    .doc("1.0.0", "O(1)", "Sets a key if it does not exist.")
                    .shard("SETEX", (ks, in, out) -> setex(Deadline.SECONDS, ks, in, out))
                    .arity(exactly(4))
                    .flags(WRITE, DENYOOM)
                    .keys(key(1, OW, UPDATE))
                    .syntax("key seconds:int value")
                    .doc("2.0.0", "O(1)", "Sets a key and when it expires, in seconds.")
                    .shard("PSETEX", (ks, in, out) -> setex(Deadline.MILLIS, ks, in, out))
                    .arity(exactly(4))
                    .flags(WRITE, DENYOOM)
                    .keys(key(1, OW, UPDATE))
                    .syntax("key milliseconds:int value")
                    .doc("2.6.0", "O(1)", "Sets a key and when it expires, in milliseconds.")
                    .shard("GETSET", StringCommands::getset)
                    .arity(exactly(3))
                    .flags(WRITE, DENYOOM, FAST)
                    .keys(key(1, RW, ACCESS, UPDATE))
                    .syntax("key value")
                    .doc("1.0.0", "O(1)", "Sets a key and returns what it held before.")
                    .deprecated("6.2.0", "`SET` with the `!GET` argument")
                    .shard("GETDEL", StringCommands::getdel)
                    .arity(exactly(2))
                    .flags(WRITE, FAST)
                    .keys(key(1, RW, ACCESS, DELETE))
                    .syntax("key")
                    .doc("6.2.0", "O(1)", "Returns the string of a key and removes it.")
                    .shard("GETEX", StringCommands::getex)
                    .arity(atLeast(2))
                    .flags(WRITE, FAST)
                    .keys(
                            key(1, RW, ACCESS, UPDATE)
                                    .notes("RW and UPDATE because it changes the TTL"))
                    .syntax(
                            "key expiration(EX seconds:int | PX milliseconds:int"
                                    + " | EXAT unix-time-seconds:time"
                                    + " | PXAT unix-time-milliseconds:time | PERSIST)?")
                    .doc("6.2.0", "O(1)", "Returns the string of a key and changes its expiry.")
                    .build();

    private StringCommands() {}

    static void set(Keyspace ks, Args in, Reply out) {
        Slice key = in.next();
        Slice value = in.next();
        SetOptions options = SetOptions.parse(in, ks.nowMillis());
        if (options.get) {
            reply(out, ks.find(key, STRING));
        }
        boolean found = options.isConditional() && ks.find(key) != null;
        if (found ? options.onlyIfAbsent : options.onlyIfPresent) {
            if (!options.get) {
                out.nil();
            }
            return;
        }
        put(ks, in, key, value, options);
        if (!options.get) {
            out.ok();
        }
    }

    private static void put(Keyspace ks, Args in, Slice key, Slice value, SetOptions options) {
        if (options.keepTtl) {
            ks.putStringKeepingTtl(key, value);
            ks.changed(key, SET, value, KEEPTTL);
        } else if (options.expireAtMillis == Entry.NO_EXPIRY) {
            ks.putString(key, value, Entry.NO_EXPIRY);
            ks.changed(key, SET, value);
        } else {
            putUntil(ks, in, key, value, options.expireAtMillis);
        }
    }

    private static void putUntil(Keyspace ks, Args in, Slice key, Slice value, long millis) {
        ks.putString(key, value, millis);
        ks.changed(key, SET, value, PXAT, in.digits(millis));
    }

    static void get(Keyspace ks, Args in, Reply out) {
        reply(out, ks.find(in.next(), STRING));
    }

    static void mget(Keyspace ks, Args in, Reply out) {
        out.array(in.remaining());
        while (in.hasNext()) {
            Entry entry = ks.find(in.next());
            reply(out, entry == null || entry.type() != STRING ? null : entry);
        }
    }

    static void mset(Keyspace ks, Args in, Reply out) {
        checkPairs(in);
        putPairs(ks, in);
        out.ok();
    }

    static void msetnx(Keyspace ks, Args in, Reply out) {
        checkPairs(in);
        for (int i = 1; i < in.count(); i += 2) {
            if (ks.find(in.at(i)) != null) {
                out.integer(0);
                return;
            }
        }
        putPairs(ks, in);
        out.integer(1);
    }

    private static void checkPairs(Args in) {
        if (in.remaining() % 2 != 0) {
            throw Refusal.WRONG_ARITY.with(in.command().fullName());
        }
    }

    private static void putPairs(Keyspace ks, Args in) {
        while (in.hasNext()) {
            Slice key = in.next();
            Slice value = in.next();
            ks.putString(key, value, Entry.NO_EXPIRY);
            ks.changed(key, SET, value);
        }
    }

    static void setnx(Keyspace ks, Args in, Reply out) {
        Slice key = in.next();
        Slice value = in.next();
        boolean absent = ks.find(key) == null;
        if (absent) {
            ks.putString(key, value, Entry.NO_EXPIRY);
            ks.changed(key, SET, value);
        }
        out.oneIf(absent);
    }

    private static void setex(Deadline unit, Keyspace ks, Args in, Reply out) {
        Slice key = in.next();
        long time = in.nextLong();
        long millis = unit.positiveAt(time, ks.nowMillis(), in.command().fullName());
        putUntil(ks, in, key, in.next(), millis);
        out.ok();
    }

    static void getset(Keyspace ks, Args in, Reply out) {
        Slice key = in.next();
        Slice value = in.next();
        reply(out, ks.find(key, STRING));
        ks.putString(key, value, Entry.NO_EXPIRY);
        ks.changed(key, SET, value);
    }

    static void getdel(Keyspace ks, Args in, Reply out) {
        Slice key = in.next();
        Entry entry = ks.find(key, STRING);
        reply(out, entry);
        if (entry != null) {
            ks.remove(entry);
            ks.changed(key, DEL);
        }
    }

    static void getex(Keyspace ks, Args in, Reply out) {
        Slice key = in.next();
        SetOptions options = SetOptions.parseGetex(in);
        Entry entry = ks.find(key, STRING);
        reply(out, entry);
        if (entry == null) {
            return;
        }
        options.resolve(in, ks.nowMillis());
        if (options.expireAtMillis != Entry.NO_EXPIRY) {
            expire(ks, in, key, entry, options.expireAtMillis);
        } else if (options.persist && entry.expireAtMillis() != Entry.NO_EXPIRY) {
            ks.persist(key);
            ks.changed(key, PERSIST);
        }
    }

    private static void expire(Keyspace ks, Args in, Slice key, Entry entry, long millis) {
        if (millis <= ks.nowMillis()) {
            ks.remove(entry);
            ks.changed(key, DEL);
        } else {
            ks.setExpire(key, millis);
            ks.changed(key, PEXPIREAT, in.digits(millis));
        }
    }

    private static void reply(Reply out, @Nullable Entry entry) {
        if (entry == null) {
            out.nil();
        } else {
            out.bulk(entry.value());
        }
    }
}
