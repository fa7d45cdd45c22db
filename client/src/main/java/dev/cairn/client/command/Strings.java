package dev.cairn.client.command;

import dev.cairn.client.call.Call.Split;
import dev.cairn.client.call.Command;
import dev.cairn.client.call.Decode;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Commands on strings. MGET is taken apart over slots; MSET is not, since it is atomic. */
public final class Strings {

    private Strings() {}

    /** GET. */
    public static Command<Optional<String>> get(String key) {
        return Words.read(Decode.optional(Decode::text), "GET", key);
    }

    /** GET of bytes. */
    public static Command<Optional<byte[]>> get(byte[] key) {
        return Words.read(Decode.optional(Decode::bytes), "GET", (Object) key);
    }

    /** SET; always true. */
    public static Command<Boolean> set(String key, String value) {
        return Words.write(Decode::ok, "SET", key, value);
    }

    /** SET of bytes; always true. */
    public static Command<Boolean> set(byte[] key, byte[] value) {
        return Words.write(Decode::ok, "SET", key, value);
    }

    /** SET with options; false if a condition kept it from being set. */
    public static Command<Boolean> set(String key, String value, SetOptions options) {
        return Words.write(Decode::ok, "SET", key, value, options.words());
    }

    /** SET with GET: the value before, if any. */
    public static Command<Optional<String>> setAndGet(
            String key, String value, SetOptions options) {
        return Words.write(
                Decode.optional(Decode::text), "SET", key, value, options.words(), "GET");
    }

    /** GETDEL: the value that was deleted, if any. */
    public static Command<Optional<String>> getAndDelete(String key) {
        return Words.write(Decode.optional(Decode::text), "GETDEL", key);
    }

    /** GETEX: the value, which from now on expires after {@code timeToLive}. */
    public static Command<Optional<String>> getAndExpire(String key, Duration timeToLive) {
        return Words.write(
                Decode.optional(Decode::text), "GETEX", key, "PX", timeToLive.toMillis());
    }

    /** GETEX with PERSIST: the value, which from now on does not expire. */
    public static Command<Optional<String>> getAndPersist(String key) {
        return Words.write(Decode.optional(Decode::text), "GETEX", key, "PERSIST");
    }

    /** MGET: for each key its value, if any. Each slot is read at a moment of its own. */
    public static Command<List<Optional<String>>> mget(String... keys) {
        return Words.split(
                        Decode.list(Decode.optional(Decode::text)),
                        Split.GATHER,
                        "MGET",
                        Arrays.asList(keys))
                .repeatable();
    }

    /** MSET, atomic: all keys must share a slot. Always true. */
    public static Command<Boolean> mset(Map<String, String> values) {
        return Words.write(Decode::ok, "MSET", Words.pairs(values));
    }

    /** MSETNX, atomic: all keys must share a slot. False if one of them existed. */
    public static Command<Boolean> msetIfNoneExists(Map<String, String> values) {
        return Words.write(Decode::bool, "MSETNX", Words.pairs(values));
    }

    /** APPEND: the new length. */
    public static Command<Long> append(String key, String value) {
        return Words.write(Decode::whole, "APPEND", key, value);
    }

    /** STRLEN, in bytes. */
    public static Command<Long> length(String key) {
        return Words.read(Decode::whole, "STRLEN", key);
    }

    /** GETRANGE: the bytes from {@code start} to {@code end}, negative ones from the end. */
    public static Command<String> range(String key, long start, long end) {
        return Words.read(Decode::text, "GETRANGE", key, start, end);
    }

    /** SETRANGE: the new length. */
    public static Command<Long> setRange(String key, long offset, String value) {
        return Words.write(Decode::whole, "SETRANGE", key, offset, value);
    }

    /** INCRBY: the new value. */
    public static Command<Long> increment(String key, long by) {
        return Words.write(Decode::whole, "INCRBY", key, by);
    }

    /** INCR: the new value. */
    public static Command<Long> increment(String key) {
        return Words.write(Decode::whole, "INCR", key);
    }

    /** DECRBY: the new value. */
    public static Command<Long> decrement(String key, long by) {
        return Words.write(Decode::whole, "DECRBY", key, by);
    }

    /** INCRBYFLOAT: the new value. */
    public static Command<Double> incrementDecimal(String key, double by) {
        return Words.write(Decode::decimal, "INCRBYFLOAT", key, by);
    }

    /** LCS: the longest common subsequence of two strings; both keys must share a slot. */
    public static Command<String> commonSubsequence(String key, String other) {
        return Words.read(Decode::text, "LCS", key, other);
    }

    /** LCS with LEN: the length of that subsequence, in bytes. */
    public static Command<Long> commonSubsequenceLength(String key, String other) {
        return Words.read(Decode::whole, "LCS", key, other, "LEN");
    }
}
