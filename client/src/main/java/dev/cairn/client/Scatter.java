package dev.cairn.client;

import dev.cairn.client.call.Call;
import dev.cairn.client.call.Decode;
import dev.cairn.client.call.NotExecuted;
import dev.cairn.client.call.OutcomeUnknown;
import dev.cairn.protocol.resp.Reply;
import dev.cairn.protocol.slot.Slots;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A call over keys of several slots, delivered as one call per slot. Each part is atomic, the whole
 * is not; if a part fails, others may have been executed.
 */
final class Scatter {

    /** The keys of one slot, by their index in the call, and the reply to come. */
    private record Part(List<Integer> keys, CompletableFuture<Reply> reply) {}

    private final Router router;
    private final Call call;

    Scatter(Router router, Call call) {
        this.router = router;
        this.call = call;
    }

    CompletableFuture<Reply> begin() {
        List<Part> parts = new ArrayList<>();
        keysBySlot()
                .forEach((slot, keys) -> parts.add(new Part(keys, deliver(call.part(keys), slot))));
        var replies = parts.stream().map(Part::reply).toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(replies)
                .exceptionally(
                        failure -> {
                            throw failure(parts, failure);
                        })
                .thenApply(all -> gather(parts));
    }

    /** Certainly not executed is only what no part of can have been. */
    private CompletionException failure(List<Part> parts, Throwable any) {
        Throwable cause = any.getCause() == null ? any : any.getCause();
        boolean certain =
                call.isRepeatable()
                        || !(cause instanceof NotExecuted)
                        || parts.stream().allMatch(Scatter::wasNotExecuted);
        return new CompletionException(
                certain ? cause : new OutcomeUnknown("executed in part: " + cause.getMessage()));
    }

    private static boolean wasNotExecuted(Part part) {
        return part.reply().handle((reply, failure) -> failure).join() instanceof NotExecuted;
    }

    private CompletableFuture<Reply> deliver(Call part, int slot) {
        return new Delivery(router, List.of(part), slot, call.isRepeatable()).begin();
    }

    private Map<Integer, List<Integer>> keysBySlot() {
        Map<Integer, List<Integer>> bySlot = new TreeMap<>();
        for (int i = 1; i < call.words().size(); i++) {
            int slot = Slots.of(call.words().get(i));
            bySlot.computeIfAbsent(slot, absent -> new ArrayList<>()).add(i);
        }
        return bySlot;
    }

    private Reply gather(List<Part> parts) {
        long sum = 0;
        Reply[] elements = new Reply[call.words().size() - 1];
        for (Part part : parts) {
            Reply reply = part.reply().join();
            if (reply instanceof Reply.Failure) {
                return reply;
            }
            if (call.split() == Call.Split.SUM) {
                sum += Decode.whole(reply);
            } else {
                List<Reply> found = Decode.elements(reply);
                for (int i = 0; i < found.size(); i++) {
                    elements[part.keys().get(i) - 1] = found.get(i);
                }
            }
        }
        return call.split() == Call.Split.SUM
                ? new Reply.Whole(sum)
                : new Reply.Array(Arrays.asList(elements));
    }
}
