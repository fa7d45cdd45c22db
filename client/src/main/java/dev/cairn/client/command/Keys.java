package dev.cairn.client.command;

import dev.cairn.client.call.Command;
import dev.cairn.client.call.Decode;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Commands on keys of any type. DEL, UNLINK, EXISTS and TOUCH are taken apart over slots: each slot
 * is atomic, the whole is not. SCAN, KEYS and RANDOMKEY tell of one node only: call them on every
 * node or in a session.
 */
public final class Keys {

    private Keys() {}

    /** DEL: how many existed. */
    public static Command<Long> delete(String... keys) {
        return Words.count("DEL", Arrays.asList(keys));
    }

    /** UNLINK: how many existed. */
    public static Command<Long> unlink(String... keys) {
        return Words.count("UNLINK", Arrays.asList(keys));
    }

    /** EXISTS: how many exist; a key named twice counts twice. */
    public static Command<Long> exists(String... keys) {
        return Words.count("EXISTS", Arrays.asList(keys)).repeatable();
    }

    /** TOUCH: how many exist. */
    public static Command<Long> touch(String... keys) {
        return Words.count("TOUCH", Arrays.asList(keys)).repeatable();
    }

    /** PEXPIRE: whether the expiry was set. */
    public static Command<Boolean> expire(String key, Duration timeToLive, ExpireWhen when) {
        return Words.write(Decode::bool, "PEXPIRE", key, timeToLive.toMillis(), when.words());
    }

    /** PEXPIREAT: whether the expiry was set. */
    public static Command<Boolean> expireAt(String key, Instant time, ExpireWhen when) {
        return Words.write(Decode::bool, "PEXPIREAT", key, time.toEpochMilli(), when.words());
    }

    /** PERSIST: whether there was an expiry to remove. */
    public static Command<Boolean> persist(String key) {
        return Words.write(Decode::bool, "PERSIST", key);
    }

    /** PTTL, in milliseconds: -1 for a key that does not expire, -2 for one that does not exist. */
    public static Command<Long> timeToLiveMillis(String key) {
        return Words.read(Decode::whole, "PTTL", key);
    }

    /** PEXPIRETIME, in milliseconds since 1970: -1 and -2 as in {@link #timeToLiveMillis}. */
    public static Command<Long> expiryMillis(String key) {
        return Words.read(Decode::whole, "PEXPIRETIME", key);
    }

    /** TYPE: {@code none} for a key that does not exist. */
    public static Command<String> type(String key) {
        return Words.read(Decode::text, "TYPE", key);
    }

    /** RENAME; both keys must share a slot. */
    public static Command<Boolean> rename(String key, String target) {
        return Words.write(Decode::ok, "RENAME", key, target);
    }

    /** RENAMENX: false if the target existed; both keys must share a slot. */
    public static Command<Boolean> renameIfAbsent(String key, String target) {
        return Words.write(Decode::bool, "RENAMENX", key, target);
    }

    /** COPY: whether it was copied; both keys must share a slot. */
    public static Command<Boolean> copy(String key, String target, boolean replace) {
        List<String> option = replace ? List.of("REPLACE") : List.of();
        return Words.write(Decode::bool, "COPY", key, target, option);
    }

    /** MOVE to another database, on a single node: false if it is there already or not here. */
    public static Command<Boolean> move(String key, int database) {
        return Words.write(Decode::bool, "MOVE", key, database);
    }

    /** DUMP: the serialised value, if the key exists. */
    public static Command<Optional<byte[]>> dump(String key) {
        return Words.read(Decode.optional(Decode::bytes), "DUMP", key);
    }

    /** RESTORE, with a time to live in milliseconds, 0 for none. */
    public static Command<Boolean> restore(
            String key, long timeToLiveMillis, byte[] dumped, boolean replace) {
        List<String> option = replace ? List.of("REPLACE") : List.of();
        return Words.write(Decode::ok, "RESTORE", key, timeToLiveMillis, dumped, option);
    }

    /** OBJECT ENCODING, if the key exists. */
    public static Command<Optional<String>> encoding(String key) {
        return Words.read(Decode.optional(Decode::text), "OBJECT ENCODING", key);
    }

    /** OBJECT FREQ, if the key exists; an error unless maxmemory-policy counts uses. */
    public static Command<Optional<Long>> frequency(String key) {
        return Words.read(Decode.optional(Decode::whole), "OBJECT FREQ", key);
    }

    /** OBJECT REFCOUNT, if the key exists. */
    public static Command<Optional<Long>> references(String key) {
        return Words.read(Decode.optional(Decode::whole), "OBJECT REFCOUNT", key);
    }

    /** OBJECT IDLETIME, in seconds, if the key exists. */
    public static Command<Optional<Long>> idleSeconds(String key) {
        return Words.read(Decode.optional(Decode::whole), "OBJECT IDLETIME", key);
    }

    /** SCAN of one node. */
    public static Command<Page<List<String>>> scan(String cursor, String pattern, long count) {
        return Words.keyless(
                        Page.of(Decode.list(Decode::text)),
                        "SCAN",
                        cursor,
                        "MATCH",
                        pattern,
                        "COUNT",
                        count)
                .repeatable();
    }

    /** SCAN of one node for keys of one type, as {@link #type} names it. */
    public static Command<Page<List<String>>> scan(
            String cursor, String pattern, long count, String type) {
        return Words.keyless(
                        Page.of(Decode.list(Decode::text)),
                        "SCAN",
                        cursor,
                        List.of("MATCH", pattern, "COUNT", Long.toString(count), "TYPE", type))
                .repeatable();
    }

    /** KEYS of one node; slow on a large one. */
    public static Command<List<String>> matching(String pattern) {
        return Words.keyless(Decode.list(Decode::text), "KEYS", pattern).repeatable();
    }

    /** RANDOMKEY of one node. */
    public static Command<Optional<String>> random() {
        return Words.keyless(Decode.optional(Decode::text), "RANDOMKEY").repeatable();
    }
}
