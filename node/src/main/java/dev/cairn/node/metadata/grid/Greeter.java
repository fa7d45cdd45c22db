package dev.cairn.node.metadata.grid;

import dev.cairn.node.metadata.Call;
import dev.cairn.node.metadata.Switchboard;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Greets all initial nodes at once and gathers what answers in time. */
final class Greeter {
    private static final Duration LIMIT = Duration.ofMillis(500);

    private final Strangers strangers;
    private final List<GridSettings.Initial> initial;

    Greeter(Strangers strangers, List<GridSettings.Initial> initial) {
        this.strangers = strangers;
        this.initial = initial;
    }

    /** One round; never fails, an initial node that does not answer is left out. */
    CompletionStage<Greetings> greetAll() {
        Map<GridSettings.Initial, Greeting> answers = new ConcurrentHashMap<>();
        byte[] hello = Switchboard.envelope(Call.HELLO, new byte[0]);
        List<CompletableFuture<?>> rounds = new ArrayList<>();
        for (GridSettings.Initial each : initial) {
            rounds.add(
                    strangers
                            .ask(each.host(), each.rpcPort(), hello, LIMIT)
                            .thenApply(reply -> Greeting.of(Switchboard.open(reply)))
                            .thenAccept(answer -> answers.put(each, answer))
                            .exceptionally(_ -> null)
                            .toCompletableFuture());
        }
        return CompletableFuture.allOf(rounds.toArray(CompletableFuture[]::new))
                .thenApply(_ -> new Greetings(initial, answers));
    }
}
