package dev.cairn.node.command.string;

import static dev.cairn.node.command.Arity.atLeast;
import static dev.cairn.node.command.Arity.exactly;
import static dev.cairn.node.command.Family.family;
import static dev.cairn.node.command.Flag.DENYOOM;
import static dev.cairn.node.command.Flag.FAST;
import static dev.cairn.node.command.Flag.READONLY;
import static dev.cairn.node.command.Flag.WRITE;
import static dev.cairn.node.command.KeyFlag.ACCESS;
import static dev.cairn.node.command.KeyFlag.INSERT;
import static dev.cairn.node.command.KeyFlag.RO;
import static dev.cairn.node.command.KeyFlag.RW;
import static dev.cairn.node.command.KeyFlag.UPDATE;
import static dev.cairn.node.command.KeySpec.key;
import static dev.cairn.node.command.KeySpec.keysBetween;
import static dev.cairn.node.store.Type.STRING;

import dev.cairn.node.command.Args;
import dev.cairn.node.command.Family;
import dev.cairn.node.command.Group;
import dev.cairn.node.command.Reply;
import dev.cairn.node.config.SettingTable;
import dev.cairn.node.memory.Slice;
import dev.cairn.node.shard.Keyspace;
import dev.cairn.node.store.Database;
import dev.cairn.node.store.Entry;
import dev.cairn.protocol.resp.Refusal;

/** Commands that look into strings and change parts of them. */
public final class RangeCommands {

    public static final Family FAMILY =
            family(Group.STRING)
                    .shard("APPEND", RangeCommands::append)
                    .arity(exactly(3))
                    .flags(WRITE, DENYOOM, FAST)
                    .keys(key(1, RW, INSERT))
                    .syntax("key value")
                    .doc("2.0.0", "O(N) for N bytes appended.", "Appends to the string of a key.")
                    .shard("STRLEN", RangeCommands::strlen)
                    .arity(exactly(2))
                    .flags(READONLY, FAST)
                    .keys(key(1, RO))
                    .syntax("key")
                    .doc("2.2.0", "O(1)", "The length of the string of a key.")
                    .shard("SETRANGE", RangeCommands::setrange)
                    .arity(exactly(4))
                    .flags(WRITE, DENYOOM)
                    .keys(key(1, RW, UPDATE))
                    .syntax("key offset:int value")
                    .doc(
                            "2.2.0",
                            "O(N) for N bytes written.",
                            "Overwrites a part of a string, filling it with zeros up to there.")
                    .shard("GETRANGE", RangeCommands::getrange)
                    .arity(exactly(4))
                    .flags(READONLY)
                    .keys(key(1, RO, ACCESS))
                    .syntax("key start:int end:int")
                    .doc("2.4.0", "O(N) for N bytes returned.", "A part of the string of a key.")
                    .shard("SUBSTR", RangeCommands::getrange)
                    .arity(exactly(4))
                    .flags(READONLY)
                    .keys(key(1, RO, ACCESS))
                    .syntax("key start:int end:int")
                    .doc("1.0.0", "O(N) for N bytes returned.", "A part of the string of a key.")
                    .deprecated("2.0.0", "`GETRANGE`")
                    .shard("LCS", Lcs::run)
                    .arity(atLeast(3))
                    .flags(READONLY)
                    .keys(keysBetween(1, 2, RO, ACCESS))
                    .syntax("key1:key key2:key LEN? IDX? MINMATCHLEN len:int? WITHMATCHLEN?")
                    .doc(
                            "7.0.0",
                            "O(N*M) for strings of N and M bytes.",
                            "The longest common subsequence of two strings.")
                    .build();

    private RangeCommands() {}

    static void append(Keyspace ks, Args in, Reply out) {
        Slice key = in.next();
        Slice tail = in.next();
        Entry entry = ks.find(key, STRING);
        int before = entry == null ? 0 : entry.value().length();
        checkLength(ks, (long) before + tail.length());
        if (entry == null) {
            ks.putString(key, tail, Entry.NO_EXPIRY);
        } else {
            ks.writeString(key, before, tail);
        }
        ks.changed(key);
        out.integer(before + tail.length());
    }

    static void strlen(Keyspace ks, Args in, Reply out) {
        Entry entry = ks.find(in.next(), STRING);
        out.integer(entry == null ? 0 : entry.value().length());
    }

    static void setrange(Keyspace ks, Args in, Reply out) {
        Slice key = in.next();
        long offset = in.nextLong();
        Slice part = in.next();
        if (offset < 0) {
            throw Refusal.OFFSET_OUT_OF_RANGE.refused();
        }
        Entry entry = ks.find(key, STRING);
        int before = entry == null ? 0 : entry.value().length();
        if (part.length() == 0) {
            out.integer(before);
            return;
        }
        checkLength(ks, Math.addExact(Math.min(offset, Integer.MAX_VALUE), part.length()));
        if (entry == null) {
            ks.putString(key, in.text(new byte[0]), Entry.NO_EXPIRY);
        }
        ks.writeString(key, (int) offset, part);
        ks.changed(key);
        out.integer(Math.max(before, offset + part.length()));
    }

    static void getrange(Keyspace ks, Args in, Reply out) {
        Slice key = in.next();
        long start = in.nextLong();
        long end = in.nextLong();
        Entry entry = ks.find(key, STRING);
        long length = entry == null ? 0 : entry.value().length();
        boolean crossed = start < 0 && end < 0 && start > end;
        long first = Math.max(0, start < 0 ? start + length : start);
        long last = Math.min(length - 1, Math.max(0, end < 0 ? end + length : end));
        if (entry == null || crossed || first > last || length == 0) {
            out.bulk("");
            return;
        }
        out.bulk(entry.value(), (int) first, (int) (last - first + 1));
    }

    /** The setting is the primary's own: what it took, its replicas take. */
    private static void checkLength(Keyspace ks, long length) {
        long most = ks.settings().get(SettingTable.PROTO_MAX_BULK_LEN);
        boolean isTooLong = !ks.isApplying() && length > most;
        if (isTooLong || length > Database.LONGEST_STRING) {
            throw Refusal.STRING_TOO_LONG.refused();
        }
    }
}
