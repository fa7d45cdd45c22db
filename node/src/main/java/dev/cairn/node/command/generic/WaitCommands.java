package dev.cairn.node.command.generic;

import static dev.cairn.node.command.AclCategory.CONNECTION;
import static dev.cairn.node.command.Arity.exactly;
import static dev.cairn.node.command.Family.family;
import static dev.cairn.node.command.Flag.BLOCKING;
import static dev.cairn.node.command.Flag.NOSCRIPT;

import dev.cairn.node.command.Args;
import dev.cairn.node.command.Family;
import dev.cairn.node.command.Group;
import dev.cairn.node.command.Handler.Wait;
import dev.cairn.node.command.Reply;
import dev.cairn.node.session.LastWrites;
import dev.cairn.node.session.NodeServices;
import dev.cairn.node.session.Session;
import dev.cairn.node.text.Numerals;
import dev.cairn.protocol.resp.Refusal;
import dev.cairn.protocol.topology.Topology;

/** WAIT and WAITAOF: how far others are with what this connection has written. */
public final class WaitCommands {

    private static final String[] LEAST = {"request_policy:all_shards", "response_policy:agg_min"};

    public static final Family FAMILY =
            family(Group.GENERIC)
                    .waiting("WAIT", WaitCommands::await)
                    .arity(exactly(3))
                    .flags(NOSCRIPT)
                    .acl(CONNECTION)
                    .tips(LEAST)
                    .syntax("numreplicas:int timeout:int")
                    .doc(
                            "3.0.0",
                            "O(1)",
                            "Waits until replicas have the writes of this connection.")
                    .waiting("WAITAOF", WaitCommands::awaitFile)
                    .arity(exactly(4))
                    .flags(BLOCKING)
                    .acl(CONNECTION)
                    .tips(LEAST)
                    .syntax("numlocal:int numreplicas:int timeout:int")
                    .doc("7.2.0", "O(1)", "Waits until the writes of this connection are on disk.")
                    .build();

    private WaitCommands() {}

    static Wait await(Session session, Args in) {
        long wanted = in.nextLong();
        return new Replicas(session, wanted, timeout(in));
    }

    static Wait awaitFile(Session session, Args in) {
        long local = in.nextLong();
        if (local < 0 || local > 1) {
            throw Refusal.OUT_OF_RANGE_BETWEEN.with(0, 1);
        }
        long replicas = in.nextLong();
        if (replicas < 0) {
            throw Refusal.OUT_OF_RANGE_POSITIVE.refused();
        }
        long timeoutMillis = timeout(in);
        if (local > 0) {
            throw Refusal.WAITAOF_NO_LOG.refused();
        }
        return new Files(replicas, timeoutMillis);
    }

    private static long timeout(Args in) {
        long millis = Numerals.parseLong(in.next(), Refusal.TIMEOUT_NOT_INTEGER);
        if (millis < 0) {
            throw Refusal.TIMEOUT_NEGATIVE.refused();
        }
        return millis;
    }

    /** Replicas that are to have all that a session has written. */
    private record Replicas(Session session, long wanted, long timeoutMillis) implements Wait {

        @Override
        public boolean isMet() {
            return having() >= wanted;
        }

        @Override
        public void reply(Reply out) {
            out.integer(having());
        }

        private int having() {
            LastWrites writes = session.lastWrites();
            return writes.isEmpty() ? inSync(session.node()) : writes.replicas();
        }

        /** Whoever has written nothing waits for nothing: all that are in sync are as far. */
        private static int inSync(NodeServices node) {
            Topology topology = node.topology();
            if (topology == null) {
                return 0;
            }
            return topology.shards().stream()
                    .filter(shard -> node.self().equals(shard.primary()))
                    .mapToInt(shard -> shard.inSync().size() - 1)
                    .min()
                    .orElse(0);
        }
    }

    /** Replicas that are to have something on disk, where there is no journal yet. */
    private record Files(long wanted, long timeoutMillis) implements Wait {

        @Override
        public boolean isMet() {
            return wanted == 0;
        }

        @Override
        public void reply(Reply out) {
            out.array(2);
            out.integer(0);
            out.integer(0);
        }
    }
}
