package dev.cairn.node.grid;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.node.metadata.MetaCommand;
import dev.cairn.node.metadata.MetaCommand.AdmitInSync;
import dev.cairn.node.metadata.MetaCommand.Batch;
import dev.cairn.node.metadata.MetaCommand.ShardVersion;
import dev.cairn.node.metadata.Outcome;
import dev.cairn.node.metadata.Rejection;
import dev.cairn.node.metadata.controller.Hint;
import dev.cairn.protocol.topology.Member;
import dev.cairn.protocol.topology.NodeId;
import dev.cairn.replication.message.Message;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

class AdmissionsTest implements Surroundings {
    private static final Outcome APPLIED = new Outcome.Applied(7);
    private static final Outcome REJECTED = new Outcome.Rejected(Rejection.STALE_VERSION);

    private final Admissions admissions = new Admissions(this);
    private final List<MetaCommand> proposed = new ArrayList<>();
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private final List<Outcome> heard = new ArrayList<>();

    @Test
    void whatIsAskedAtTheSameTimeIsOneChangeAndEachHearsItsOwnPart() {
        ask(0);
        ask(1);
        assertThat(proposed).isEmpty();
        admissions.send();
        assertThat(proposed).containsExactly(new Batch(List.of(admit(0), admit(1))));
        outcome.complete(new Outcome.Parts(7, List.of(APPLIED, REJECTED)));
        assertThat(heard).containsExactly(APPLIED, REJECTED);
    }

    @Test
    void nobodyKnowsMoreThanTheWhole() {
        ask(0);
        ask(1);
        admissions.send();
        var unknown = new Outcome.Unknown("no answer");
        outcome.complete(unknown);
        assertThat(heard).containsExactly(unknown, unknown);
    }

    @Test
    void oneAloneIsNoBatchAndMoreThanABatchHoldsAreSeveral() {
        ask(0);
        admissions.send();
        assertThat(proposed).containsExactly(admit(0));
        proposed.clear();
        for (int shard = 0; shard <= MetaCommand.MAX_BATCH; shard++) {
            ask(shard);
        }
        admissions.send();
        assertThat(proposed).hasSize(2).last().isEqualTo(admit(MetaCommand.MAX_BATCH));
    }

    private void ask(int shard) {
        admissions.ask(admit(shard), heard::add);
    }

    private static AdmitInSync admit(int shard) {
        return new AdmitInSync(
                new ShardVersion(shard, 1, 1), new Member(new NodeId("a".repeat(40)), 1));
    }

    @Override
    public CompletionStage<Outcome> propose(MetaCommand change) {
        proposed.add(change);
        return outcome;
    }

    @Override
    public boolean send(NodeId to, Message message) {
        throw new AssertionError(message);
    }

    @Override
    public boolean isCongested(NodeId to) {
        return false;
    }

    @Override
    public void tell(List<Hint> seen) {}

    @Override
    public void commitAdvanced() {}

    @Override
    public void diverged(String what) {
        throw new AssertionError(what);
    }
}
