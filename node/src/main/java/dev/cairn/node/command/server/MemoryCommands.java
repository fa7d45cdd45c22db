package dev.cairn.node.command.server;

import static dev.cairn.node.command.Arity.atLeast;
import static dev.cairn.node.command.Arity.exactly;
import static dev.cairn.node.command.Family.family;
import static dev.cairn.node.command.Flag.READONLY;
import static dev.cairn.node.command.KeyFlag.RO;
import static dev.cairn.node.command.KeySpec.key;

import dev.cairn.node.command.Args;
import dev.cairn.node.command.Family;
import dev.cairn.node.command.Group;
import dev.cairn.node.command.Reply;
import dev.cairn.node.memory.Slice;
import dev.cairn.node.session.Session;
import dev.cairn.node.shard.Keyspace;
import dev.cairn.node.store.Entry;
import dev.cairn.protocol.resp.Refusal;

import java.nio.charset.StandardCharsets;

/** MEMORY: where the node's memory goes. */
public final class MemoryCommands {

    private static final String[] ALL_SHARDS = {
        "nondeterministic_output", "request_policy:all_shards", "response_policy:special"
    };

    public static final Family FAMILY =
            family(Group.SERVER)
                    .container("MEMORY", "4.0.0", "Looks at where memory goes.")
                    .session("MEMORY DOCTOR", MemoryCommands::doctor)
                    .arity(exactly(2))
                    .tips(ALL_SHARDS)
                    .doc("4.0.0", "O(1)", "What is the matter with memory, in words.")
                    .help("MEMORY", "4.0.0")
                    .session("MEMORY MALLOC-STATS", MemoryCommands::mallocStats)
                    .arity(exactly(2))
                    .tips(ALL_SHARDS)
                    .doc("4.0.0", "O(1)", "What the allocator says of itself.")
                    .session("MEMORY PURGE", (session, in, out) -> out.ok())
                    .arity(exactly(2))
                    .tips("request_policy:all_shards", "response_policy:all_succeeded")
                    .doc("4.0.0", "O(1)", "Accepted; free memory is given back anyway.")
                    .session("MEMORY STATS", MemoryCommands::stats)
                    .arity(exactly(2))
                    .tips(ALL_SHARDS)
                    .doc("4.0.0", "O(1)", "Where memory goes, in figures.")
                    .shard("MEMORY USAGE", MemoryCommands::usage)
                    .arity(atLeast(3))
                    .flags(READONLY)
                    .keys(key(2, RO))
                    .syntax("key SAMPLES count:int?")
                    .doc("4.0.0", "O(1)", "Bytes that a key and its value take.")
                    .build();

    private MemoryCommands() {}

    static void doctor(Session session, Args in, Reply out) {
        MemoryFigures figures = MemoryFigures.of(session.node());
        boolean tight = figures.most() > 0 && figures.dataset() > figures.most() / 10 * 9;
        String text = tight ? "Keys and values are close to maxmemory." : "Nothing to complain of.";
        out.text(text.getBytes(StandardCharsets.UTF_8));
    }

    static void mallocStats(Session session, Args in, Reply out) {
        String text = MemoryFigures.of(session.node()).toString();
        out.text(text.getBytes(StandardCharsets.UTF_8));
    }

    static void stats(Session session, Args in, Reply out) {
        var node = session.node();
        MemoryFigures figures = MemoryFigures.of(node);
        long used = figures.used();
        long peak = Math.max(used, node.samples().peakBytes());
        long keys = 0;
        for (int db = 0; db < Keyspace.DATABASES; db++) {
            int number = db;
            keys += node.shards().sum(shard -> shard.keys(number));
        }
        out.map(27);
        pair(out, "peak.allocated", peak);
        pair(out, "total.allocated", used);
        pair(out, "startup.allocated", node.samples().firstBytes());
        pair(out, "replication.backlog", 0);
        pair(out, "clients.slaves", 0);
        pair(out, "clients.normal", figures.clients());
        pair(out, "cluster.links", 0);
        pair(out, "aof.buffer", 0);
        pair(out, "lua.caches", 0);
        pair(out, "functions.caches", 0);
        pair(out, "overhead.total", used - figures.dataset());
        pair(out, "keys.count", keys);
        pair(out, "keys.bytes-per-key", keys == 0 ? 0 : figures.dataset() / keys);
        pair(out, "dataset.bytes", figures.dataset());
        pair(out, "dataset.percentage", 100.0 * figures.dataset() / Math.max(1, used));
        pair(out, "peak.percentage", 100.0 * used / Math.max(1, peak));
        pair(out, "allocator.allocated", figures.dataset());
        pair(out, "allocator.active", figures.dataset());
        pair(out, "allocator.resident", figures.resident());
        pair(out, "allocator-fragmentation.ratio", 1.0);
        pair(out, "allocator-fragmentation.bytes", 0);
        pair(out, "allocator-rss.ratio", figures.residentPerDataset());
        pair(out, "allocator-rss.bytes", figures.resident() - figures.dataset());
        pair(out, "rss-overhead.ratio", 1.0);
        pair(out, "rss-overhead.bytes", 0);
        pair(out, "fragmentation", figures.fragmentation());
        pair(out, "fragmentation.bytes", figures.resident() - used);
    }

    private static void pair(Reply out, String name, double value) {
        out.bulk(name);
        out.doubleValue(value);
    }

    private static void pair(Reply out, String name, long value) {
        out.bulk(name);
        out.integer(value);
    }

    static void usage(Keyspace ks, Args in, Reply out) {
        Slice key = in.next();
        while (in.hasNext()) {
            if (!in.nextIs("SAMPLES", 1) || in.nextLong() < 0) {
                throw Refusal.SYNTAX.refused();
            }
        }
        Entry entry = ks.peek(key);
        if (entry == null) {
            out.nil();
        } else {
            out.integer(ks.memoryUsage(entry));
        }
    }
}
