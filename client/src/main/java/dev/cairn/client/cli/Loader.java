package dev.cairn.client.cli;

import dev.cairn.client.CairnClient;
import dev.cairn.client.CommandTable;
import dev.cairn.client.call.Call;
import dev.cairn.client.call.NotExecuted;
import dev.cairn.client.call.OutcomeUnknown;
import dev.cairn.protocol.resp.Reply;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Sends the items of a source through a client, as many at a time as the ledger allows. */
final class Loader {

    private static final long GLANCE_MILLIS = 100;

    private final CairnClient client;
    private final CommandTable commands;
    private final LoadLedger ledger;
    private final LoadFormat format;
    private final boolean repeatable;
    private final Queue<String> complaints = new ConcurrentLinkedQueue<>();

    /**
     * A loader.
     *
     * @param repeatable whether every command does no harm when it is executed twice
     */
    Loader(CairnClient client, LoadLedger ledger, LoadFormat format, boolean repeatable) {
        this.client = client;
        this.commands = client.commands();
        this.ledger = ledger;
        this.format = format;
        this.repeatable = repeatable;
    }

    /** Loads everything, or until the ledger is stopped; tells {@code glance} now and then. */
    void run(LoadSource source, Glance glance) throws IOException, InterruptedException {
        try {
            for (LoadSource.Item item; ledger.stopped() == null; ) {
                item = source.next();
                if (item == null) {
                    break;
                }
                take(item, glance);
            }
        } catch (LoadSource.Unreadable e) {
            ledger.stop(e.reason());
        }
        while (!ledger.awaitAll(GLANCE_MILLIS)) {
            look(glance);
        }
        look(glance);
    }

    /** Whoever wants to see how it goes. */
    interface Glance {

        /** How far the load has come. */
        void at(Checkpoint reached) throws IOException;

        /** One rejected item. */
        void rejected(String complaint);
    }

    private void take(LoadSource.Item item, Glance glance)
            throws IOException, InterruptedException {
        boolean sendable = !item.words().isEmpty();
        Call call = sendable ? call(item) : null;
        byte[] key = sendable && commands.hasOneKey(item.words()) ? item.words().get(1) : null;
        LoadLedger.Entry entry = null;
        while (entry == null) {
            entry = ledger.enter(item, sendable ? key : new byte[0], GLANCE_MILLIS);
            look(glance);
            if (ledger.stopped() != null && entry == null) {
                return;
            }
        }
        if (call == null) {
            settle(entry, item.fault());
        } else {
            send(entry, call);
        }
    }

    private Call call(LoadSource.Item item) {
        Call call = commands.call(item.words());
        return format == LoadFormat.TSV || repeatable ? call.repeatable() : call;
    }

    private void send(LoadLedger.Entry entry, Call call) {
        client.send(call)
                .whenComplete(
                        (reply, failure) -> {
                            if (failure != null) {
                                fail(entry, failure);
                            } else {
                                String error = reply instanceof Reply.Failure no ? no.text() : null;
                                settle(entry, error);
                            }
                        });
    }

    private void settle(LoadLedger.Entry entry, @Nullable String fault) {
        if (fault != null) {
            complaints.add(noun() + " " + entry.number() + ": " + fault);
        }
        ledger.answered(entry, fault == null);
    }

    private void fail(LoadLedger.Entry entry, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        String kind =
                cause instanceof OutcomeUnknown
                        ? " may or may not have been executed: "
                        : cause instanceof NotExecuted ? " was not executed: " : " failed: ";
        ledger.unanswered(entry, noun() + " " + entry.number() + kind + cause.getMessage());
    }

    private String noun() {
        return format == LoadFormat.TSV ? "line" : "command";
    }

    private void look(Glance glance) throws IOException {
        for (String complaint; (complaint = complaints.poll()) != null; ) {
            glance.rejected(complaint);
        }
        glance.at(ledger.reached());
    }
}
