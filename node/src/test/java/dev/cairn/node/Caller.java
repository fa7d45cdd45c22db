package dev.cairn.node;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.cairn.node.command.Args;
import dev.cairn.node.command.Reply;
import dev.cairn.node.dispatch.Batch;
import dev.cairn.node.dispatch.Client;
import dev.cairn.node.dispatch.Dispatcher;
import dev.cairn.node.memory.Slice;
import dev.cairn.node.session.Link;
import dev.cairn.node.session.NodeServices;
import dev.cairn.node.session.Session;
import dev.cairn.node.shard.ShardLog;
import dev.cairn.protocol.resp.RespWriter;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A client without a connection: asks a dispatcher on the calling thread. Words and replies have a
 * byte for each character.
 */
final class Caller implements Client, Link {

    /** Buffers that nobody gives back. */
    private static final UnpooledByteBufAllocator UNTRACKED =
            new UnpooledByteBufAllocator(true, true);

    private final Dispatcher dispatcher;
    private final Session session;
    private final ByteBuf written = UNTRACKED.directBuffer();
    private final Reply reply = new Reply(new RespWriter(written));
    private final Deque<Runnable> later = new ArrayDeque<>();
    private final Batch batch = new Batch();
    private List<Slice> arguments = List.of();
    private boolean parked;
    private boolean gone;
    private int resumed;

    Caller(Dispatcher dispatcher, NodeServices node) {
        this.dispatcher = dispatcher;
        this.session =
                new Session(node.sessions().nextId(), node, this, System.currentTimeMillis());
    }

    /** Asks with these words what need not wait; the reply. */
    String ask(String... words) {
        return ask(List.of(words));
    }

    String ask(List<String> words) {
        String reply = begin(words);
        if (parked) {
            throw new AssertionError("parked, though nobody is in the way: " + words);
        }
        return reply;
    }

    /** As {@link #ask}, of what may have to wait: then there is no reply yet. */
    String begin(List<String> words) {
        prepare(List.of(words));
        run();
        return heard();
    }

    /** Asks with the words of each line, all in one batch; the replies to as many as have run. */
    String pipeline(String... lines) {
        prepare(lines);
        run();
        return heard();
    }

    /** The first half of {@link #pipeline}: the requests are there, but not run. */
    void prepare(String... lines) {
        var requests = new ArrayList<List<String>>();
        for (String line : lines) {
            requests.add(List.of(line.split(" ")));
        }
        prepare(requests);
    }

    private void prepare(List<List<String>> requests) {
        arguments = new ArrayList<>();
        batch.clear();
        for (List<String> words : requests) {
            Args args = batch.add();
            for (String word : words) {
                var argument = Slice.copyOf(word.getBytes(ISO_8859_1));
                arguments.add(argument);
                args.add(argument.address(), argument.length());
            }
        }
    }

    /** The other half: runs what is prepared. */
    void run() {
        parked = true;
        parked = !dispatcher.run(batch, this);
    }

    /** Lets a request that waits look again; the reply, empty if it goes on waiting. */
    String lookAgain() {
        later.remove().run();
        return heard();
    }

    /** What was replied since this was last asked. */
    String heard() {
        String text = written.toString(ISO_8859_1);
        written.clear();
        return text;
    }

    boolean isParked() {
        return parked;
    }

    /** How often a parked request was done. */
    int resumed() {
        return resumed;
    }

    /** The client goes away. */
    void goAway() {
        gone = true;
    }

    @Override
    public Session session() {
        return session;
    }

    @Override
    public Reply reply() {
        return reply;
    }

    @Override
    public boolean isFull() {
        return false;
    }

    @Override
    public void tell() {}

    @Override
    public void sendSoFar() {}

    @Override
    public void gate(ShardLog log, long offset, int mark, boolean write) {}

    @Override
    public void regate(int mark) {}

    @Override
    public boolean isGone() {
        return gone;
    }

    @Override
    public boolean hasHungUp() {
        return gone;
    }

    @Override
    public void later(Runnable task, long millis) {
        later.add(task);
    }

    @Override
    public void again() {
        later.add(this::run);
    }

    @Override
    public void resume() {
        if (!parked) {
            throw new AssertionError("was never parked");
        }
        parked = false;
        resumed++;
    }

    @Override
    public void forget(byte[] key) {}

    @Override
    public void forget(byte[] prefix, byte[] key) {}

    @Override
    public void forgetAll() {}

    @Override
    public void redirectionBroken(long id) {}

    @Override
    public String address() {
        return "127.0.0.1:1";
    }

    @Override
    public String localAddress() {
        return "127.0.0.1:2";
    }

    @Override
    public boolean isLocal() {
        return true;
    }

    @Override
    public long inputBytes() {
        return 0;
    }

    @Override
    public long outputBytes() {
        return written.readableBytes();
    }

    @Override
    public long heldBytes() {
        return 0;
    }

    @Override
    public void close() {
        session.closeAfterReply();
    }
}
