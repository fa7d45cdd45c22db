package dev.cairn.node.command;

import dev.cairn.node.session.Session;
import dev.cairn.node.shard.Keyspace;

/** What runs a command: one kind for each place where its code may run. */
public sealed interface Handler {

    /** Runs inside the shard of the command's keys. */
    @FunctionalInterface
    non-sealed interface OnShard extends Handler {
        void run(Keyspace keyspace, Args in, Reply out);
    }

    /** Runs beside the data: it sees the connection and, through it, the node. */
    @FunctionalInterface
    non-sealed interface OnSession extends Handler {
        void run(Session session, Args in, Reply out);
    }

    /** Walks through the node's shards one after the other, holding one at a time. */
    @FunctionalInterface
    non-sealed interface OnEveryShard extends Handler {
        /** Reads the arguments, which are not to be kept, and says where the walk begins. */
        Walk start(Session session, Args in);
    }

    /** Runs with all shards of the node held at once. */
    @FunctionalInterface
    non-sealed interface OnAllShards extends Handler {
        void run(Keyspace keyspace, Args in, Reply out);
    }

    /** Waits beside the data for what others do; in a transaction it replies at once. */
    @FunctionalInterface
    non-sealed interface Waiting extends Handler {
        /** Reads the arguments, which are not to be kept, and says what to wait for. */
        Wait begin(Session session, Args in);
    }

    /** What a command waits for. Asked on its client's thread. */
    interface Wait {
        /** After how many milliseconds it is over in any case; 0 for never. */
        long timeoutMillis();

        /** Whether there is nothing left to wait for. */
        boolean isMet();

        /** Replies with what has been reached. */
        void reply(Reply out);
    }

    /** Frames a transaction: run by the dispatcher, which keeps the queue and the watched keys. */
    enum Framing implements Handler {
        MULTI,
        EXEC,
        DISCARD,
        WATCH,
        UNWATCH
    }

    /** One command's way through the shards, and what it has gathered so far. */
    interface Walk {
        /** The lowest shard to visit; shards the node does not serve are left out. */
        default int firstShard() {
            return 0;
        }

        /**
         * Takes what it needs from one shard, or writes it at once; false ends the walk.
         *
         * @param out where nothing but this walk writes until it has replied
         */
        boolean visit(Keyspace keyspace, int shard, Reply out);

        /** Replies, or goes on with what it has written; no shard is held any more. */
        void reply(Reply out);
    }
}
