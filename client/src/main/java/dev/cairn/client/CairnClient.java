package dev.cairn.client;

import dev.cairn.client.call.Call;
import dev.cairn.client.call.Command;
import dev.cairn.client.call.ErrorReply;
import dev.cairn.client.call.NotExecuted;
import dev.cairn.client.call.OutcomeUnknown;
import dev.cairn.protocol.resp.Reply;
import dev.cairn.protocol.slot.Slots;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A client of a grid, or of a single node: one object for the whole program, used by any number of
 * threads. Every call finds the node of its key, shares that node's connection with all others, and
 * is repeated as long as that is safe: never when it may have been executed, unless it only reads
 * or was declared {@link Command#repeatable repeatable}.
 *
 * <p>{@code call} waits for the result and throws its failure; {@code send} returns at once with a
 * future. Calls of one thread to one slot are executed in their order, except that a repeated one
 * may be overtaken. When too many calls are pending, both wait for room. Futures are completed on
 * an event loop: do not block there.
 */
public final class CairnClient implements AutoCloseable {

    private static final Duration MARGIN = Duration.ofSeconds(5);

    private final ClientSettings settings;
    private final Dialer dialer;
    private final Router router;
    private final Semaphore room;
    private volatile CompletableFuture<CommandTable> table =
            CompletableFuture.failedFuture(new IllegalStateException("not asked for yet"));

    private CairnClient(ClientSettings settings) {
        this.settings = settings;
        this.dialer = new Dialer(settings);
        this.router = new Router(settings, dialer);
        this.room = new Semaphore(settings.bounds().pending());
    }

    /** A client of the grid that the node at {@code address} ({@code host:port}) belongs to. */
    public static CairnClient connect(String address) {
        return connect(ClientSettings.of(Address.parse(address)));
    }

    /**
     * A client with these settings.
     *
     * @throws NotExecuted when none of the seeds answers
     * @throws ErrorReply when the credentials are refused
     */
    public static CairnClient connect(ClientSettings settings) {
        var client = new CairnClient(settings);
        try {
            Waiting.on(
                    client.router.open(),
                    settings.timeouts().call(),
                    () -> new NotExecuted("no node answered in time"));
            return client;
        } catch (RuntimeException e) {
            client.close();
            throw e;
        }
    }

    /** Calls and waits for the result. */
    public <T> T call(Command<T> command) {
        return waitFor(send(command));
    }

    /** Calls; the future gets the result. */
    public <T> CompletableFuture<T> send(Command<T> command) {
        return send(command.call()).thenApply(command::result);
    }

    /** Calls and waits for the reply, which may be an error. */
    public Reply call(Call call) {
        return waitFor(send(call));
    }

    /** Calls; the future gets the reply, which may be an error. */
    public CompletableFuture<Reply> send(Call call) {
        checkShareable(call);
        return admitted(() -> router.deliver(call));
    }

    /** Calls any command; which word is the key is asked of the grid. Waits for the reply. */
    public Reply call(String... words) {
        List<byte[]> bytes =
                Arrays.stream(words).map(word -> word.getBytes(StandardCharsets.UTF_8)).toList();
        return waitFor(sendWords(bytes));
    }

    /** Calls any command of ready words; which of them is the key is asked of the grid. */
    public CompletableFuture<Reply> sendWords(List<byte[]> words) {
        checkShareable(Call.ofWords(words));
        CompletableFuture<CommandTable> known = commandTable();
        return known.isDone() && !known.isCompletedExceptionally()
                ? send(known.join().call(words))
                : known.thenCompose(table -> send(table.call(words)));
    }

    /** What the grid says of its commands: where their keys stand, which of them only read. */
    public CommandTable commands() {
        return waitFor(commandTable());
    }

    /** Executes a transaction and waits; its results are in the futures that its commands gave. */
    public void call(Transaction transaction) {
        waitFor(send(transaction));
    }

    /** Executes a transaction; done when all its results are in. */
    public CompletableFuture<Void> send(Transaction transaction) {
        return admitted(() -> router.deliver(transaction))
                .thenAccept(transaction::settle)
                .whenComplete((done, failure) -> transaction.failIfUnsettled(failure));
    }

    /** Calls the same of every node that serves slots, for what each knows only of itself. */
    public <T> Map<Address, T> callEveryNode(Command<T> command) {
        checkShareable(command.call());
        var asked = new LinkedHashMap<Address, CompletableFuture<Reply>>();
        long deadline = System.nanoTime() + settings.timeouts().reply().toNanos();
        for (Address node : nodes()) {
            var question = new Question(command.call(), deadline);
            router.line(node, 0).send(question);
            asked.put(node, question.reply());
        }
        var results = new LinkedHashMap<Address, T>();
        asked.forEach((node, reply) -> results.put(node, command.result(waitFor(reply))));
        return results;
    }

    /** The nodes that serve slots, as far as this client has heard. */
    public Set<Address> nodes() {
        return router.view().primaries();
    }

    /** Whether this is a grid; if not, one node serves every slot. */
    public boolean isClustered() {
        return router.view().isClustered();
    }

    /** A connection of its own to the node that serves {@code key}. */
    public Session session(String key) {
        return session(router.line(Slots.of(key.getBytes(StandardCharsets.UTF_8))).address());
    }

    /** A connection of its own to the node at {@code address}. */
    public Session session(Address address) {
        return new Session(
                Connection.once(address, settings, dialer), settings.timeouts().reply(), () -> {});
    }

    @Override
    public void close() {
        router.close();
        dialer.close();
    }

    private CompletableFuture<CommandTable> commandTable() {
        CompletableFuture<CommandTable> known = table;
        if (known.isCompletedExceptionally()) {
            var all = new Command<>(Call.of("COMMAND").repeatable(), CommandTable::read);
            known = send(all);
            table = known;
        }
        return known;
    }

    private static void checkShareable(Call call) {
        if (call.needsSession()) {
            throw new IllegalArgumentException(
                    call.name() + " needs a connection of its own: use a session or a transaction");
        }
    }

    /** The future is one of the caller's own: whatever he does to it, room is kept till the end. */
    private CompletableFuture<Reply> admitted(Supplier<CompletableFuture<Reply>> delivery) {
        if (router.isClosed()) {
            return CompletableFuture.failedFuture(new NotExecuted("this client is closed"));
        }
        if (!enter()) {
            return CompletableFuture.failedFuture(
                    new NotExecuted(settings.bounds().pending() + " calls are pending already"));
        }
        try {
            return delivery.get().whenComplete((given, failure) -> room.release());
        } catch (RuntimeException e) {
            room.release();
            throw e;
        }
    }

    /** Waits for room, but never on an event loop, which is what makes room. */
    private boolean enter() {
        if (room.tryAcquire()) {
            return true;
        }
        try {
            long patience = settings.timeouts().call().toMillis();
            return !dialer.isOnLoop() && room.tryAcquire(patience, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private <T> T waitFor(CompletableFuture<T> future) {
        if (dialer.isOnLoop()) {
            throw new IllegalStateException("an event loop must not wait: use send");
        }
        return Waiting.on(
                future,
                settings.timeouts().call().plus(MARGIN),
                () -> new OutcomeUnknown("no answer in time"));
    }
}
