package dev.cairn.node.metadata.ratis;

import dev.cairn.node.metadata.Call;
import dev.cairn.node.metadata.CallFailed;
import dev.cairn.node.metadata.Switchboard;
import dev.cairn.protocol.topology.NodeId;

import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.SetConfigurationRequest;
import org.apache.ratis.protocol.exceptions.LeaderNotReadyException;
import org.apache.ratis.protocol.exceptions.ReconfigurationInProgressException;
import org.apache.ratis.protocol.exceptions.ReconfigurationTimeoutException;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.util.LifeCycle;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Replaces voters one at a time, by compare-and-set: first those that come, each only when its
 * engine answers, then those that go, this node last. The engine itself would admit a dead one.
 */
final class VoterChanges {
    private static final Duration STATUS_LIMIT = Duration.ofMillis(500);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final RatisSettings settings;
    private final RaftServer server;
    private final Switchboard board;
    private final ClientId clientId = ClientId.randomId();
    private final AtomicLong callIds = new AtomicLong();

    VoterChanges(RatisSettings settings, RaftServer server, Switchboard board) {
        this.settings = settings;
        this.server = server;
        this.board = board;
    }

    /** Blocks until done; for a thread that may wait. */
    void change(List<NodeId> expected, List<NodeId> next, Duration timeout) {
        long deadlineNanos = System.nanoTime() + timeout.toNanos();
        List<NodeId> current = voters();
        if (!new HashSet<>(current).equals(new HashSet<>(expected))) {
            throw new CallFailed("voters are " + current + ", not " + expected);
        }
        for (NodeId joiner : next) {
            if (!current.contains(joiner)) {
                awaitStatus(joiner, false, deadlineNanos);
                current = step(current, plus(current, joiner), deadlineNanos);
                awaitStatus(joiner, true, deadlineNanos);
            }
        }
        for (NodeId leaver : selfLast(current)) {
            if (!next.contains(leaver)) {
                current = step(current, minus(current, leaver), deadlineNanos);
            }
        }
    }

    /** Who votes now, as this engine knows it. */
    List<NodeId> voters() {
        try {
            return server.getDivision(settings.groupId()).getRaftConf().getCurrentPeers().stream()
                    .map(peer -> new NodeId(peer.getId().toString()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new CallFailed("no division: " + e.getMessage(), e);
        }
    }

    private List<NodeId> step(List<NodeId> current, List<NodeId> next, long deadlineNanos) {
        String failure = "no time left";
        while (System.nanoTime() < deadlineNanos) {
            try {
                RaftClientReply reply = server.setConfigurationAsync(request(current, next)).join();
                if (reply.isSuccess()) {
                    return next;
                }
                failure = reply.getException().getMessage();
                if (!isPassing(reply.getException())) {
                    break;
                }
            } catch (IOException | CompletionException e) {
                failure = CallFailed.reason(e);
                if (!isPassing(CallFailed.root(e))) {
                    break;
                }
            }
            pause();
        }
        throw new CallFailed("voters not changed to " + next + ": " + failure);
    }

    private static boolean isPassing(Throwable problem) {
        return problem instanceof ReconfigurationInProgressException
                || problem instanceof ReconfigurationTimeoutException
                || problem instanceof LeaderNotReadyException;
    }

    private SetConfigurationRequest request(List<NodeId> current, List<NodeId> next) {
        var arguments =
                SetConfigurationRequest.Arguments.newBuilder()
                        .setServersInNewConf(peers(next))
                        .setServersInCurrentConf(peers(current))
                        .setMode(SetConfigurationRequest.Mode.COMPARE_AND_SET)
                        .build();
        return new SetConfigurationRequest(
                clientId, server.getId(), settings.groupId(), callIds.incrementAndGet(), arguments);
    }

    /** Waits until the engine of a voter answers, or has become a running voter. */
    private void awaitStatus(NodeId voter, boolean running, long deadlineNanos) {
        String status = "unreachable";
        while (System.nanoTime() < deadlineNanos) {
            status = status(voter);
            boolean runs = status.equals(LifeCycle.State.RUNNING.name());
            if (runs || (!running && status.equals(LifeCycle.State.STARTING.name()))) {
                return;
            }
            pause();
        }
        throw new CallFailed("voter " + voter.brief() + " is " + status);
    }

    private String status(NodeId voter) {
        try {
            byte[] reply =
                    board.call(voter, Call.VOTER_STATUS, new byte[0], STATUS_LIMIT)
                            .toCompletableFuture()
                            .join();
            return new String(reply, StandardCharsets.UTF_8);
        } catch (CompletionException e) {
            return "unreachable: " + CallFailed.reason(e);
        }
    }

    private List<NodeId> selfLast(List<NodeId> voters) {
        var self = new NodeId(server.getId().toString());
        List<NodeId> ordered = minus(voters, self);
        return voters.contains(self) ? plus(ordered, self) : ordered;
    }

    static List<RaftPeer> peers(List<NodeId> nodes) {
        return nodes.stream()
                .map(node -> RaftPeer.newBuilder().setId(RaftPeerId.valueOf(node.hex())).build())
                .toList();
    }

    private static List<NodeId> plus(List<NodeId> nodes, NodeId more) {
        List<NodeId> result = new ArrayList<>(nodes);
        result.add(more);
        return result;
    }

    private static List<NodeId> minus(List<NodeId> nodes, NodeId less) {
        return nodes.stream().filter(node -> !node.equals(less)).toList();
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CallFailed("interrupted", e);
        }
    }
}
