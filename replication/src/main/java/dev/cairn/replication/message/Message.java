package dev.cairn.replication.message;

import dev.cairn.protocol.topology.NodeId;
import dev.cairn.replication.log.LogEnd;
import dev.cairn.replication.log.LogRecord;

import java.util.List;

/**
 * What one node says to another. Numbers are range-checked on construction; peers are not trusted
 * to be right.
 */
public sealed interface Message {

    /** A message about one shard, from or to its primary of {@link #term}. */
    sealed interface OfShard extends Message {
        int shard();

        long term();
    }

    /**
     * Replica to primary: this is where my log ends, go on from there.
     *
     * @param incarnation the life of the replica's process
     * @param firm the offset up to which the log cannot be cut: it is executed, or begins there
     */
    record Attach(int shard, long term, long incarnation, LogEnd end, long firm)
            implements OfShard {
        public Attach {
            Checks.shardAndTerm(shard, term);
            Checks.positive("incarnation", incarnation);
            Checks.that(0 <= firm && firm <= end.offset(), "more is firm than is there");
        }
    }

    /** Primary to replica: your log is part of mine, records follow. */
    record Attached(int shard, long term, LogEnd from) implements OfShard {
        public Attached {
            Checks.shardAndTerm(shard, term);
        }
    }

    /**
     * Primary to replica: the end of your log is not in mine; cut it and attach again.
     *
     * @param last the last record in my log that is not of a later term than your end: nothing of a
     *     later term or offset can be in both logs
     */
    record Truncate(int shard, long term, LogEnd last) implements OfShard {
        public Truncate {
            Checks.shardAndTerm(shard, term);
        }
    }

    /**
     * Primary to replica: records, or none, and how far is committed.
     *
     * @param previous the place of the record before the first of these
     */
    record Append(int shard, long term, LogEnd previous, List<LogRecord> records, long commit)
            implements OfShard {
        public Append {
            Checks.shardAndTerm(shard, term);
            Checks.notNegative("commit", commit);
            records = List.copyOf(records);
            long offset = previous.offset();
            for (LogRecord record : records) {
                Checks.that(record.offset() == ++offset, "records do not follow each other");
                Checks.that(record.term() <= term, "a record of a later term");
            }
        }
    }

    /**
     * Replica to primary: I have your log up to {@code received}, and have applied it up to {@code
     * applied}.
     */
    record Ack(int shard, long term, long incarnation, long received, long applied)
            implements OfShard {
        public Ack {
            Checks.shardAndTerm(shard, term);
            Checks.positive("incarnation", incarnation);
            Checks.that(0 <= applied && applied <= received, "more applied than received");
        }
    }

    /**
     * Primary to replica: you are too far behind; here comes the state at {@code place}.
     *
     * @param filling counts the snapshots that the primary sends in this term, from 1
     */
    record SnapshotBegin(int shard, long term, long filling, LogEnd place) implements OfShard {
        public SnapshotBegin {
            Checks.shardAndTerm(shard, term);
            Checks.positive("filling", filling);
        }
    }

    /**
     * A piece of a snapshot.
     *
     * @param filling that of the snapshot's begin: pieces of two never make a whole
     * @param sequence counts the pieces from 0
     */
    record SnapshotChunk(int shard, long term, long filling, int sequence, byte[] entries)
            implements OfShard {
        public SnapshotChunk {
            Checks.shardAndTerm(shard, term);
            Checks.positive("filling", filling);
            Checks.notNegative("sequence", sequence);
        }
    }

    /** The end of a snapshot of so many pieces and entries. */
    record SnapshotEnd(int shard, long term, long filling, int chunks, long entries)
            implements OfShard {
        public SnapshotEnd {
            Checks.shardAndTerm(shard, term);
            Checks.positive("filling", filling);
            Checks.notNegative("chunks", chunks);
            Checks.notNegative("entries", entries);
        }
    }

    /**
     * Controller to member: take nothing more of {@code term} or older, and tell the controller
     * where your log ends.
     *
     * @param version the version of the shard's entry by which the election was begun
     */
    record Fence(int shard, long term, long version) implements OfShard {
        public Fence {
            Checks.shardAndTerm(shard, term);
            Checks.positive("version", version);
        }
    }

    /**
     * Controller to primary: let this member lead as soon as it has the whole log. Primary to that
     * member: you are about to lead.
     *
     * @param version the version of the shard's entry by which that was decided
     */
    record HandOver(int shard, long term, long version, NodeId to) implements OfShard {
        public HandOver {
            Checks.shardAndTerm(shard, term);
            Checks.positive("version", version);
        }
    }

    /**
     * I am alive; grant me a lease on the shards I am primary of.
     *
     * @param sentNanos the sender's monotonic clock, which only the sender interprets
     * @param incarnation the sender's life: a restarted primary is not the one that was elected
     */
    record Beacon(long sentNanos, long incarnation) implements Message {
        public Beacon {
            Checks.positive("incarnation", incarnation);
        }
    }

    /**
     * A lease from the time the beacon was sent, except for the fenced shards.
     *
     * @param sentNanos copied from the beacon
     * @param incarnation the life of the granting process: a lease is void once it has restarted
     */
    record BeaconAck(long sentNanos, long incarnation, List<FencedShard> fenced)
            implements Message {
        public BeaconAck {
            Checks.positive("incarnation", incarnation);
            fenced = List.copyOf(fenced);
        }
    }

    /** A shard of which the sender takes nothing more up to {@code term}. */
    record FencedShard(int shard, long term) {
        public FencedShard {
            Checks.shardAndTerm(shard, term);
        }
    }
}
