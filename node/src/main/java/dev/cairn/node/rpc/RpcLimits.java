package dev.cairn.node.rpc;

/** The limits of the RPC port, each with what it is good against. */
final class RpcLimits {
    /** Largest frame accepted; gRPC refuses a larger one before reading it. */
    static final int FRAME_BYTES = 4 << 20;

    /** Messages are gathered into one frame up to this size. */
    static final int GATHER_BYTES = 256 << 10;

    /** Larger messages travel in parts of this size. */
    static final int PART_BYTES = 1 << 20;

    /** Largest message put together from parts: the largest request and what surrounds it. */
    static final long MESSAGE_BYTES = (1L << 30) + (64 << 20);

    /** What a waiting message costs besides its bytes. */
    static final int MESSAGE_OVERHEAD_BYTES = 128;

    /** Headers of a call; also bounds what HPACK can unpack to. */
    static final int HEADER_BYTES = 8 << 10;

    /** Open calls on one connection: its stream and a few introductions. */
    static final int CALLS_PER_CONNECTION = 64;

    /** Connections to the port. */
    static final int CONNECTIONS = 4_096;

    /** Streams that a connection may reset within {@link #RESET_WINDOW_SECONDS} (rapid reset). */
    static final int RESETS = 100;

    static final int RESET_WINDOW_SECONDS = 10;

    /** Pings closer together than this are a flood, and the connection is closed. */
    static final int PING_INTERVAL_MILLIS = 500;

    /** A connection on which nothing is called is closed. */
    static final int IDLE_SECONDS = 60;

    /** A connection that does not finish its handshake is closed. */
    static final int HANDSHAKE_SECONDS = 5;

    /** Frames that gRPC may hand over before more are asked for. */
    static final int FRAMES_AHEAD = 16;

    /** Nodes that are remembered; strangers beyond it are refused. */
    static final int PEERS = 1_024;

    private RpcLimits() {}
}
