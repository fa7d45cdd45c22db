package dev.cairn.node.metadata.ratis;

import dev.cairn.node.metadata.Call;
import dev.cairn.node.metadata.CallFailed;
import dev.cairn.node.metadata.Switchboard;
import dev.cairn.protocol.topology.NodeId;

import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotReplyProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteReplyProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionReplyProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionRequestProto;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.rpc.RpcType;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.server.RaftServerRpc;
import org.apache.ratis.thirdparty.com.google.protobuf.MessageLite;
import org.apache.ratis.thirdparty.com.google.protobuf.Parser;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * The calls between engines, each a protobuf message in one envelope. The engine calls from threads
 * of its own and waits; what comes in runs on the switchboard's workers, because it writes to disk.
 */
final class EnvelopeServerRpc implements RaftServerRpc {
    private final RaftServer server;
    private final Switchboard board;
    private final Duration deadline;

    EnvelopeServerRpc(RaftServer server, Switchboard board) {
        this.server = server;
        this.board = board;
        this.deadline =
                Duration.ofMillis(
                        RaftServerConfigKeys.Rpc.requestTimeout(server.getProperties())
                                .toLong(TimeUnit.MILLISECONDS));
    }

    @Override
    public void start() {
        serve(Call.VOTE, RequestVoteRequestProto.parser(), server::requestVote);
        serve(Call.APPEND, AppendEntriesRequestProto.parser(), server::appendEntries);
        serve(Call.SNAPSHOT, InstallSnapshotRequestProto.parser(), server::installSnapshot);
        serve(
                Call.START_ELECTION,
                StartLeaderElectionRequestProto.parser(),
                server::startLeaderElection);
    }

    @Override
    public void close() {
        board.off(Call.VOTE);
        board.off(Call.APPEND);
        board.off(Call.SNAPSHOT);
        board.off(Call.START_ELECTION);
    }

    @Override
    public RequestVoteReplyProto requestVote(RequestVoteRequestProto request) throws IOException {
        RaftRpcRequestProto to = request.getServerRequest();
        return send(Call.VOTE, to, request, RequestVoteReplyProto.parser());
    }

    @Override
    public AppendEntriesReplyProto appendEntries(AppendEntriesRequestProto request)
            throws IOException {
        RaftRpcRequestProto to = request.getServerRequest();
        return send(Call.APPEND, to, request, AppendEntriesReplyProto.parser());
    }

    @Override
    public InstallSnapshotReplyProto installSnapshot(InstallSnapshotRequestProto request)
            throws IOException {
        RaftRpcRequestProto to = request.getServerRequest();
        return send(Call.SNAPSHOT, to, request, InstallSnapshotReplyProto.parser());
    }

    @Override
    public StartLeaderElectionReplyProto startLeaderElection(
            StartLeaderElectionRequestProto request) throws IOException {
        RaftRpcRequestProto to = request.getServerRequest();
        return send(Call.START_ELECTION, to, request, StartLeaderElectionReplyProto.parser());
    }

    @Override
    public RpcType getRpcType() {
        return server.getRpcType();
    }

    @Override
    public InetSocketAddress getInetSocketAddress() {
        // The engine asks for something to print; nobody connects to it.
        return InetSocketAddress.createUnresolved(server.getId().toString(), 0);
    }

    /** Peers are found by their ids alone. */
    @Override
    public void addRaftPeers(Collection<RaftPeer> peers) {}

    /** Every call finds its own way; there is no connection to mend. */
    @Override
    public void handleException(RaftPeerId peer, Exception failure, boolean reconnect) {}

    private <Q extends MessageLite> void serve(Call call, Parser<Q> parser, Handler<Q> handler) {
        board.on(
                call,
                payload -> {
                    try {
                        MessageLite reply = handler.handle(parser.parseFrom(payload));
                        return CompletableFuture.completedFuture(reply.toByteArray());
                    } catch (IOException e) {
                        throw new CallFailed(call + ": " + e.getMessage(), e);
                    }
                });
    }

    private <A> A send(Call call, RaftRpcRequestProto header, MessageLite request, Parser<A> parser)
            throws IOException {
        var to = new NodeId(header.getReplyId().toStringUtf8());
        try {
            byte[] reply =
                    board.call(to, call, request.toByteArray(), deadline)
                            .toCompletableFuture()
                            .get();
            return parser.parseFrom(reply);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException(call + " interrupted").initCause(e);
        } catch (ExecutionException e) {
            throw new IOException(call + ": " + CallFailed.reason(e), e);
        }
    }

    /** One operation of the local engine. */
    private interface Handler<Q> {
        MessageLite handle(Q request) throws IOException;
    }
}
