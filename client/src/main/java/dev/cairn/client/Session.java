package dev.cairn.client;

import dev.cairn.client.call.Call;
import dev.cairn.client.call.Command;
import dev.cairn.client.call.OutcomeUnknown;
import dev.cairn.protocol.resp.Reply;

import java.time.Duration;

/**
 * A connection of its own to one node, for what a connection remembers: WATCH, MULTI, SELECT,
 * blocking commands. Nothing is redirected or repeated; once broken, it stays broken.
 */
public final class Session implements AutoCloseable {

    private static final Duration MARGIN = Duration.ofSeconds(1);

    private final Connection connection;
    private final Duration patience;
    private final Runnable afterwards;

    Session(Connection connection, Duration patience, Runnable afterwards) {
        this.connection = connection;
        this.patience = patience;
        this.afterwards = afterwards;
    }

    /** A session with the first of the seeds, without a client around it. */
    public static Session open(ClientSettings settings) {
        var dialer = new Dialer(settings);
        return new Session(
                Connection.once(settings.seeds().get(0), settings, dialer),
                settings.timeouts().reply(),
                dialer::close);
    }

    /** The node at the other end. */
    public Address address() {
        return connection.address();
    }

    /** Calls and waits for the result. */
    public <T> T call(Command<T> command) {
        return command.result(call(command.call()));
    }

    /** Calls and waits for the reply, which may be an error. */
    public Reply call(Call call) {
        return call(call, patience);
    }

    /** Calls and waits up to {@code patience} for the reply, which may be an error. */
    public Reply call(Call call, Duration patience) {
        var question = new Question(call, System.nanoTime() + patience.toNanos());
        connection.send(question);
        return Waiting.on(
                question.reply(),
                patience.plus(MARGIN),
                () -> new OutcomeUnknown("no reply from " + address() + " in time"));
    }

    @Override
    public void close() {
        connection.close();
        afterwards.run();
    }
}
