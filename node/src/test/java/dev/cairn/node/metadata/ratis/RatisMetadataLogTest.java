package dev.cairn.node.metadata.ratis;

import static dev.cairn.node.metadata.Grids.id;
import static dev.cairn.node.metadata.Grids.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.node.metadata.Grids;
import dev.cairn.node.metadata.MetaCommand;
import dev.cairn.node.metadata.Outcome;
import dev.cairn.node.metadata.RequestId;
import dev.cairn.node.metadata.Role;
import dev.cairn.node.metadata.WaitingTest;
import dev.cairn.protocol.topology.NodeId;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The engine behind the seam, with real disks and an in-memory network. */
@Timeout(120)
final class RatisMetadataLogTest {
    @TempDir Path directory;

    @WaitingTest
    void aProposalFromAnyVoterIsAppliedOnceByAll() throws IOException {
        try (var group = new VoterGroup(directory, 4_096).found(3)) {
            int leader = group.leader();
            int follower = leader == 1 ? 2 : 1;
            assertThat(group.propose(follower, Grids.form(3, 16)))
                    .isEqualTo(new Outcome.Applied(1));

            var id = new RequestId(99, 1);
            var join = new MetaCommand.JoinNode(node(4));
            var patience = VoterGroup.PATIENCE;
            Outcome first = VoterGroup.get(group.log(follower).propose(join, id, patience));
            Outcome again = VoterGroup.get(group.log(leader).propose(join, id, patience));
            assertThat(first).isEqualTo(new Outcome.Applied(2)).isEqualTo(again);

            for (int number = 1; number <= 3; number++) {
                assertThat(VoterGroup.get(group.log(number).readBarrier(patience))).isEqualTo(2);
                assertThat(group.log(number).view().topology())
                        .isEqualTo(group.log(leader).view().topology());
            }
        }
    }

    @WaitingTest
    void theGroupGoesOnWithoutItsLeaderAndTakesItBack() throws IOException {
        try (var group = new VoterGroup(directory, 4_096).found(3)) {
            int old = group.leader();
            group.propose(old, Grids.form(3, 16));
            group.stop(old);
            int survivor = old == 1 ? 2 : 1;

            assertThat(group.propose(survivor, new MetaCommand.JoinNode(node(4))))
                    .isEqualTo(new Outcome.Applied(2));
            assertThat(group.leader()).isNotEqualTo(old);

            group.start(old, founders(3));
            group.awaitVersion(old, 2);
        }
    }

    @WaitingTest
    void aFollowerThatWasAwayForLongIsBroughtBackByASnapshot() throws IOException {
        try (var group = new VoterGroup(directory, 32).found(3)) {
            int leader = group.leader();
            group.propose(leader, Grids.form(3, 16));
            int away = leader == 1 ? 2 : 1;
            group.stop(away);
            for (int number = 10; number < 150; number++) {
                group.propose(leader, new MetaCommand.JoinNode(node(number)));
            }
            assertThat(snapshotsOf(group, leader)).isNotEmpty();

            var seen = new CopyOnWriteArrayList<Long>();
            group.start(away, founders(3)).onApplied(view -> seen.add(view.version()));
            group.awaitVersion(away, 141);
            assertThat(seen).isSorted();
            assertThat(group.log(away).view().topology())
                    .isEqualTo(group.log(leader).view().topology());

            assertThat(group.propose(away, new MetaCommand.JoinNode(node(5))))
                    .isEqualTo(new Outcome.Applied(142));
            group.awaitVersion(away, 142);
        }
    }

    @WaitingTest
    void allVotersRestartWithWhatTheyKnew() throws IOException {
        try (var group = new VoterGroup(directory, 16).found(3)) {
            int leader = group.leader();
            group.propose(leader, Grids.form(3, 16));
            for (int number = 10; number < 40; number++) {
                group.propose(leader, new MetaCommand.JoinNode(node(number)));
            }
            var before = group.log(leader).view().topology();
            IntStream.rangeClosed(1, 3).forEach(group::stop);

            group.found(3);
            VoterGroup.get(group.log(1).readBarrier(VoterGroup.PATIENCE));
            assertThat(group.log(1).view().topology()).isEqualTo(before);
        }
    }

    @WaitingTest
    void withoutAQuorumNothingIsDecidedAndItIsSaid() throws IOException {
        try (var group = new VoterGroup(directory, 4_096).found(3)) {
            int leader = group.leader();
            group.propose(leader, Grids.form(3, 16));
            group.network.isolate(id(leader));

            var log = group.log(leader);
            Outcome outcome =
                    VoterGroup.get(
                            log.propose(
                                    new MetaCommand.JoinNode(node(4)),
                                    group.requests.next(),
                                    Duration.ofMillis(400)));
            assertThat(outcome).isInstanceOf(Outcome.Unknown.class);
            Waiting.until("no quorum", () -> log.role() instanceof Role.NoQuorum ? true : null);
            assertThatThrownBy(() -> VoterGroup.get(log.readBarrier(Duration.ofMillis(200))))
                    .isInstanceOf(AssertionError.class);

            int other = leader == 1 ? 2 : 1;
            assertThat(group.propose(other, new MetaCommand.JoinNode(node(5))).isApplied())
                    .isTrue();
            group.network.heal();
            group.awaitVersion(leader, group.log(other).view().version());
            assertThat(log.view().topology()).isEqualTo(group.log(other).view().topology());
        }
    }

    @WaitingTest
    void oneVoterGrowsToThreeAndFiveAndShrinksAgain() throws IOException {
        try (var group = new VoterGroup(directory, 8).found(1)) {
            group.leader();
            group.propose(1, Grids.form(5, 16));
            for (int number = 10; number < 40; number++) {
                group.propose(1, new MetaCommand.JoinNode(node(number)));
            }
            List<NodeId> one = founders(1);
            for (int number = 2; number <= 5; number++) {
                group.start(number, List.of());
            }
            var patience = VoterGroup.PATIENCE;
            VoterGroup.get(group.log(1).changeVoters(one, founders(3), patience));
            VoterGroup.get(group.log(1).changeVoters(founders(3), founders(5), patience));
            assertThat(group.log(1).voters()).containsExactlyInAnyOrderElementsOf(founders(5));
            group.awaitVersion(5, 31);

            VoterGroup.get(group.log(1).transferLeadership(id(3), patience));
            assertThat(group.leader()).isEqualTo(3);
            List<NodeId> last = List.of(id(3), id(4), id(5));
            VoterGroup.get(group.log(3).changeVoters(founders(5), last, patience));
            assertThat(group.log(3).voters()).containsExactlyInAnyOrderElementsOf(last);
            assertThat(group.propose(4, new MetaCommand.JoinNode(node(50))).isApplied()).isTrue();
            assertThatThrownBy(() -> VoterGroup.get(group.log(3).changeVoters(one, last, patience)))
                    .hasMessageContaining("voters are");
        }
    }

    @WaitingTest
    void aDeadJoinerIsNotAdmitted() throws IOException {
        try (var group = new VoterGroup(directory, 4_096).found(1)) {
            group.leader();
            var log = group.log(1);
            assertThatThrownBy(
                            () ->
                                    VoterGroup.get(
                                            log.changeVoters(
                                                    founders(1),
                                                    founders(2),
                                                    Duration.ofMillis(300))))
                    .hasMessageContaining("unreachable");
            assertThat(log.voters()).containsExactly(id(1));
            assertThat(group.propose(1, Grids.form(3, 16)).isApplied()).isTrue();
        }
    }

    @WaitingTest
    void anEmptiedVoterIsNotStartedUnderItsOldName() throws IOException {
        try (var group = new VoterGroup(directory, 4_096).found(1)) {
            group.leader();
            group.propose(1, Grids.form(3, 16));
            group.stop(1);
            deleteAll(group.directoryOf(1));

            assertThatThrownBy(() -> group.start(1, founders(1)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("vanished");
        }
    }

    private static List<NodeId> founders(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(number -> id(number)).toList();
    }

    private static List<Path> snapshotsOf(VoterGroup group, int number) throws IOException {
        try (Stream<Path> files = Files.walk(group.directoryOf(number))) {
            return files.filter(f -> f.getFileName().toString().startsWith("snapshot.")).toList();
        }
    }

    private static void deleteAll(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }
}
