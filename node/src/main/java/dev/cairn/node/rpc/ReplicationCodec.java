package dev.cairn.node.rpc;

import com.google.protobuf.UnsafeByteOperations;

import dev.cairn.node.metadata.TopologyCodec;
import dev.cairn.protocol.wire.PbAck;
import dev.cairn.protocol.wire.PbAppend;
import dev.cairn.protocol.wire.PbAttach;
import dev.cairn.protocol.wire.PbAttached;
import dev.cairn.protocol.wire.PbBeacon;
import dev.cairn.protocol.wire.PbBeaconAck;
import dev.cairn.protocol.wire.PbFence;
import dev.cairn.protocol.wire.PbHandOver;
import dev.cairn.protocol.wire.PbMessage;
import dev.cairn.protocol.wire.PbPlace;
import dev.cairn.protocol.wire.PbShardTerm;
import dev.cairn.protocol.wire.PbSnapshotBegin;
import dev.cairn.protocol.wire.PbSnapshotChunk;
import dev.cairn.protocol.wire.PbSnapshotEnd;
import dev.cairn.protocol.wire.PbTruncate;
import dev.cairn.replication.log.LogEnd;
import dev.cairn.replication.log.LogRecord;
import dev.cairn.replication.message.Message;

import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Messages of replication to and from their wire form. What comes in passes the records' own
 * checks; IllegalArgumentException says that it did not.
 */
final class ReplicationCodec {

    private ReplicationCodec() {}

    static PbMessage encode(Message message) {
        var pb = PbMessage.newBuilder();
        switch (message) {
            case Message.Beacon m ->
                    pb.setBeacon(
                            PbBeacon.newBuilder()
                                    .setSentNanos(m.sentNanos())
                                    .setIncarnation(m.incarnation()));
            case Message.BeaconAck m -> pb.setBeaconAck(beaconAck(m));
            case Message.OfShard m -> ofShard(m, pb);
        }
        return pb.build();
    }

    private static void ofShard(Message.OfShard message, PbMessage.Builder pb) {
        switch (message) {
            case Message.Attach m ->
                    pb.setAttach(
                            PbAttach.newBuilder()
                                    .setShard(m.shard())
                                    .setTerm(m.term())
                                    .setIncarnation(m.incarnation())
                                    .setEnd(place(m.end()))
                                    .setFirm(m.firm()));
            case Message.Attached m ->
                    pb.setAttached(
                            PbAttached.newBuilder()
                                    .setShard(m.shard())
                                    .setTerm(m.term())
                                    .setFrom(place(m.from())));
            case Message.Truncate m ->
                    pb.setTruncate(
                            PbTruncate.newBuilder()
                                    .setShard(m.shard())
                                    .setTerm(m.term())
                                    .setLast(place(m.last())));
            case Message.Append m -> pb.setAppend(append(m));
            case Message.Ack m ->
                    pb.setAck(
                            PbAck.newBuilder()
                                    .setShard(m.shard())
                                    .setTerm(m.term())
                                    .setIncarnation(m.incarnation())
                                    .setReceived(m.received())
                                    .setApplied(m.applied()));
            case Message.Fence m ->
                    pb.setFence(
                            PbFence.newBuilder()
                                    .setShard(m.shard())
                                    .setTerm(m.term())
                                    .setVersion(m.version()));
            case Message.HandOver m ->
                    pb.setHandOver(
                            PbHandOver.newBuilder()
                                    .setShard(m.shard())
                                    .setTerm(m.term())
                                    .setVersion(m.version())
                                    .setTo(TopologyCodec.id(m.to())));
            case Message.SnapshotBegin _, Message.SnapshotChunk _, Message.SnapshotEnd _ ->
                    snapshot(message, pb);
        }
    }

    private static void snapshot(Message.OfShard message, PbMessage.Builder pb) {
        switch (message) {
            case Message.SnapshotBegin m ->
                    pb.setSnapshotBegin(
                            PbSnapshotBegin.newBuilder()
                                    .setShard(m.shard())
                                    .setTerm(m.term())
                                    .setPlace(place(m.place()))
                                    .setFilling(m.filling()));
            case Message.SnapshotChunk m ->
                    pb.setSnapshotChunk(
                            PbSnapshotChunk.newBuilder()
                                    .setShard(m.shard())
                                    .setTerm(m.term())
                                    .setSequence(m.sequence())
                                    .setEntries(UnsafeByteOperations.unsafeWrap(m.entries()))
                                    .setCrc32C(crc(m.entries()))
                                    .setFilling(m.filling()));
            case Message.SnapshotEnd m ->
                    pb.setSnapshotEnd(
                            PbSnapshotEnd.newBuilder()
                                    .setShard(m.shard())
                                    .setTerm(m.term())
                                    .setChunks(m.chunks())
                                    .setEntries(m.entries())
                                    .setFilling(m.filling()));
            default -> throw new IllegalArgumentException("no part of a snapshot");
        }
    }

    /** The message; IllegalArgumentException if it is none, or makes no sense. */
    static Message decode(PbMessage pb) {
        return switch (pb.getMessageCase()) {
            case BEACON ->
                    new Message.Beacon(
                            pb.getBeacon().getSentNanos(), pb.getBeacon().getIncarnation());
            case BEACON_ACK -> beaconAck(pb.getBeaconAck());
            case FENCE -> {
                PbFence m = pb.getFence();
                yield new Message.Fence(m.getShard(), m.getTerm(), m.getVersion());
            }
            case HAND_OVER -> {
                PbHandOver m = pb.getHandOver();
                yield new Message.HandOver(
                        m.getShard(), m.getTerm(), m.getVersion(), TopologyCodec.id(m.getTo()));
            }
            case ATTACH -> {
                PbAttach m = pb.getAttach();
                yield new Message.Attach(
                        m.getShard(),
                        m.getTerm(),
                        m.getIncarnation(),
                        place(m.getEnd()),
                        m.getFirm());
            }
            case ATTACHED -> {
                PbAttached m = pb.getAttached();
                yield new Message.Attached(m.getShard(), m.getTerm(), place(m.getFrom()));
            }
            case TRUNCATE -> {
                PbTruncate m = pb.getTruncate();
                yield new Message.Truncate(m.getShard(), m.getTerm(), place(m.getLast()));
            }
            case APPEND -> append(pb.getAppend());
            case ACK -> ack(pb.getAck());
            case SNAPSHOT_BEGIN -> {
                PbSnapshotBegin m = pb.getSnapshotBegin();
                yield new Message.SnapshotBegin(
                        m.getShard(), m.getTerm(), m.getFilling(), place(m.getPlace()));
            }
            case SNAPSHOT_CHUNK -> chunk(pb.getSnapshotChunk());
            case SNAPSHOT_END -> {
                PbSnapshotEnd m = pb.getSnapshotEnd();
                yield new Message.SnapshotEnd(
                        m.getShard(), m.getTerm(), m.getFilling(), m.getChunks(), m.getEntries());
            }
            case GOSSIP, ENVELOPE, FRAGMENT, MESSAGE_NOT_SET ->
                    throw new IllegalArgumentException("no message of replication");
        };
    }

    /** The stream on which a message travels, so that bulk never delays a heartbeat. */
    static Lane lane(Message message) {
        return switch (message) {
            case Message.Beacon _, Message.BeaconAck _, Message.Fence _, Message.HandOver _ ->
                    Lane.CONTROL;
            case Message.SnapshotBegin _, Message.SnapshotChunk _, Message.SnapshotEnd _ ->
                    Lane.BULK;
            case Message.Attach _,
                    Message.Attached _,
                    Message.Truncate _,
                    Message.Append _,
                    Message.Ack _ ->
                    Lane.REPLICATION;
        };
    }

    private static PbBeaconAck beaconAck(Message.BeaconAck ack) {
        var pb =
                PbBeaconAck.newBuilder()
                        .setSentNanos(ack.sentNanos())
                        .setIncarnation(ack.incarnation());
        for (Message.FencedShard each : ack.fenced()) {
            pb.addFenced(PbShardTerm.newBuilder().setShard(each.shard()).setTerm(each.term()));
        }
        return pb.build();
    }

    private static Message.BeaconAck beaconAck(PbBeaconAck pb) {
        var fenced =
                pb.getFencedList().stream()
                        .map(each -> new Message.FencedShard(each.getShard(), each.getTerm()))
                        .toList();
        return new Message.BeaconAck(pb.getSentNanos(), pb.getIncarnation(), fenced);
    }

    private static Message.Ack ack(PbAck pb) {
        return new Message.Ack(
                pb.getShard(),
                pb.getTerm(),
                pb.getIncarnation(),
                pb.getReceived(),
                pb.getApplied());
    }

    private static PbAppend append(Message.Append append) {
        var pb =
                PbAppend.newBuilder()
                        .setShard(append.shard())
                        .setTerm(append.term())
                        .setPrevious(place(append.previous()))
                        .setCommit(append.commit());
        List<LogRecord> records = append.records();
        boolean mixed = records.stream().anyMatch(record -> record.term() != append.term());
        long before = 0;
        for (LogRecord record : records) {
            pb.addPayloads(UnsafeByteOperations.unsafeWrap(record.payload()));
            pb.addTimes(record.timeMillis() - before);
            before = record.timeMillis();
            if (mixed) {
                pb.addTerms(record.term());
            }
        }
        return pb.build();
    }

    private static Message.Append append(PbAppend pb) {
        int count = pb.getPayloadsCount();
        boolean mixed = pb.getTermsCount() > 0;
        if (pb.getTimesCount() != count || (mixed && pb.getTermsCount() != count)) {
            throw new IllegalArgumentException("columns of unequal length");
        }
        LogEnd previous = place(pb.getPrevious());
        var records = new ArrayList<LogRecord>(count);
        long time = 0;
        for (int i = 0; i < count; i++) {
            time += pb.getTimes(i);
            long term = mixed ? pb.getTerms(i) : pb.getTerm();
            byte[] payload = pb.getPayloads(i).toByteArray();
            records.add(new LogRecord(term, previous.offset() + 1 + i, time, payload));
        }
        return new Message.Append(pb.getShard(), pb.getTerm(), previous, records, pb.getCommit());
    }

    private static Message.SnapshotChunk chunk(PbSnapshotChunk pb) {
        byte[] entries = pb.getEntries().toByteArray();
        if (crc(entries) != pb.getCrc32C()) {
            throw new IllegalArgumentException("a piece of a snapshot has a wrong checksum");
        }
        return new Message.SnapshotChunk(
                pb.getShard(), pb.getTerm(), pb.getFilling(), pb.getSequence(), entries);
    }

    private static int crc(byte[] bytes) {
        var crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    private static PbPlace place(LogEnd end) {
        return PbPlace.newBuilder().setTerm(end.term()).setOffset(end.offset()).build();
    }

    private static LogEnd place(PbPlace pb) {
        return new LogEnd(pb.getTerm(), pb.getOffset());
    }
}
