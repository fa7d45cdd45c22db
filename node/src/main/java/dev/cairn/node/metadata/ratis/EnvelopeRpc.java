package dev.cairn.node.metadata.ratis;

import dev.cairn.node.metadata.Switchboard;

import org.apache.ratis.conf.Parameters;
import org.apache.ratis.rpc.RpcType;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerRpc;
import org.apache.ratis.server.ServerFactory;

/** The engine's kind of transport: our envelopes. Public because the engine makes it by name. */
public final class EnvelopeRpc implements RpcType {
    private static final String SWITCHBOARD = "cairn.switchboard";

    /** The way in which a switchboard reaches the factory. */
    static Parameters parameters(Switchboard board) {
        var parameters = new Parameters();
        parameters.put(SWITCHBOARD, board, Switchboard.class);
        return parameters;
    }

    @Override
    public String name() {
        return EnvelopeRpc.class.getName();
    }

    @Override
    public ServerFactory newFactory(Parameters parameters) {
        Switchboard board = parameters.getNonNull(SWITCHBOARD, Switchboard.class);
        return new ServerFactory() {
            @Override
            public RaftServerRpc newRaftServerRpc(RaftServer server) {
                return new EnvelopeServerRpc(server, board);
            }

            @Override
            public RpcType getRpcType() {
                return EnvelopeRpc.this;
            }
        };
    }
}
