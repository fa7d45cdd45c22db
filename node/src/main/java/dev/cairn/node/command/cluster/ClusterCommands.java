package dev.cairn.node.command.cluster;

import static dev.cairn.node.command.Arity.atLeast;
import static dev.cairn.node.command.Arity.exactly;
import static dev.cairn.node.command.Family.family;
import static dev.cairn.node.command.Flag.ADMIN;
import static dev.cairn.node.command.Flag.FAST;
import static dev.cairn.node.command.Flag.LOADING;
import static dev.cairn.node.command.Flag.NOSCRIPT;
import static dev.cairn.node.command.Flag.NO_ASYNC_LOADING;
import static dev.cairn.node.command.Flag.STALE;

import dev.cairn.node.command.AclCategory;
import dev.cairn.node.command.Args;
import dev.cairn.node.command.Arity;
import dev.cairn.node.command.Family;
import dev.cairn.node.command.Flag;
import dev.cairn.node.command.Group;
import dev.cairn.node.command.Handler.Walk;
import dev.cairn.node.command.Help;
import dev.cairn.node.command.Reply;
import dev.cairn.node.session.NodeServices;
import dev.cairn.node.session.Session;
import dev.cairn.protocol.resp.Refusal;
import dev.cairn.protocol.slot.Slots;
import dev.cairn.protocol.topology.NodeEntry;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.topology.Topology;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** CLUSTER and its companions: the topology in Redis's words; changes are the grid's own affair. */
public final class ClusterCommands {

    private static final Flag[] MANAGED = {ADMIN, STALE, NO_ASYNC_LOADING};
    private static final String ANY = "nondeterministic_output";
    private static final String PER_NODE = "O(N) for N nodes.";

    private static final String REFUSED = "Refused: the grid manages itself.";

    public static final Family FAMILY =
            managed(family(Group.CLUSTER).container("CLUSTER", "3.0.0", "Looks at the grid."))
                    .session("CLUSTER COUNT-FAILURE-REPORTS", ClusterCommands::failureReports)
                    .arity(exactly(3))
                    .flags(ADMIN, STALE)
                    .tips(ANY)
                    .syntax("node-id")
                    .doc("3.0.0", "O(1)", "Always none: nodes do not vote on failures.")
                    .everyShard("CLUSTER COUNTKEYSINSLOT", ClusterCommands::countkeysinslot)
                    .arity(exactly(3))
                    .flags(STALE)
                    .syntax("slot:int")
                    .doc("3.0.0", "O(N) for N keys of the slot's shard.", "Keys in a slot.")
                    .everyShard("CLUSTER GETKEYSINSLOT", ClusterCommands::getkeysinslot)
                    .arity(exactly(4))
                    .flags(STALE)
                    .tips(ANY)
                    .syntax("slot:int count:int")
                    .doc(
                            "3.0.0",
                            "O(N) for N keys of the slot's shard.",
                            "Names of keys in a slot.")
                    .session("CLUSTER HELP", ClusterCommands::help)
                    .arity(exactly(2))
                    .flags(LOADING, STALE)
                    .doc("5.0.0", "O(1)", "Lists the subcommands.")
                    .session("CLUSTER INFO", ClusterCommands::info)
                    .arity(exactly(2))
                    .flags(STALE)
                    .tips(ANY)
                    .doc("3.0.0", "O(1)", "The state of the grid.")
                    .session("CLUSTER KEYSLOT", ClusterCommands::keyslot)
                    .arity(exactly(3))
                    .flags(STALE)
                    .syntax("key")
                    .doc("3.0.0", "O(N) for N bytes.", "The slot of a key.")
                    .session("CLUSTER LINKS", ClusterCommands::links)
                    .arity(exactly(2))
                    .flags(STALE)
                    .tips(ANY)
                    .doc("7.0.0", "O(1)", "None: peers are not linked by Redis's bus.")
                    .session("CLUSTER MYID", ClusterCommands::myid)
                    .arity(exactly(2))
                    .flags(STALE)
                    .doc("3.0.0", "O(1)", "The node's name.")
                    .session("CLUSTER MYSHARDID", ClusterCommands::myid)
                    .arity(exactly(2))
                    .flags(STALE)
                    .tips(ANY)
                    .doc("7.2.0", "O(1)", "The node's name: it shares its slots with no other.")
                    .session("CLUSTER NODES", ClusterCommands::nodes)
                    .arity(exactly(2))
                    .flags(STALE)
                    .tips(ANY)
                    .doc("3.0.0", PER_NODE, "The nodes and their slots, as text.")
                    .session("CLUSTER REPLICAS", ClusterCommands::replicas)
                    .arity(exactly(3))
                    .flags(ADMIN, STALE)
                    .tips(ANY)
                    .syntax("node-id")
                    .doc("5.0.0", PER_NODE, "Always none: every node is a master.")
                    .session("CLUSTER SHARDS", ClusterCommands::shards)
                    .arity(exactly(2))
                    .flags(STALE)
                    .tips(ANY)
                    .doc("7.0.0", PER_NODE, "The slots, who serves them and who holds copies.")
                    .session("CLUSTER SLAVES", ClusterCommands::replicas)
                    .arity(exactly(3))
                    .flags(ADMIN, STALE)
                    .tips(ANY)
                    .syntax("node-id")
                    .doc("3.0.0", PER_NODE, "Always none: every node is a master.")
                    .deprecated("5.0.0", "`CLUSTER REPLICAS`")
                    .session("CLUSTER SLOTS", ClusterCommands::slots)
                    .arity(exactly(2))
                    .flags(STALE)
                    .tips(ANY)
                    .doc("3.0.0", PER_NODE, "The slots, who serves them and who holds copies.")
                    .deprecated("7.0.0", "`CLUSTER SHARDS`")
                    .session("READONLY", (session, in, out) -> readOnly(session, out, true))
                    .arity(exactly(1))
                    .flags(LOADING, STALE, FAST)
                    .acl(AclCategory.CONNECTION)
                    .doc("3.0.0", "O(1)", "Lets replicas answer this connection's reads.")
                    .session("READWRITE", (session, in, out) -> readOnly(session, out, false))
                    .arity(exactly(1))
                    .flags(LOADING, STALE, FAST)
                    .acl(AclCategory.CONNECTION)
                    .doc("3.0.0", "O(1)", "Lets only primaries answer this connection.")
                    .session("ASKING", ClusterCommands::asking)
                    .arity(exactly(1))
                    .flags(FAST)
                    .acl(AclCategory.CONNECTION)
                    .doc("3.0.0", "O(1)", "Accepted; slots never move piecemeal here.")
                    .build();

    private ClusterCommands() {}

    /** What an administrator of Redis Cluster does by hand, and the grid does by itself. */
    private static Family.Builder managed(Family.Builder family) {
        String slots = "start-slot_end-slot(start-slot:int end-slot:int)+";
        refuse(family, "ADDSLOTS", atLeast(3), "slot:int+");
        refuse(family, "ADDSLOTSRANGE", atLeast(4), slots).doc("7.0.0", "O(1)", REFUSED);
        refuse(family, "BUMPEPOCH", exactly(2), "").tips(ANY);
        refuse(family, "DELSLOTS", atLeast(3), "slot:int+");
        refuse(family, "DELSLOTSRANGE", atLeast(4), slots).doc("7.0.0", "O(1)", REFUSED);
        takeover(family);
        refuse(family, "FLUSHSLOTS", exactly(2), "");
        refuse(family, "FORGET", exactly(3), "node-id");
        refuse(family, "MEET", atLeast(4), "ip port:int cluster_bus_port:int?");
        refuse(family, "REPLICATE", exactly(3), "node-id");
        refuse(family, "SAVECONFIG", exactly(2), "");
        refuse(family, "SET-CONFIG-EPOCH", exactly(3), "config-epoch:int");
        String states = "IMPORTING node-id | MIGRATING node-id | NODE node-id | STABLE";
        refuse(family, "SETSLOT", atLeast(4), "slot:int subcommand(" + states + ")");
        return family.session("CLUSTER RESET", ClusterCommands::refuse)
                .arity(atLeast(2))
                .flags(ADMIN, NOSCRIPT, STALE)
                .syntax("hard_soft(HARD | SOFT)?")
                .doc("3.0.0", "O(1)", REFUSED);
    }

    private static Family.Builder refuse(
            Family.Builder family, String name, Arity arity, String syntax) {
        return family.session("CLUSTER " + name, ClusterCommands::refuse)
                .arity(arity)
                .flags(MANAGED)
                .syntax(syntax)
                .doc("3.0.0", "O(1)", REFUSED);
    }

    /** Of all that, only what no grid may decide by itself. */
    private static void takeover(Family.Builder family) {
        family.session("CLUSTER FAILOVER", ClusterCommands::failover)
                .arity(atLeast(2))
                .flags(MANAGED)
                .syntax("options(FORCE | TAKEOVER)?")
                .doc(
                        "3.0.0",
                        "O(N) for N shards.",
                        "With TAKEOVER, lets shards go on without the acknowledged writes that only"
                                + " lost nodes have; else refused: the grid manages itself.");
    }

    static void failover(Session session, Args in, Reply out) {
        inGrid(session);
        if (!in.nextIs("TAKEOVER") || in.hasNext()) {
            refuse(session, in, out);
        }
        if (session.node().takeOver() == 0) {
            throw Refusal.NOTHING_TO_TAKE_OVER.refused();
        }
        out.ok();
    }

    private static void refuse(Session session, Args in, Reply out) {
        inGrid(session);
        String name = in.command().fullName().replace('|', ' ').toUpperCase(Locale.ROOT);
        throw Refusal.MANAGED_BY_GRID.with(name);
    }

    private static NodeServices inGrid(Session session) {
        if (!session.node().isInGrid()) {
            throw Refusal.CLUSTER_DISABLED.refused();
        }
        return session.node();
    }

    private static Topology topology(Session session) {
        Topology topology = inGrid(session).topology();
        if (topology == null) {
            throw Refusal.CLUSTERDOWN.refused();
        }
        return topology;
    }

    private static ClusterView view(Session session) {
        return new ClusterView(topology(session), session.node());
    }

    static void failureReports(Session session, Args in, Reply out) {
        known(topology(session), in);
        out.integer(0);
    }

    static void replicas(Session session, Args in, Reply out) {
        known(topology(session), in);
        out.array(0);
    }

    private static void known(Topology topology, Args in) {
        String name = in.next().toString();
        NodeEntry node = name.matches("[0-9a-f]{40}") ? topology.node(new NodeId(name)) : null;
        if (node == null) {
            throw Refusal.UNKNOWN_NODE.with(name);
        }
    }

    static Walk countkeysinslot(Session session, Args in) {
        int shards = inGrid(session).shards().count();
        return new SlotWalk(slot(in), shards, Long.MAX_VALUE, false);
    }

    static Walk getkeysinslot(Session session, Args in) {
        int shards = inGrid(session).shards().count();
        long slot = in.nextLong();
        long most = in.nextLong();
        if (slot < 0 || slot >= Slots.COUNT || most < 0) {
            throw Refusal.INVALID_SLOT_OR_COUNT.refused();
        }
        return new SlotWalk((int) slot, shards, most, true);
    }

    private static int slot(Args in) {
        long slot = in.nextLong();
        if (slot < 0 || slot >= Slots.COUNT) {
            throw Refusal.INVALID_SLOT.refused();
        }
        return (int) slot;
    }

    /** Like all of CLUSTER, only where there is one. */
    static void help(Session session, Args in, Reply out) {
        inGrid(session);
        Help.reply(session, in, out);
    }

    static void keyslot(Session session, Args in, Reply out) {
        inGrid(session);
        out.integer(Slots.of(in.next()));
    }

    static void links(Session session, Args in, Reply out) {
        inGrid(session);
        out.array(0);
    }

    static void myid(Session session, Args in, Reply out) {
        out.bulk(inGrid(session).self().hex());
    }

    static void info(Session session, Args in, Reply out) {
        NodeServices node = inGrid(session);
        Topology topology = node.topology();
        text(
                topology == null ? ClusterView.NOTHING : new ClusterView(topology, node).report(),
                out);
    }

    static void nodes(Session session, Args in, Reply out) {
        text(view(session).nodes(), out);
    }

    private static void text(String text, Reply out) {
        out.text(text.getBytes(StandardCharsets.UTF_8));
    }

    static void slots(Session session, Args in, Reply out) {
        view(session).slots(out);
    }

    static void shards(Session session, Args in, Reply out) {
        view(session).shards(out);
    }

    private static void readOnly(Session session, Reply out, boolean on) {
        inGrid(session);
        session.readOnly(on);
        out.ok();
    }

    static void asking(Session session, Args in, Reply out) {
        inGrid(session);
        session.asking(true);
        out.ok();
    }
}
