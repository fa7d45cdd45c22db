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
import io.netty.buffer.Unpooled;

import java.util.ArrayList;
import java.util.List;

/** A client without a connection: asks a dispatcher on the calling thread. */
final class Caller implements Client, Link {

    private final Dispatcher dispatcher;
    private final Session session;
    private final ByteBuf written = Unpooled.directBuffer();
    private final Reply reply = new Reply(new RespWriter(written));
    private final List<Slice> arguments = new ArrayList<>();
    private int resumed;

    Caller(Dispatcher dispatcher, NodeServices node) {
        this.dispatcher = dispatcher;
        this.session = new Session(node.sessions().nextId(), node, this, 0);
    }

    /** Asks with the words of each line, all in one batch; the replies to as many as have run. */
    String ask(String... lines) {
        dispatcher.run(asking(lines), this);
        return heard();
    }

    /** A batch of requests, with the words of each line. */
    Batch asking(String... lines) {
        var batch = new Batch();
        for (String line : lines) {
            fill(batch.add(), line.split(" "));
        }
        return batch;
    }

    /** RESTORE with a payload of any bytes. */
    String restore(String key, String payload) {
        var batch = new Batch();
        fill(batch.add(), "RESTORE", key, "0", payload);
        dispatcher.run(batch, this);
        return heard();
    }

    private void fill(Args args, String... words) {
        for (String word : words) {
            var argument = Slice.copyOf(word.getBytes(ISO_8859_1));
            arguments.add(argument);
            args.add(argument.address(), argument.length());
        }
    }

    /** What was replied since this was last asked. */
    String heard() {
        String text = written.toString(ISO_8859_1);
        written.clear();
        return text;
    }

    /** How often a parked request was done. */
    int resumed() {
        return resumed;
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
    public void forget(byte[] key) {}

    @Override
    public void forget(byte[] prefix, byte[] key) {}

    @Override
    public void forgetAll() {}

    @Override
    public void redirectionBroken(long id) {}

    @Override
    public boolean isGone() {
        return false;
    }

    @Override
    public void sendSoFar() {}

    @Override
    public void gate(ShardLog log, long offset, int mark, boolean write) {}

    @Override
    public boolean hasHungUp() {
        return false;
    }

    @Override
    public void later(Runnable task, long millis) {
        throw new AssertionError("nothing waits here");
    }

    @Override
    public void regate(int mark) {}

    @Override
    public void again() {
        throw new AssertionError("no shard changes hands here");
    }

    @Override
    public void resume() {
        resumed++;
    }

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
