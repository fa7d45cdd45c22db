package dev.cairn.node;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.cairn.node.command.Args;
import dev.cairn.node.command.CommandTable;
import dev.cairn.node.command.Reply;
import dev.cairn.node.config.ConfigError;
import dev.cairn.node.config.ConfigSources;
import dev.cairn.node.config.Settings;
import dev.cairn.node.dispatch.Batch;
import dev.cairn.node.dispatch.Client;
import dev.cairn.node.dispatch.Dispatcher;
import dev.cairn.node.dispatch.Lanes;
import dev.cairn.node.dispatch.Upkeep;
import dev.cairn.node.memory.Slice;
import dev.cairn.node.session.Link;
import dev.cairn.node.session.Session;
import dev.cairn.node.shard.ShardLog;
import dev.cairn.node.shard.Shards;
import dev.cairn.protocol.resp.RespWriter;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** A node without ports: requests go straight to its dispatcher, on the thread that asks. */
public final class Portless {

    /** Buffers that nobody gives back. */
    private static final UnpooledByteBufAllocator UNTRACKED =
            new UnpooledByteBufAllocator(true, true);

    private final CommandTable table = Commands.table();
    private final Services services;
    private final Dispatcher dispatcher;

    private Portless(ConfigSources sources) {
        services =
                new Services(
                        Identity.randomId(), sources, table.all().size(), Runnable::run, _ -> {});
        var lanes =
                new Lanes(
                        services.shards(),
                        services.settings(),
                        services.counters(),
                        services.commandCounters());
        dispatcher = new Dispatcher(table, lanes, services);
    }

    /** A node with these settings, as they stand on a command line. */
    public static Portless with(String... settings) throws ConfigError {
        return new Portless(ConfigSources.read(List.of(settings), Map.of()));
    }

    public CommandTable table() {
        return table;
    }

    public Shards shards() {
        return services.shards();
    }

    public Settings settings() {
        return services.settings();
    }

    public Upkeep upkeep() {
        return dispatcher.upkeep();
    }

    /** A new client. */
    public Asker client() {
        return new Asker();
    }

    /** One client of the node; its replies are what would be sent. */
    public final class Asker implements Client {

        private final Session session =
                new Session(
                        services.sessions().nextId(),
                        services,
                        new NoLink(),
                        System.currentTimeMillis());
        private final ByteBuf written = UNTRACKED.directBuffer();
        private final Reply reply = new Reply(new RespWriter(written));
        private final Batch batch = new Batch();
        private final Deque<Runnable> later = new ArrayDeque<>();
        private List<Slice> held = List.of();
        private boolean parked;
        private boolean gone;

        /** Asks, with a byte for each character, and returns the reply in the same way. */
        public String ask(String... words) {
            return ask(List.of(words));
        }

        public String ask(List<String> words) {
            String reply = begin(words);
            if (parked) {
                throw new AssertionError("parked, though nobody is in the way: " + words);
            }
            return reply;
        }

        /** As {@link #ask}, of what may have to wait: then there is no reply yet. */
        public String begin(List<String> words) {
            held = new ArrayList<>();
            batch.clear();
            Args args = batch.add();
            for (String word : words) {
                Slice copy = Slice.copyOf(word.getBytes(ISO_8859_1));
                held.add(copy);
                args.add(copy.address(), copy.length());
            }
            written.clear();
            parked = true;
            parked = !dispatcher.run(batch, this);
            return written.toString(ISO_8859_1);
        }

        /** Lets a request that waits look again; the reply, empty if it goes on waiting. */
        public String lookAgain() {
            later.remove().run();
            return written.toString(ISO_8859_1);
        }

        public boolean isParked() {
            return parked;
        }

        /** The client goes away. */
        public void goAway() {
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
        public void sendSoFar() {}

        @Override
        public void gate(ShardLog log, long offset, int mark, boolean write) {}

        @Override
        public void tell() {}

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
        public void regate(int mark) {}

        @Override
        public void again() {
            later.add(() -> parked = !dispatcher.run(batch, this));
        }

        @Override
        public void resume() {
            if (!parked) {
                throw new AssertionError("was never parked");
            }
            parked = false;
        }
    }

    /** A connection of nobody. */
    private static final class NoLink implements Link {
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
            return 0;
        }

        @Override
        public long heldBytes() {
            return 0;
        }

        @Override
        public void close() {}

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
    }
}
