package dev.cairn.node.metadata.controller;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;

import dev.cairn.node.metadata.MetaCodec;
import dev.cairn.node.metadata.MetaCodec.Proposal;
import dev.cairn.node.metadata.MetaCommand;
import dev.cairn.node.metadata.MetaCommand.AdmitInSync;
import dev.cairn.node.metadata.MetaCommand.Batch;
import dev.cairn.node.metadata.MetaCommand.DropInSync;
import dev.cairn.node.metadata.MetaCommand.ElectPrimary;
import dev.cairn.node.metadata.MetaCommand.OfShard;
import dev.cairn.node.metadata.MetaCommand.ShardVersion;
import dev.cairn.node.metadata.MetaState;
import dev.cairn.node.metadata.MetadataLog;
import dev.cairn.node.metadata.ModelVoters;
import dev.cairn.node.metadata.Outcome;
import dev.cairn.node.metadata.RequestId;
import dev.cairn.node.metadata.Role;
import dev.cairn.protocol.topology.Member;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.protocol.topology.ShardEntry;
import dev.cairn.protocol.topology.Topology;
import dev.cairn.protocol.wire.PbMetaSnapshot;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * The same grid over a log that its own first nodes keep, by {@link ModelVoters}: each voter has
 * what it knows of the others and of the log, and a controller as long as it believes that it
 * leads.
 */
final class VotersModel extends GridModel {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final long GOSSIP = Duration.ofMillis(700).toNanos();
    private static final long SUSPICION = Duration.ofMillis(3_500).toNanos();

    private final ModelVoters voters;
    private final PlantedBug bug;
    private final Map<NodeId, Controller> controllers = new TreeMap<>();
    private final Map<NodeId, Map<NodeId, Hint.Liveness>> heard = new TreeMap<>();
    private final Map<List<Long>, NodeId> primaries = new HashMap<>();
    private final Set<RequestId> seen = new HashSet<>();
    private NodeId deciding;
    private long trace;

    VotersModel(long seed, int nodes, int shards, PlantedBug bug) {
        super(seed, nodes, shards);
        this.bug = bug;
        List<NodeId> ids = machines.keySet().stream().limit(nodes < 3 ? 1 : 3).toList();
        deciding = ids.getFirst();
        voters = new Voters(ids);
        for (NodeId voter : ids) {
            heard.put(voter, new TreeMap<>());
            voters.log(voter).onRole(role -> roleChanged(voter, role));
        }
        voters.begin();
    }

    /** The voters, with the bugs that are theirs. */
    private final class Voters extends ModelVoters {
        Voters(List<NodeId> voters) {
            super(voters, random, VotersModel.this::later, state);
        }

        @Override
        protected Outcome decide(Proposal proposal) {
            return apply(proposal.command(), proposal.id());
        }

        @Override
        protected Outcome replay(MetaState state, Proposal entry) {
            return state.apply(asMeant(entry.command(), state), entry.id());
        }

        @Override
        protected byte[] snapshot() {
            byte[] whole = super.snapshot();
            return bug == PlantedBug.FORGETFUL_SNAPSHOT ? withoutRemembered(whole) : whole;
        }
    }

    private static byte[] withoutRemembered(byte[] snapshot) {
        try {
            return PbMetaSnapshot.parseFrom(snapshot).toBuilder()
                    .clearRemembered()
                    .build()
                    .toByteArray();
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private void roleChanged(NodeId voter, Role role) {
        note(role.getClass().getSimpleName().hashCode());
        controllers.remove(voter);
        switch (role) {
            case Role.LeaderReady _ -> {
                var controller = new Controller(tuning(), now);
                controllers.put(voter, controller);
                signs(voter).values().forEach(sign -> controller.observe(sign, now));
            }
            case Role.Failed _ -> kill(machine(voter));
            case Role.Follower _, Role.NoQuorum _, Role.Removed _ -> {}
        }
    }

    /** The operator asks again until it is done. */
    @Override
    int takeOver() {
        List<ShardEntry> stranded = Takeover.stranded(topology(), node -> !machine(node).alive);
        Takeover.of(stranded).forEach(this::propose);
        return stranded.size();
    }

    private Map<NodeId, Hint.Liveness> signs(NodeId voter) {
        return Objects.requireNonNull(heard.get(voter));
    }

    long trace() {
        return trace;
    }

    private void note(int what) {
        trace = (trace * 31 + now) * 31 + what;
    }

    void calm() {
        voters.calm();
    }

    /** Something happens to the log alone. */
    void disturbLog() {
        if (random.nextBoolean()) {
            voters.unseat();
        } else {
            NodeId voter = List.copyOf(heard.keySet()).get(random.nextInt(heard.size()));
            if (machine(voter).alive) {
                voters.fail(voter);
            }
        }
    }

    @Override
    void kill(Machine machine) {
        super.kill(machine);
        controllers.remove(machine.id);
        if (voters.isVoter(machine.id)) {
            voters.stop(machine.id);
        }
    }

    @Override
    void restart(Machine machine) {
        super.restart(machine);
        if (!voters.isVoter(machine.id)) {
            return;
        }
        signs(machine.id).clear();
        voters.start(machine.id);
        if (bug != PlantedBug.NEVER_MET) {
            later(SUSPICION, () -> machines.values().forEach(other -> tell(machine.id, other)));
        }
    }

    /** Each voter hears of it by itself, sooner or later. */
    @Override
    void gossip(Machine machine) {
        for (NodeId voter : heard.keySet()) {
            later(random.nextLong(GOSSIP), () -> tell(voter, machine));
        }
    }

    private void tell(NodeId voter, Machine about) {
        if (!machine(voter).alive) {
            return;
        }
        var sign = new Hint.Liveness(about.id, about.entry.incarnation(), about.alive);
        signs(voter).put(about.id, sign);
        Controller leading = controllers.get(voter);
        if (leading != null) {
            leading.observe(sign, now);
        }
    }

    @Override
    void observe(Hint hint) {
        if (random.nextInt(20) > 0) {
            controllers.values().forEach(controller -> controller.observe(hint, now));
        }
    }

    @Override
    void decide() {
        voters.tick();
        for (NodeId voter : List.copyOf(controllers.keySet())) {
            Controller controller = controllers.get(voter);
            if (controller != null) {
                deciding = voter;
                var view = voters.log(voter).view();
                controller.step(view, now).forEach(this::carryOut);
            }
        }
    }

    @Override
    void propose(MetaCommand command) {
        MetadataLog log = voters.log(deciding);
        log.propose(spoilt(command), nextId(), TIMEOUT);
    }

    private MetaCommand spoilt(MetaCommand command) {
        return switch (command) {
            case ElectPrimary c when bug == PlantedBug.ELECTS_ANYBODY -> anybody(c);
            case Batch c -> new Batch(c.parts().stream().map(this::spoilt).toList());
            default -> command;
        };
    }

    private ElectPrimary anybody(ElectPrimary c) {
        List<Member> live =
                topology().shard(c.at().shard()).replicas().stream()
                        .map(this::machine)
                        .filter(machine -> machine.alive)
                        .map(machine -> machine.entry.member())
                        .toList();
        return live.isEmpty()
                ? c
                : new ElectPrimary(c.at(), live.getLast().node(), List.of(live.getLast()), true);
    }

    @Override
    Outcome apply(MetaCommand command, RequestId id) {
        MetaCommand entry = asMeant(command, state);
        Topology before = topology();
        long unclean = state.uncleanElections();
        Outcome outcome = super.apply(entry, id);
        note(Arrays.hashCode(MetaCodec.encode(new Proposal(id, command))));
        boolean isNew = seen.add(id);
        if (!isNew) {
            assertThat(topology()).as("after a doubled %s", command).isEqualTo(before);
        }
        checkPrimaries();
        if (isNew) {
            checkVersions(before, command, outcome);
        }
        assertThat(state.uncleanElections() - unclean)
                .as("unclean elections by %s", command)
                .isLessThanOrEqualTo(countOfLost(before));
        return outcome;
    }

    private MetaCommand asMeant(MetaCommand command, MetaState state) {
        return bug == PlantedBug.NO_COMPARISON
                ? blind(command, Objects.requireNonNull(state.topology()))
                : command;
    }

    private static MetaCommand blind(MetaCommand command, Topology met) {
        return switch (command) {
            case ElectPrimary c ->
                    new ElectPrimary(at(c, met), c.newPrimary(), c.inSync(), c.unclean());
            case AdmitInSync c -> new AdmitInSync(at(c, met), c.member());
            case DropInSync c -> new DropInSync(at(c, met), c.node());
            default -> command;
        };
    }

    private static ShardVersion at(OfShard change, Topology met) {
        return Movements.at(met.shard(change.at().shard()));
    }

    private static long countOfLost(Topology topology) {
        return topology.shards().stream()
                .filter(shard -> shard.primary() == null && shard.eligible().isEmpty())
                .count();
    }

    /** One primary for each shard and term, ever; and each shard at its own place. */
    private void checkPrimaries() {
        for (ShardEntry shard : topology().shards()) {
            NodeId primary = shard.primary();
            if (primary != null) {
                var key = List.of((long) shard.shard(), shard.term());
                NodeId first = primaries.putIfAbsent(key, primary);
                assertThat(first == null ? primary : first).as("%s", shard).isEqualTo(primary);
            }
        }
        int slots = machines.values().stream().mapToInt(each -> slotsOf(each.id)).sum();
        int offline = (int) topology().shards().stream().filter(s -> s.primary() == null).count();
        assertThat(slots + offline * topology().settings().slotsPerShard()).isEqualTo(16_384);
    }

    private int slotsOf(NodeId node) {
        return topology().slotsOwnedBy(node).stream()
                .mapToInt(range -> range.last() - range.first() + 1)
                .sum();
    }

    /** What took effect was meant for the version that it met; what did not left no trace. */
    private void checkVersions(Topology before, MetaCommand command, Outcome outcome) {
        switch (outcome) {
            case Outcome.Applied _ -> {
                if (command instanceof OfShard change) {
                    var met = Movements.at(before.shard(change.at().shard()));
                    assertThat(change.at()).as("%s", command).isEqualTo(met);
                }
            }
            case Outcome.Rejected _ -> assertThat(topology()).isEqualTo(before);
            case Outcome.Parts batch -> checkParts(before, (Batch) command, batch);
            case Outcome.Unknown _ -> throw new AssertionError("agreed and unknown");
        }
    }

    private static void checkParts(Topology before, Batch command, Outcome.Parts outcome) {
        List<Integer> touched = new ArrayList<>();
        for (int i = 0; i < command.parts().size(); i++) {
            boolean isApplied = outcome.parts().get(i).isApplied();
            if (isApplied && command.parts().get(i) instanceof OfShard change) {
                ShardVersion at = change.at();
                long earlier = touched.stream().filter(shard -> shard == at.shard()).count();
                assertThat(at.version())
                        .as("%s", change)
                        .isEqualTo(before.shard(at.shard()).version() + earlier);
                touched.add(at.shard());
            }
        }
    }
}
