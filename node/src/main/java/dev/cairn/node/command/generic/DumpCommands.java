package dev.cairn.node.command.generic;

import static dev.cairn.node.command.AclCategory.DANGEROUS;
import static dev.cairn.node.command.AclCategory.KEYSPACE;
import static dev.cairn.node.command.Arity.atLeast;
import static dev.cairn.node.command.Arity.exactly;
import static dev.cairn.node.command.Family.family;
import static dev.cairn.node.command.Flag.DENYOOM;
import static dev.cairn.node.command.Flag.READONLY;
import static dev.cairn.node.command.Flag.WRITE;
import static dev.cairn.node.command.KeyFlag.ACCESS;
import static dev.cairn.node.command.KeyFlag.OW;
import static dev.cairn.node.command.KeyFlag.RO;
import static dev.cairn.node.command.KeyFlag.UPDATE;
import static dev.cairn.node.command.KeySpec.key;

import dev.cairn.node.command.Args;
import dev.cairn.node.command.Family;
import dev.cairn.node.command.Group;
import dev.cairn.node.command.Reply;
import dev.cairn.node.memory.Slice;
import dev.cairn.node.rdb.Dump;
import dev.cairn.node.rdb.DumpStream;
import dev.cairn.node.rdb.Malformed;
import dev.cairn.node.shard.Effect;
import dev.cairn.node.shard.Keyspace;
import dev.cairn.node.store.Entry;
import dev.cairn.node.store.HashValue;
import dev.cairn.protocol.resp.Refusal;

/** DUMP and RESTORE: values in Redis's own serialization. */
public final class DumpCommands {

    private static final Effect RESTORE = Effect.of("RESTORE");
    private static final Effect DEL = Effect.of("DEL");
    private static final Slice REPLACE = Slice.copyOf("REPLACE");
    private static final Slice ABSTTL = Slice.copyOf("ABSTTL");
    private static final int MOST_FREQUENT = 255;

    /** The value is taken apart on the heap, and may be longer than its serialized form. */
    private static final long MOST_PAYLOAD_BYTES = Runtime.getRuntime().maxMemory() / 16;

    public static final Family FAMILY =
            family(Group.GENERIC)
                    .shard("DUMP", DumpCommands::dump)
                    .arity(exactly(2))
                    .flags(READONLY)
                    .keys(key(1, RO, ACCESS))
                    .tips("nondeterministic_output")
                    .syntax("key")
                    .doc("2.6.0", "O(N) for N bytes of value.", "A value in serialized form.")
                    .shard("RESTORE", DumpCommands::restore)
                    .arity(atLeast(4))
                    .flags(WRITE, DENYOOM)
                    .acl(KEYSPACE, DANGEROUS)
                    .keys(key(1, OW, UPDATE))
                    .syntax(
                            "key ttl:int serialized-value REPLACE? ABSTTL? IDLETIME seconds:int?"
                                    + " FREQ frequency:int?")
                    .doc("2.6.0", "O(N) for N bytes of value.", "Makes a key from what DUMP gave.")
                    .build();

    private DumpCommands() {}

    /** What RESTORE says besides key, time and value. */
    private record Options(boolean replace, boolean absolute) {
        static Options parse(Args in) {
            boolean replace = false;
            boolean absolute = false;
            boolean idle = false;
            boolean frequent = false;
            while (in.hasNext()) {
                if (in.nextIs("REPLACE")) {
                    replace = true;
                } else if (in.nextIs("ABSTTL")) {
                    absolute = true;
                } else if (!frequent && in.nextIs("IDLETIME", 1)) {
                    idle = true;
                    check(in.nextLong() >= 0, Refusal.RESTORE_IDLETIME);
                } else if (!idle && in.nextIs("FREQ", 1)) {
                    frequent = true;
                    long frequency = in.nextLong();
                    check(frequency >= 0 && frequency <= MOST_FREQUENT, Refusal.RESTORE_FREQ);
                } else {
                    throw Refusal.SYNTAX.refused();
                }
            }
            return new Options(replace, absolute);
        }
    }

    static void dump(Keyspace ks, Args in, Reply out) {
        Entry entry = ks.find(in.next());
        if (entry == null) {
            out.nil();
            return;
        }
        int mark = out.mark();
        ks.dump(
                entry,
                new DumpStream.Sink() {
                    @Override
                    public void take(byte[] bytes) {
                        out.part(bytes);
                    }

                    @Override
                    public void take(Slice bytes) {
                        out.part(bytes);
                    }
                });
        out.bulkOf(mark);
    }

    static void restore(Keyspace ks, Args in, Reply out) {
        Slice key = in.next();
        in.skip(2);
        Options options = Options.parse(in);
        if (!options.replace && ks.find(key) != null) {
            throw Refusal.BUSYKEY.refused();
        }
        long ttl = in.longAt(2);
        check(ttl >= 0, Refusal.RESTORE_TTL);
        Slice payload = in.at(3);
        check(payload.length() <= MOST_PAYLOAD_BYTES, Refusal.STRING_TOO_LONG);
        Dump.Value value = value(payload.toBytes());
        long origin = options.absolute ? 0 : ks.nowMillis();
        check(ttl <= Long.MAX_VALUE - origin, Refusal.RESTORE_TTL);
        long expireAt = ttl == 0 ? Entry.NO_EXPIRY : origin + ttl;
        boolean removed = ks.remove(key);
        boolean over = expireAt != Entry.NO_EXPIRY && expireAt <= ks.nowMillis();
        if (!over || ks.isApplying()) {
            put(ks, key, value, expireAt);
            Slice time = in.digits(Math.max(0, expireAt));
            ks.changed(key, RESTORE, time, payload, REPLACE, ABSTTL);
        } else if (removed) {
            ks.changed(key, DEL);
        }
        out.ok();
    }

    private static Dump.Value value(byte[] payload) {
        check(Dump.isIntact(payload), Refusal.RESTORE_CHECKSUM);
        try {
            return Dump.read(payload);
        } catch (Malformed malformed) {
            throw Refusal.RESTORE_FORMAT.refused();
        }
    }

    private static void put(Keyspace ks, Slice key, Dump.Value value, long expireAt) {
        switch (value) {
            case Dump.Text text -> ks.putString(key, Slice.copyOf(text.bytes()), expireAt);
            case Dump.Hash hash -> {
                HashValue into = ks.findOrCreateHash(key);
                for (Dump.Field field : hash.fields()) {
                    long at = field.expireAtMillis();
                    into.put(
                            Slice.copyOf(field.name()),
                            Slice.copyOf(field.value()),
                            at == 0 ? Entry.NO_EXPIRY : at);
                }
                if (expireAt != Entry.NO_EXPIRY) {
                    ks.setExpire(key, expireAt);
                }
            }
        }
    }

    private static void check(boolean sound, Refusal refusal) {
        if (!sound) {
            throw refusal.refused();
        }
    }
}
