package dev.cairn.client.command;

import dev.cairn.client.call.Command;
import dev.cairn.client.call.Decode;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Commands on hashes and on the expiry of their fields. */
public final class Hashes {

    private Hashes() {}

    /** HSET: how many fields are new. */
    public static Command<Long> set(String key, Map<String, String> fields) {
        return Words.write(Decode::whole, "HSET", key, Words.pairs(fields));
    }

    /** HSET of one field: whether it is new. */
    public static Command<Boolean> set(String key, String field, String value) {
        return Words.write(Decode::bool, "HSET", key, field, value);
    }

    /** HSETNX: whether it was set. */
    public static Command<Boolean> setIfAbsent(String key, String field, String value) {
        return Words.write(Decode::bool, "HSETNX", key, field, value);
    }

    /** HGET. */
    public static Command<Optional<String>> get(String key, String field) {
        return Words.read(Decode.optional(Decode::text), "HGET", key, field);
    }

    /** HMGET: for each field its value, if any. */
    public static Command<List<Optional<String>>> get(String key, List<String> fields) {
        return Words.read(Decode.list(Decode.optional(Decode::text)), "HMGET", key, fields);
    }

    /** HGETALL. */
    public static Command<Map<String, String>> all(String key) {
        return Words.read(Decode.map(Decode::text), "HGETALL", key);
    }

    /** HDEL: how many fields existed. */
    public static Command<Long> delete(String key, String... fields) {
        return Words.write(Decode::whole, "HDEL", key, Arrays.asList(fields));
    }

    /** HEXISTS. */
    public static Command<Boolean> exists(String key, String field) {
        return Words.read(Decode::bool, "HEXISTS", key, field);
    }

    /** HLEN. */
    public static Command<Long> size(String key) {
        return Words.read(Decode::whole, "HLEN", key);
    }

    /** HSTRLEN, in bytes. */
    public static Command<Long> length(String key, String field) {
        return Words.read(Decode::whole, "HSTRLEN", key, field);
    }

    /** HKEYS. */
    public static Command<List<String>> fields(String key) {
        return Words.read(Decode.list(Decode::text), "HKEYS", key);
    }

    /** HVALS. */
    public static Command<List<String>> values(String key) {
        return Words.read(Decode.list(Decode::text), "HVALS", key);
    }

    /** HINCRBY: the new value. */
    public static Command<Long> increment(String key, String field, long by) {
        return Words.write(Decode::whole, "HINCRBY", key, field, by);
    }

    /** HINCRBYFLOAT: the new value. */
    public static Command<Double> incrementDecimal(String key, String field, double by) {
        return Words.write(Decode::decimal, "HINCRBYFLOAT", key, field, by);
    }

    /** HRANDFIELD: up to {@code count} different fields, or exactly as many if negative. */
    public static Command<List<String>> random(String key, long count) {
        return Words.read(Decode.list(Decode::text), "HRANDFIELD", key, count);
    }

    /** HRANDFIELD: one field, if there is any. */
    public static Command<Optional<String>> random(String key) {
        return Words.read(Decode.optional(Decode::text), "HRANDFIELD", key);
    }

    /**
     * HRANDFIELD with WITHVALUES: up to {@code count} different fields with their values, or
     * exactly as many, some perhaps more than once, if negative.
     */
    public static Command<List<Map.Entry<String, String>>> randomWithValues(
            String key, long count) {
        return Words.read(Decode::entries, "HRANDFIELD", key, count, "WITHVALUES");
    }

    /** HSCAN. */
    public static Command<Page<Map<String, String>>> scan(
            String key, String cursor, String pattern, long count) {
        return Words.read(
                Page.of(Decode.map(Decode::text)),
                "HSCAN",
                key,
                cursor,
                "MATCH",
                pattern,
                "COUNT",
                count);
    }

    /** HPEXPIRE: for each field -2 (no such field), 0 (condition), 1 (set) or 2 (deleted). */
    public static Command<List<Long>> expire(
            String key, Duration timeToLive, ExpireWhen when, List<String> fields) {
        return Words.write(
                Decode.list(Decode::whole),
                "HPEXPIRE",
                key,
                timeToLive.toMillis(),
                when.words(),
                "FIELDS",
                fields.size(),
                fields);
    }

    /** HPEXPIREAT: codes as in {@link #expire}. */
    public static Command<List<Long>> expireAt(
            String key, Instant time, ExpireWhen when, List<String> fields) {
        return Words.write(
                Decode.list(Decode::whole),
                "HPEXPIREAT",
                key,
                time.toEpochMilli(),
                when.words(),
                "FIELDS",
                fields.size(),
                fields);
    }

    /** HPERSIST: for each field -2 (no such field), -1 (no expiry) or 1 (removed). */
    public static Command<List<Long>> persist(String key, List<String> fields) {
        return Words.write(
                Decode.list(Decode::whole), "HPERSIST", key, "FIELDS", fields.size(), fields);
    }

    /** HPTTL, in milliseconds: for each field its time to live, -1 (none) or -2 (no such field). */
    public static Command<List<Long>> timeToLiveMillis(String key, List<String> fields) {
        return Words.read(
                Decode.list(Decode::whole), "HPTTL", key, "FIELDS", fields.size(), fields);
    }

    /** HPEXPIRETIME, in milliseconds since 1970: codes as in {@link #timeToLiveMillis}. */
    public static Command<List<Long>> expiryMillis(String key, List<String> fields) {
        return Words.read(
                Decode.list(Decode::whole), "HPEXPIRETIME", key, "FIELDS", fields.size(), fields);
    }
}
