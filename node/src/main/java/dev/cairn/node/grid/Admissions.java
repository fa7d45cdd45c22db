package dev.cairn.node.grid;

import dev.cairn.node.metadata.MetaCommand;
import dev.cairn.node.metadata.MetaCommand.AdmitInSync;
import dev.cairn.node.metadata.MetaCommand.Batch;
import dev.cairn.node.metadata.Outcome;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * Asks for members to be taken into in-sync sets, for many shards at a time: when a node is back,
 * all its copies are in step at about the same time, and every change of the topology goes to every
 * node. Any thread may call.
 */
final class Admissions {

    private final Surroundings around;
    private final Queue<Asked> waiting = new ConcurrentLinkedQueue<>();

    /** What a shard asks for, and who hears what became of it. */
    private record Asked(AdmitInSync change, Consumer<Outcome> listener) {}

    Admissions(Surroundings around) {
        this.around = around;
    }

    /** Asks with the next {@link #send}. */
    void ask(AdmitInSync change, Consumer<Outcome> listener) {
        waiting.add(new Asked(change, listener));
    }

    /** Brings everything that was asked for on its way. */
    void send() {
        var batch = new ArrayList<Asked>();
        for (Asked next; (next = waiting.poll()) != null; ) {
            batch.add(next);
            if (batch.size() == MetaCommand.MAX_BATCH) {
                send(List.copyOf(batch));
                batch.clear();
            }
        }
        if (!batch.isEmpty()) {
            send(List.copyOf(batch));
        }
    }

    private void send(List<Asked> batch) {
        List<MetaCommand> changes = batch.stream().<MetaCommand>map(Asked::change).toList();
        around.propose(changes.size() == 1 ? changes.getFirst() : new Batch(changes))
                .thenAccept(outcome -> tell(batch, outcome));
    }

    private static void tell(List<Asked> batch, Outcome outcome) {
        for (int i = 0; i < batch.size(); i++) {
            var each = outcome instanceof Outcome.Parts all ? all.parts().get(i) : outcome;
            batch.get(i).listener().accept(each);
        }
    }
}
