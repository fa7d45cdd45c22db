package dev.cairn.node.command.generic;

import static dev.cairn.node.command.AclCategory.CONNECTION;
import static dev.cairn.node.command.Arity.exactly;
import static dev.cairn.node.command.Family.family;
import static dev.cairn.node.command.Flag.NOSCRIPT;

import dev.cairn.node.command.Args;
import dev.cairn.node.command.Family;
import dev.cairn.node.command.Group;
import dev.cairn.node.command.Reply;
import dev.cairn.node.session.Session;
import dev.cairn.node.text.Numerals;
import dev.cairn.protocol.resp.Refusal;
import dev.cairn.protocol.topology.ShardEntry;
import dev.cairn.protocol.topology.Topology;

import org.jspecify.annotations.Nullable;

/**
 * WAIT and WAITAOF. A reply has always waited until its write was on every in-sync member, so they
 * have nothing to wait for: they tell how many members that is at least.
 */
public final class WaitCommands {

    private static final String[] LEAST = {"request_policy:all_shards", "response_policy:agg_min"};

    public static final Family FAMILY =
            family(Group.GENERIC)
                    .session("WAIT", WaitCommands::await)
                    .arity(exactly(3))
                    .flags(NOSCRIPT)
                    .acl(CONNECTION)
                    .tips(LEAST)
                    .syntax("numreplicas:int timeout:int")
                    .doc("3.0.0", "O(1)", "How many replicas have the writes of this connection.")
                    .session("WAITAOF", WaitCommands::awaitFile)
                    .arity(exactly(4))
                    .flags(NOSCRIPT)
                    .acl(CONNECTION)
                    .tips(LEAST)
                    .syntax("numlocal:int numreplicas:int timeout:int")
                    .doc(
                            "7.2.0",
                            "O(1)",
                            "How many nodes have the writes of this connection on disk.")
                    .build();

    private WaitCommands() {}

    static void await(Session session, Args in, Reply out) {
        in.nextLong();
        timeout(in);
        out.integer(replicas(session.node().topology()));
    }

    static void awaitFile(Session session, Args in, Reply out) {
        long local = in.nextLong();
        if (local < 0 || local > 1) {
            throw Refusal.OUT_OF_RANGE_BETWEEN.with(0, 1);
        }
        if (in.nextLong() < 0) {
            throw Refusal.OUT_OF_RANGE_POSITIVE.refused();
        }
        timeout(in);
        if (local > 0) {
            throw Refusal.WAITAOF_NO_LOG.refused();
        }
        out.array(2);
        out.integer(0);
        out.integer(0);
    }

    private static void timeout(Args in) {
        if (Numerals.parseLong(in.next(), Refusal.TIMEOUT_NOT_INTEGER) < 0) {
            throw Refusal.TIMEOUT_NEGATIVE.refused();
        }
    }

    /** In-sync members besides the primary, of the shard that has the fewest. */
    private static int replicas(@Nullable Topology topology) {
        if (topology == null) {
            return 0;
        }
        int least = Integer.MAX_VALUE;
        for (ShardEntry shard : topology.shards()) {
            least = Math.min(least, shard.inSync().size() - 1);
        }
        return Math.max(0, least);
    }
}
