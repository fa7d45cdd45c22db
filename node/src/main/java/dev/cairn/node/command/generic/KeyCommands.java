package dev.cairn.node.command.generic;

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
import static dev.cairn.node.command.KeyFlag.RM;
import static dev.cairn.node.command.KeyFlag.RO;
import static dev.cairn.node.command.KeyFlag.RW;
import static dev.cairn.node.command.KeyFlag.UPDATE;
import static dev.cairn.node.command.KeySpec.key;
import static dev.cairn.node.command.KeySpec.keysFrom;

import dev.cairn.node.command.Args;
import dev.cairn.node.command.Family;
import dev.cairn.node.command.Group;
import dev.cairn.node.command.Reply;
import dev.cairn.node.config.SettingTable;
import dev.cairn.node.memory.Slice;
import dev.cairn.node.shard.Effect;
import dev.cairn.node.shard.Keyspace;
import dev.cairn.node.store.Entry;
import dev.cairn.protocol.resp.Refusal;

/** Commands that remove, move and ask for keys, whatever they hold. */
public final class KeyCommands {

    private static final Effect DEL = Effect.of("DEL");
    private static final String PER_KEY = "O(N) for N keys.";

    public static final Family FAMILY =
            family(Group.GENERIC)
                    .shard("DEL", KeyCommands::del)
                    .arity(atLeast(2))
                    .flags(WRITE)
                    .keys(keysFrom(1, RM, DELETE))
                    .tips("request_policy:multi_shard", "response_policy:agg_sum")
                    .syntax("key+")
                    .doc("1.0.0", PER_KEY, "Removes keys.")
                    .shard("UNLINK", KeyCommands::del)
                    .arity(atLeast(2))
                    .flags(WRITE, FAST)
                    .keys(keysFrom(1, RM, DELETE))
                    .tips("request_policy:multi_shard", "response_policy:agg_sum")
                    .syntax("key+")
                    .doc(
                            "4.0.0",
                            PER_KEY,
                            "Removes keys; what they held is freed in the background.")
                    .shard("EXISTS", KeyCommands::exists)
                    .arity(atLeast(2))
                    .flags(READONLY, FAST)
                    .keys(keysFrom(1, RO))
                    .tips("request_policy:multi_shard", "response_policy:agg_sum")
                    .syntax("key+")
                    .doc("1.0.0", PER_KEY, "How many of the keys exist.")
                    .shard("TOUCH", KeyCommands::touch)
                    .arity(atLeast(2))
                    .flags(READONLY, FAST)
                    .keys(keysFrom(1, RO))
                    .tips("request_policy:multi_shard", "response_policy:agg_sum")
                    .syntax("key+")
                    .doc("3.2.1", PER_KEY, "Marks keys as used now; how many of them exist.")
                    .shard("TYPE", KeyCommands::type)
                    .arity(exactly(2))
                    .flags(READONLY, FAST)
                    .keys(key(1, RO))
                    .syntax("key")
                    .doc("1.0.0", "O(1)", "The type of the value of a key.")
                    .shard("RENAME", KeyCommands::rename)
                    .arity(exactly(3))
                    .flags(WRITE)
                    .keys(key(1, RW, ACCESS, DELETE), key(2, OW, UPDATE))
                    .syntax("key newkey:key")
                    .doc("1.0.0", "O(1)", "Gives a key another name, whatever held that before.")
                    .shard("RENAMENX", KeyCommands::renamenx)
                    .arity(exactly(3))
                    .flags(WRITE, FAST)
                    .keys(key(1, RW, ACCESS, DELETE), key(2, OW, INSERT))
                    .syntax("key newkey:key")
                    .doc("1.0.0", "O(1)", "Gives a key another name if that is free.")
                    .shard("COPY", KeyCommands::copy)
                    .arity(atLeast(3))
                    .flags(WRITE, DENYOOM)
                    .keys(key(1, RO, ACCESS), key(2, OW, UPDATE))
                    .syntax("source:key destination:key DB destination-db:int? REPLACE?")
                    .doc("6.2.0", "O(N) for N elements.", "Copies a value to another key.")
                    .shard("MOVE", KeyCommands::move)
                    .arity(exactly(3))
                    .flags(WRITE, FAST)
                    .keys(key(1, RW, ACCESS, UPDATE))
                    .syntax("key db:int")
                    .doc("1.0.0", "O(1)", "Moves a key to another database.")
                    .build();

    private KeyCommands() {}

    static void del(Keyspace ks, Args in, Reply out) {
        int removed = 0;
        while (in.hasNext()) {
            Slice key = in.next();
            if (ks.remove(key)) {
                ks.changed(key, DEL);
                removed++;
            }
        }
        out.integer(removed);
    }

    static void exists(Keyspace ks, Args in, Reply out) {
        int found = 0;
        while (in.hasNext()) {
            found += ks.peek(in.next()) == null ? 0 : 1;
        }
        out.integer(found);
    }

    static void touch(Keyspace ks, Args in, Reply out) {
        int found = 0;
        while (in.hasNext()) {
            found += ks.find(in.next()) == null ? 0 : 1;
        }
        out.integer(found);
    }

    static void type(Keyspace ks, Args in, Reply out) {
        Entry entry = ks.peek(in.next());
        out.simple(entry == null ? "none" : entry.type().label());
    }

    static void rename(Keyspace ks, Args in, Reply out) {
        Slice source = in.next();
        Slice target = in.next();
        Entry entry = source(ks, source);
        if (!source.contentEquals(target)) {
            ks.remove(target);
            transfer(ks, entry, source, ks, target);
        }
        out.ok();
    }

    static void renamenx(Keyspace ks, Args in, Reply out) {
        Slice source = in.next();
        Slice target = in.next();
        Entry entry = source(ks, source);
        boolean free = ks.find(target) == null;
        if (free) {
            transfer(ks, entry, source, ks, target);
        }
        out.oneIf(free);
    }

    private static Entry source(Keyspace ks, Slice key) {
        Entry entry = ks.find(key);
        if (entry == null) {
            throw Refusal.NO_SUCH_KEY.refused();
        }
        return entry;
    }

    /** Moves a value to a key that is not there. */
    private static void transfer(
            Keyspace ks, Entry entry, Slice source, Keyspace into, Slice target) {
        ks.move(entry, into, target);
        ks.changed(source);
        into.changed(target);
    }

    static void copy(Keyspace ks, Args in, Reply out) {
        Slice source = in.next();
        Slice target = in.next();
        int db = ks.db();
        boolean replace = false;
        while (in.hasNext()) {
            if (in.nextIs("REPLACE")) {
                replace = true;
            } else if (in.nextIs("DB", 1)) {
                db = database(in);
            } else {
                throw Refusal.SYNTAX.refused();
            }
        }
        if (isInGrid(ks) && (db != 0 || ks.db() != 0)) {
            throw Refusal.COPY_DB_IN_CLUSTER.refused();
        }
        if (db == ks.db() && source.contentEquals(target)) {
            throw Refusal.SAME_OBJECT.refused();
        }
        Keyspace into = ks.in(db);
        Entry entry = ks.find(source);
        boolean possible = entry != null && (into.find(target) == null || replace);
        if (entry != null && possible) {
            into.remove(target);
            ks.copy(entry, into, target);
            into.changed(target);
        }
        out.oneIf(possible);
    }

    static void move(Keyspace ks, Args in, Reply out) {
        if (isInGrid(ks)) {
            throw Refusal.MOVE_IN_CLUSTER.refused();
        }
        Slice key = in.next();
        int db = database(in);
        if (db == ks.db()) {
            throw Refusal.SAME_OBJECT.refused();
        }
        Keyspace into = ks.in(db);
        Entry entry = ks.find(key);
        boolean possible = entry != null && into.find(key) == null;
        if (entry != null && possible) {
            transfer(ks, entry, key, into, key);
        }
        out.oneIf(possible);
    }

    /** A grid has one database, whose records say nothing of others. */
    private static boolean isInGrid(Keyspace ks) {
        return ks.settings().get(SettingTable.CLUSTER_ENABLED);
    }

    private static int database(Args in) {
        int number = in.nextInt();
        if (number < 0 || number >= Keyspace.DATABASES) {
            throw Refusal.DB_OUT_OF_RANGE.refused();
        }
        return number;
    }
}
