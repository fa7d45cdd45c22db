package dev.cairn.node.metrics;

/** What a node counts, by the names that INFO has for it where Redis counts the same. */
public enum Counter {
    CONNECTIONS_RECEIVED("total_connections_received", "Connections accepted."),
    CONNECTIONS_REJECTED("rejected_connections", "Connections refused because of maxclients."),
    COMMANDS("total_commands_processed", "Commands run."),
    ERROR_REPLIES("total_error_replies", "Errors replied."),
    INPUT_BYTES("total_net_input_bytes", "Bytes received from clients."),
    OUTPUT_BYTES("total_net_output_bytes", "Bytes sent to clients."),
    READS("total_reads_processed", "Reads from client sockets."),
    WRITES("total_writes_processed", "Writes to client sockets."),
    PROTOCOL_ERRORS("protocol_errors", "Connections closed because of a malformed request."),
    QUERY_LIMIT_CLOSED(
            "client_query_buffer_limit_disconnections", "Clients closed for too big a request."),
    OUTPUT_LIMIT_CLOSED(
            "client_output_buffer_limit_disconnections", "Clients closed for unread replies."),
    EVICTED_CLIENTS("evicted_clients", "Clients closed because client memory ran short."),
    IDLE_CLOSED("idle_disconnections", "Clients closed because they were idle."),
    ACCEPT_ERRORS("accept_errors", "Attempts to accept a connection that failed."),
    AUTH_DENIED("acl_access_denied_auth", "Wrong passwords and unknown users."),
    KEYSPACE_HITS("keyspace_hits", "Keys looked up and found."),
    KEYSPACE_MISSES("keyspace_misses", "Keys looked up and not found."),
    EXPIRED_KEYS("expired_keys", "Keys removed because their time was over."),
    EVICTED_KEYS("evicted_keys", "Keys removed because of maxmemory."),
    SHARD_BUSY("shard_busy", "Commands that had to queue for their shard.");

    private final String label;
    private final String doc;

    Counter(String label, String doc) {
        this.label = label;
        this.doc = doc;
    }

    /** The counter's name in INFO. */
    public String label() {
        return label;
    }

    /** What is counted, in a sentence. */
    public String doc() {
        return doc;
    }
}
