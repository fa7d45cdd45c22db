package dev.cairn.client.command;

import dev.cairn.client.call.Command;
import dev.cairn.client.call.Decode;
import dev.cairn.protocol.resp.Reply;

import java.util.List;
import java.util.Map;

/**
 * Commands on a node and the grid. What a node knows only of itself (DBSIZE, INFO, CONFIG,
 * FLUSHALL) is best called on every node.
 */
public final class Nodes {

    private Nodes() {}

    /** PING: {@code PONG}. */
    public static Command<String> ping() {
        return Words.keyless(Decode::text, "PING").repeatable();
    }

    /** ECHO. */
    public static Command<String> echo(String text) {
        return Words.keyless(Decode::text, "ECHO", text).repeatable();
    }

    /** SELECT, in a session. */
    public static Command<Boolean> select(int database) {
        return Words.keyless(Decode::ok, "SELECT", database);
    }

    /** DBSIZE. */
    public static Command<Long> size() {
        return Words.keyless(Decode::whole, "DBSIZE").repeatable();
    }

    /** FLUSHALL. */
    public static Command<Boolean> flushAll() {
        return Words.keyless(Decode::ok, "FLUSHALL");
    }

    /** FLUSHDB. */
    public static Command<Boolean> flushDatabase() {
        return Words.keyless(Decode::ok, "FLUSHDB");
    }

    /** SWAPDB, on a single node. */
    public static Command<Boolean> swapDatabases(int one, int other) {
        return Words.keyless(Decode::ok, "SWAPDB", one, other);
    }

    /** ROLE: its first word; a node of a grid is always {@code master}. */
    public static Command<String> role() {
        return Words.keyless(reply -> Decode.text(Decode.elements(reply).get(0)), "ROLE")
                .repeatable();
    }

    /** LASTSAVE, in seconds since 1970. */
    public static Command<Long> lastSaveSeconds() {
        return Words.keyless(Decode::whole, "LASTSAVE").repeatable();
    }

    /** INFO of these sections, all standard ones if none is named. */
    public static Command<String> report(String... sections) {
        return Words.keyless(Decode::text, "INFO", List.of(sections)).repeatable();
    }

    /** TIME: seconds since 1970 and microseconds within the second. */
    public static Command<List<String>> time() {
        return Words.keyless(Decode.list(Decode::text), "TIME").repeatable();
    }

    /** CONFIG GET. */
    public static Command<Map<String, String>> config(String pattern) {
        return Words.keyless(Decode.map(Decode::text), "CONFIG GET", pattern).repeatable();
    }

    /** CONFIG SET. */
    public static Command<Boolean> configure(String name, String value) {
        return Words.keyless(Decode::ok, "CONFIG SET", name, value);
    }

    /** CONFIG RESETSTAT. */
    public static Command<Boolean> resetStatistics() {
        return Words.keyless(Decode::ok, "CONFIG RESETSTAT");
    }

    /** CONFIG REWRITE. */
    public static Command<Boolean> rewriteConfig() {
        return Words.keyless(Decode::ok, "CONFIG REWRITE");
    }

    /** WAIT, in a session: how many replicas have its writes. */
    public static Command<Long> waitFor(int replicas, long timeoutMillis) {
        return Words.keyless(Decode::whole, "WAIT", replicas, timeoutMillis);
    }

    /** WAITAOF, in a session: how many nodes have its writes on disk, this one and others. */
    public static Command<List<Long>> waitForDisk(int own, int replicas, long timeoutMillis) {
        return Words.keyless(Decode.list(Decode::whole), "WAITAOF", own, replicas, timeoutMillis);
    }

    /** MEMORY STATS; figures of parts are nested. */
    public static Command<Map<String, Reply>> memory() {
        return Words.keyless(Decode.map(Decode::raw), "MEMORY STATS").repeatable();
    }

    /** MEMORY USAGE, in bytes; 0 if the key does not exist. */
    public static Command<Long> memoryUsage(String key) {
        return Words.read(
                reply -> Decode.optional(Decode::whole).apply(reply).orElse(0L),
                "MEMORY USAGE",
                key);
    }

    /** CLUSTER MYID. */
    public static Command<String> id() {
        return Words.keyless(Decode::text, "CLUSTER MYID").repeatable();
    }

    /** CLUSTER INFO. */
    public static Command<String> clusterReport() {
        return Words.keyless(Decode::text, "CLUSTER INFO").repeatable();
    }

    /** CLUSTER NODES. */
    public static Command<String> clusterNodes() {
        return Words.keyless(Decode::text, "CLUSTER NODES").repeatable();
    }

    /** CLUSTER KEYSLOT. */
    public static Command<Long> slot(String key) {
        return Words.keyless(Decode::whole, "CLUSTER KEYSLOT", key).repeatable();
    }

    /** CLUSTER GETKEYSINSLOT of one node: up to {@code most} of them. */
    public static Command<List<String>> keysOfSlot(int slot, int most) {
        return Words.keyless(Decode.list(Decode::text), "CLUSTER GETKEYSINSLOT", slot, most)
                .repeatable();
    }

    /** CLUSTER COUNTKEYSINSLOT of one node. */
    public static Command<Long> keysInSlot(int slot) {
        return Words.keyless(Decode::whole, "CLUSTER COUNTKEYSINSLOT", slot).repeatable();
    }
}
