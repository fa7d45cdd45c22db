package dev.cairn.client;

import dev.cairn.client.call.Call;
import dev.cairn.client.call.ErrorReply;
import dev.cairn.client.call.NotExecuted;
import dev.cairn.protocol.resp.Reply;

import io.netty.channel.EventLoop;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Asks one node after another for the grid's topology until one answers. However many ask for it,
 * one round runs at a time and rounds keep a distance. As long as calls rest that hope for a
 * change, one round follows another.
 */
final class TopologyRefresh {

    private static final long DISTANCE_MILLIS = 50;
    private static final Duration PATIENCE = Duration.ofMillis(1_500);
    private static final Call SHARDS = Call.of("CLUSTER SHARDS").repeatable();
    private static final Call SLOTS = Call.of("CLUSTER SLOTS").repeatable();

    private final Router router;
    private final EventLoop loop;
    private final AtomicBoolean planned = new AtomicBoolean();

    TopologyRefresh(Router router, EventLoop loop) {
        this.router = router;
        this.loop = loop;
    }

    /** Has a round run, unless one is planned already. */
    void soon() {
        if (planned.compareAndSet(false, true)) {
            loop.schedule(this::round, DISTANCE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void round() {
        if (router.isClosed()) {
            return;
        }
        now(PATIENCE).whenComplete((view, failure) -> ended());
    }

    private void ended() {
        planned.set(false);
        if (router.hasResting()) {
            router.refresh();
        }
    }

    /** Runs a round at once, waiting so long for each node. */
    CompletableFuture<TopologyView> now(Duration patience) {
        List<Address> known = new ArrayList<>(router.view().nodes());
        Collections.shuffle(known);
        var order = new LinkedHashSet<>(known);
        order.addAll(router.settings().seeds());
        var found = new CompletableFuture<TopologyView>();
        new Round(order.iterator(), patience, found).askNext();
        return found;
    }

    /** One node after another is asked, until one answers or none is left. */
    private final class Round {
        private final Iterator<Address> rest;
        private final Duration patience;
        private final CompletableFuture<TopologyView> found;
        private final List<String> failures = new ArrayList<>();
        private @Nullable ErrorReply refusal;

        private Round(
                Iterator<Address> rest, Duration patience, CompletableFuture<TopologyView> found) {
            this.rest = rest;
            this.patience = patience;
            this.found = found;
        }

        private void askNext() {
            if (!rest.hasNext()) {
                String all = "no node could be reached: " + String.join("; ", failures);
                found.completeExceptionally(refusal != null ? refusal : new NotExecuted(all));
                return;
            }
            Address address = rest.next();
            ask(address, SHARDS)
                    .thenCompose(reply -> understand(reply, address))
                    .whenComplete(
                            (view, failure) -> {
                                if (failure == null) {
                                    router.view(view);
                                    found.complete(view);
                                } else {
                                    note(address, failure);
                                    askNext();
                                }
                            });
        }

        private void note(Address address, Throwable failure) {
            failures.add(address + ": " + Question.reason(failure));
            Throwable cause = failure.getCause() == null ? failure : failure.getCause();
            if (cause instanceof ErrorReply error && RetryPolicy.isAboutUs(error)) {
                refusal = error;
            }
        }

        private CompletableFuture<TopologyView> understand(Reply reply, Address address) {
            if (!(reply instanceof Reply.Failure failure)) {
                boolean secure = router.settings().tls() != null;
                return CompletableFuture.completedFuture(
                        TopologyReader.shards(reply, address, secure));
            }
            if (failure.text().contains("cluster support disabled")
                    || failure.text().startsWith("ERR unknown command")) {
                return CompletableFuture.completedFuture(TopologyView.single(address));
            }
            if (failure.text().contains("nknown subcommand")) {
                return ask(address, SLOTS).thenApply(slots -> TopologyReader.slots(slots, address));
            }
            return CompletableFuture.failedFuture(new NotExecuted(failure.text()));
        }

        private CompletableFuture<Reply> ask(Address address, Call call) {
            var question = new Question(call, System.nanoTime() + patience.toNanos());
            router.line(address, 0).send(question);
            return question.reply();
        }
    }
}
