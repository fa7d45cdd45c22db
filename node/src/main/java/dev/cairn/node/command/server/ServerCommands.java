package dev.cairn.node.command.server;

import static dev.cairn.node.command.AclCategory.ADMIN;
import static dev.cairn.node.command.AclCategory.DANGEROUS;
import static dev.cairn.node.command.AclCategory.KEYSPACE;
import static dev.cairn.node.command.Arity.atLeast;
import static dev.cairn.node.command.Arity.exactly;
import static dev.cairn.node.command.Family.family;
import static dev.cairn.node.command.Flag.ALLOW_BUSY;
import static dev.cairn.node.command.Flag.FAST;
import static dev.cairn.node.command.Flag.LOADING;
import static dev.cairn.node.command.Flag.NOSCRIPT;
import static dev.cairn.node.command.Flag.NO_ASYNC_LOADING;
import static dev.cairn.node.command.Flag.NO_MULTI;
import static dev.cairn.node.command.Flag.READONLY;
import static dev.cairn.node.command.Flag.STALE;
import static dev.cairn.node.command.Flag.WRITE;

import dev.cairn.node.command.Args;
import dev.cairn.node.command.Family;
import dev.cairn.node.command.Flag;
import dev.cairn.node.command.Group;
import dev.cairn.node.command.Handler.Walk;
import dev.cairn.node.command.RedisVersion;
import dev.cairn.node.command.Reply;
import dev.cairn.node.config.SettingTable;
import dev.cairn.node.memory.Slice;
import dev.cairn.node.session.Session;
import dev.cairn.node.shard.Effect;
import dev.cairn.node.shard.Keyspace;
import dev.cairn.node.text.Numerals;
import dev.cairn.protocol.resp.Refusal;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Commands about the node as a whole and its databases. */
public final class ServerCommands {

    private static final Effect FLUSHDB = Effect.of("FLUSHDB");
    private static final String NO_RDB = "snapshots to RDB files are not made by this server";

    public static final Family FAMILY =
            family(Group.SERVER)
                    .everyShard("DBSIZE", (session, in) -> new SizeWalk())
                    .arity(exactly(1))
                    .flags(READONLY, FAST)
                    .acl(KEYSPACE)
                    .tips("request_policy:all_shards", "response_policy:agg_sum")
                    .doc("1.0.0", "O(1)", "How many keys the database has.")
                    .allShards("FLUSHALL", ServerCommands::flushall)
                    .arity(atLeast(1))
                    .flags(WRITE)
                    .acl(KEYSPACE, DANGEROUS)
                    .tips("request_policy:all_shards", "response_policy:all_succeeded")
                    .syntax("async(ASYNC | SYNC)?")
                    .doc("1.0.0", "O(1); memory is freed bit by bit.", "Empties all databases.")
                    .allShards("FLUSHDB", ServerCommands::flushdb)
                    .arity(atLeast(1))
                    .flags(WRITE)
                    .acl(KEYSPACE, DANGEROUS)
                    .tips("request_policy:all_shards", "response_policy:all_succeeded")
                    .syntax("async(ASYNC | SYNC)?")
                    .doc("1.0.0", "O(1); memory is freed bit by bit.", "Empties the database.")
                    .allShards("SWAPDB", ServerCommands::swapdb)
                    .arity(exactly(3))
                    .flags(WRITE, FAST)
                    .acl(KEYSPACE, DANGEROUS)
                    .syntax("index1:int index2:int")
                    .doc("4.0.0", "O(1)", "Lets two databases change places.")
                    .session("INFO", ServerCommands::info)
                    .arity(atLeast(1))
                    .flags(LOADING, STALE)
                    .acl(DANGEROUS)
                    .tips(
                            "nondeterministic_output",
                            "request_policy:all_shards",
                            "response_policy:special")
                    .syntax("section*")
                    .doc("1.0.0", "O(1)", "The state of the node and what it has counted.")
                    .session("TIME", ServerCommands::time)
                    .arity(exactly(1))
                    .flags(LOADING, STALE, FAST)
                    .tips("nondeterministic_output")
                    .doc("2.6.0", "O(1)", "The node's clock.")
                    .session("ROLE", ServerCommands::role)
                    .arity(exactly(1))
                    .flags(NOSCRIPT, LOADING, STALE, FAST)
                    .acl(ADMIN, DANGEROUS)
                    .doc(
                            "2.8.12",
                            "O(1)",
                            "The part that the node plays, always a master, and who follows it.")
                    .session("LASTSAVE", ServerCommands::lastsave)
                    .arity(exactly(1))
                    .flags(LOADING, STALE, FAST)
                    .acl(ADMIN, DANGEROUS)
                    .tips("nondeterministic_output")
                    .doc("1.0.0", "O(1)", "When the node was started: it makes no RDB snapshots.")
                    .session("SAVE", ServerCommands::refuseSnapshot)
                    .arity(exactly(1))
                    .flags(Flag.ADMIN, NOSCRIPT, NO_ASYNC_LOADING, NO_MULTI)
                    .doc("1.0.0", "O(1)", "Refused: there are no RDB snapshots.")
                    .session("BGSAVE", ServerCommands::refuseSnapshot)
                    .arity(atLeast(1))
                    .flags(Flag.ADMIN, NOSCRIPT, NO_ASYNC_LOADING)
                    .syntax("SCHEDULE?")
                    .doc("1.0.0", "O(1)", "Refused: there are no RDB snapshots.")
                    .session("SHUTDOWN", ServerCommands::shutdown)
                    .arity(atLeast(1))
                    .flags(Flag.ADMIN, NOSCRIPT, LOADING, STALE, NO_MULTI, ALLOW_BUSY)
                    .syntax("nosave_save(NOSAVE | SAVE)? NOW? FORCE? ABORT?")
                    .doc("1.0.0", "O(1)", "Ends the node in good order.")
                    .session("LOLWUT", ServerCommands::lolwut)
                    .arity(atLeast(1))
                    .flags(READONLY, FAST)
                    .syntax("VERSION version:int?")
                    .doc("5.0.0", "O(1)", "Draws a cairn.")
                    .build();

    private ServerCommands() {}

    /** DBSIZE: the sum over the shards. */
    private static final class SizeWalk implements Walk {
        private long total;

        @Override
        public boolean visit(Keyspace keyspace, int shard, Reply out) {
            total += keyspace.size();
            return true;
        }

        @Override
        public void reply(Reply out) {
            out.integer(total);
        }
    }

    static void flushall(Keyspace ks, Args in, Reply out) {
        checkFlush(in);
        ks.clearAll(FLUSHDB);
        out.ok();
    }

    static void flushdb(Keyspace ks, Args in, Reply out) {
        checkFlush(in);
        ks.clear(FLUSHDB);
        out.ok();
    }

    /** Memory is given back bit by bit in either way. */
    private static void checkFlush(Args in) {
        if (in.hasNext() && !in.nextIs("ASYNC") && !in.nextIs("SYNC")) {
            throw Refusal.SYNTAX.refused();
        }
        in.expectEnd();
    }

    static void swapdb(Keyspace ks, Args in, Reply out) {
        if (ks.settings().get(SettingTable.CLUSTER_ENABLED)) {
            throw Refusal.SWAPDB_IN_CLUSTER.refused();
        }
        int first = index(in.next(), "invalid first DB index");
        int second = index(in.next(), "invalid second DB index");
        if (!isDatabase(first) || !isDatabase(second)) {
            throw Refusal.DB_OUT_OF_RANGE.refused();
        }
        if (first != second) {
            ks.in(first).swap(ks.in(second));
        }
        out.ok();
    }

    private static boolean isDatabase(int number) {
        return number >= 0 && number < Keyspace.DATABASES;
    }

    private static int index(Slice text, String otherwise) {
        long number = Numerals.isLong(text) ? Numerals.parseLong(text) : Long.MIN_VALUE;
        if (number != (int) number) {
            throw Refusal.GENERIC.with(otherwise);
        }
        return (int) number;
    }

    static void info(Session session, Args in, Reply out) {
        out.text(InfoText.of(session.node(), in).getBytes(StandardCharsets.UTF_8));
    }

    static void time(Session session, Args in, Reply out) {
        Instant now = session.node().now();
        out.array(2);
        out.bulkInteger(now.getEpochSecond());
        out.bulkInteger(now.getNano() / 1_000);
    }

    static void role(Session session, Args in, Reply out) {
        Following following = Following.of(session.node());
        out.array(3);
        out.bulk("master");
        out.integer(following.offset());
        out.array(following.replicas().size());
        for (Following.Replica replica : following.replicas()) {
            out.array(3);
            out.bulk(replica.node().host());
            out.bulkInteger(replica.node().respPort());
            out.bulkInteger(replica.offset());
        }
    }

    static void lastsave(Session session, Args in, Reply out) {
        out.integer(session.node().startedAtMillis() / 1_000);
    }

    private static void refuseSnapshot(Session session, Args in, Reply out) {
        throw Refusal.GENERIC.with(NO_RDB);
    }

    static void shutdown(Session session, Args in, Reply out) {
        boolean abort = false;
        while (in.hasNext()) {
            abort |= in.nextIs("ABORT");
            boolean known =
                    abort
                            || in.nextIs("NOSAVE")
                            || in.nextIs("SAVE")
                            || in.nextIs("NOW")
                            || in.nextIs("FORCE");
            if (!known || (abort && in.count() > 2)) {
                throw Refusal.SYNTAX.refused();
            }
        }
        if (abort) {
            throw Refusal.SHUTDOWN_NOT_RUNNING.refused();
        }
        session.closeAfterReply();
        session.node().shutdown();
    }

    static void lolwut(Session session, Args in, Reply out) {
        String cairn = "      _\n    _(_)_\n   (_____)\n  (_______)\n (_________)\n\n";
        String text = cairn + "Redis ver. " + RedisVersion.COMPATIBLE + " spoken here\n";
        out.text(text.getBytes(StandardCharsets.UTF_8));
    }
}
