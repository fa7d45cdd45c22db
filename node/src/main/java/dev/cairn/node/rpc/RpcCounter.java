package dev.cairn.node.rpc;

/** What the streams to other nodes count, one row each: the metric's name and what is counted. */
public enum RpcCounter {
    LINKS_OPENED("cairn_rpc_links_opened_total", "Streams to other nodes that came up."),
    LINKS_LOST("cairn_rpc_links_lost_total", "Streams to other nodes that went down."),
    SILENCES("cairn_rpc_silences_total", "Streams reset because nothing was heard."),
    OVERFLOWS("cairn_rpc_overflows_total", "Streams reset because too much waited for them."),
    DROPPED("cairn_rpc_messages_dropped_total", "Messages to nodes that no stream led to."),
    MESSAGES_SENT("cairn_rpc_messages_sent_total", "Messages sent to other nodes."),
    MESSAGES_RECEIVED("cairn_rpc_messages_received_total", "Messages from other nodes."),
    FRAMES_SENT("cairn_rpc_frames_sent_total", "Frames sent to other nodes."),
    BYTES_SENT("cairn_rpc_sent_bytes_total", "Bytes of frames sent to other nodes."),
    BYTES_RECEIVED("cairn_rpc_received_bytes_total", "Bytes of frames from other nodes."),
    MALFORMED("cairn_rpc_malformed_total", "Messages refused because a field made no sense."),
    REFUSED("cairn_rpc_refused_total", "Streams refused: another grid, an old life, too many."),
    CONNECTIONS_REFUSED("cairn_rpc_connections_refused_total", "Connections over the limit.");

    private final String metric;
    private final String meaning;

    RpcCounter(String metric, String meaning) {
        this.metric = metric;
        this.meaning = meaning;
    }

    /** Its name among the metrics. */
    public String metric() {
        return metric;
    }

    /** What is counted, in one sentence. */
    public String meaning() {
        return meaning;
    }
}
