package dev.cairn.client.cli;

import dev.cairn.client.CairnClient;
import dev.cairn.client.Transaction;
import dev.cairn.client.call.Call;
import dev.cairn.client.call.Command;
import dev.cairn.client.call.Decode;
import dev.cairn.client.call.ErrorReply;
import dev.cairn.client.call.NotExecuted;
import dev.cairn.client.call.OutcomeUnknown;
import dev.cairn.protocol.resp.Reply;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Sends the units of a source through a client, as many at a time as the ledger allows. */
final class Loader {

    private static final long GLANCE_MILLIS = 100;
    private static final Reply QUEUED = new Reply.Simple("QUEUED");

    private final CairnClient client;
    private final LoadLedger ledger;
    private final String noun;
    private final Queue<String> complaints = new ConcurrentLinkedQueue<>();

    /** A loader that calls one item of the input a {@code noun}. */
    Loader(CairnClient client, LoadLedger ledger, String noun) {
        this.client = client;
        this.ledger = ledger;
        this.noun = noun;
    }

    /** Loads everything, or until the ledger is stopped; tells {@code glance} now and then. */
    void run(LoadUnits units, Glance glance) throws InterruptedException {
        try {
            for (LoadUnit unit; ledger.stopped() == null; ) {
                unit = units.next();
                if (unit == null) {
                    break;
                }
                take(unit, glance);
            }
        } catch (IOException e) {
            ledger.stop(FileFault.sentence(e));
        }
        while (!ledger.awaitAll(GLANCE_MILLIS)) {
            look(glance);
        }
        look(glance);
    }

    /** Whoever wants to see how it goes. */
    interface Glance {

        /** How far the load has come. */
        void at(Checkpoint reached);

        /** One rejected item. */
        void rejected(String complaint);
    }

    private void take(LoadUnit unit, Glance glance) throws InterruptedException {
        LoadLedger.Entry entry = null;
        while (entry == null && ledger.stopped() == null) {
            entry = ledger.enter(unit, GLANCE_MILLIS);
            look(glance);
        }
        if (entry == null) {
            return;
        }
        if (unit.calls().isEmpty()) {
            count(entry, unit.fault());
        } else if (unit.isTransaction()) {
            sendTogether(entry, unit.calls());
        } else {
            send(entry, unit.calls().get(0));
        }
    }

    private void send(LoadLedger.Entry entry, Call call) {
        client.send(call)
                .whenComplete(
                        (reply, failure) -> {
                            if (failure != null) {
                                fail(entry, cause(failure));
                            } else if (reply.equals(QUEUED)) {
                                ledger.unanswered(entry, entry.name(noun) + " was only queued");
                            } else {
                                settle(entry, reply instanceof Reply.Failure no ? no : null);
                            }
                        });
    }

    private void sendTogether(LoadLedger.Entry entry, List<Call> calls) {
        var transaction = new Transaction();
        List<CompletableFuture<Reply>> results =
                calls.stream().map(call -> transaction.add(raw(call))).toList();
        client.send(transaction)
                .whenComplete(
                        (done, failure) -> {
                            if (failure == null) {
                                settle(entry, results);
                            } else if (cause(failure) instanceof ErrorReply refusal) {
                                settle(entry, refusal.reply());
                            } else {
                                fail(entry, cause(failure));
                            }
                        });
    }

    private static Command<Reply> raw(Call call) {
        return new Command<>(call, Decode::raw);
    }

    /** Within a transaction that was executed, commands are refused one by one. */
    private void settle(LoadLedger.Entry entry, List<CompletableFuture<Reply>> results) {
        long rejected = 0;
        for (int i = 0; i < results.size(); i++) {
            Throwable refusal = results.get(i).handle((reply, failure) -> failure).join();
            if (refusal != null) {
                rejected++;
                complain(noun + " " + (entry.first() + 1 + i), refusal.getMessage());
            }
        }
        ledger.answered(entry, rejected);
    }

    /** What the grid refuses for its own state it would refuse of all that follows, too. */
    private void settle(LoadLedger.Entry entry, Reply.@Nullable Failure refusal) {
        if (refusal != null && ErrorReply.isAboutNow(refusal)) {
            ledger.unanswered(entry, entry.name(noun) + " was not executed: " + refusal.text());
        } else {
            count(entry, refusal == null ? null : refusal.text());
        }
    }

    private void count(LoadLedger.Entry entry, @Nullable String fault) {
        if (fault != null) {
            complain(entry.name(noun), fault);
        }
        ledger.answered(entry, fault == null ? 0 : entry.size());
    }

    private void complain(String about, @Nullable String fault) {
        complaints.add(about + ": " + fault);
    }

    private void fail(LoadLedger.Entry entry, Throwable cause) {
        String kind =
                cause instanceof OutcomeUnknown
                        ? " may or may not have been executed: "
                        : cause instanceof NotExecuted ? " was not executed: " : " failed: ";
        ledger.unanswered(entry, entry.name(noun) + kind + cause.getMessage());
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null
                ? failure.getCause()
                : failure;
    }

    private void look(Glance glance) {
        for (String complaint; (complaint = complaints.poll()) != null; ) {
            glance.rejected(complaint);
        }
        glance.at(ledger.reached());
    }
}
