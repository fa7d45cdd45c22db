package dev.cairn.node.metrics;

/**
 * What a node counts, by the names that INFO and redis_exporter have for it where Redis counts the
 * same.
 */
public enum Counter {
    CONNECTIONS_RECEIVED(
            "total_connections_received",
            "redis_connections_received_total",
            "Connections accepted."),
    CONNECTIONS_REJECTED(
            "rejected_connections",
            "redis_rejected_connections_total",
            "Connections refused because of maxclients."),
    COMMANDS("total_commands_processed", "redis_commands_processed_total", "Commands run."),
    ERROR_REPLIES("total_error_replies", "cairn_error_replies_total", "Errors replied."),
    INPUT_BYTES(
            "total_net_input_bytes", "redis_net_input_bytes_total", "Bytes received from clients."),
    OUTPUT_BYTES(
            "total_net_output_bytes", "redis_net_output_bytes_total", "Bytes sent to clients."),
    READS("total_reads_processed", "cairn_socket_reads_total", "Reads from client sockets."),
    WRITES("total_writes_processed", "cairn_socket_writes_total", "Writes to client sockets."),
    PROTOCOL_ERRORS(
            "protocol_errors",
            "cairn_protocol_errors_total",
            "Connections closed because of a malformed request."),
    QUERY_LIMIT_CLOSED(
            "client_query_buffer_limit_disconnections",
            "cairn_query_limit_disconnections_total",
            "Clients closed for too big a request."),
    OUTPUT_LIMIT_CLOSED(
            "client_output_buffer_limit_disconnections",
            "cairn_output_limit_disconnections_total",
            "Clients closed for unread replies."),
    EVICTED_CLIENTS(
            "evicted_clients",
            "cairn_evicted_clients_total",
            "Clients closed because client memory ran short."),
    IDLE_CLOSED(
            "idle_disconnections",
            "cairn_idle_disconnections_total",
            "Clients closed because they were idle."),
    ACCEPT_ERRORS(
            "accept_errors",
            "cairn_accept_errors_total",
            "Attempts to accept a connection that failed."),
    AUTH_DENIED(
            "acl_access_denied_auth",
            "cairn_auth_denied_total",
            "Wrong passwords and unknown users."),
    KEYSPACE_HITS("keyspace_hits", "redis_keyspace_hits_total", "Keys looked up and found."),
    KEYSPACE_MISSES(
            "keyspace_misses", "redis_keyspace_misses_total", "Keys looked up and not found."),
    EXPIRED_KEYS(
            "expired_keys",
            "redis_expired_keys_total",
            "Keys removed because their time was over."),
    EXPIRE_TIME_CAP_REACHED(
            "expired_time_cap_reached_count",
            "redis_expired_time_cap_reached_total",
            "Looks for expired keys in a shard that were broken off because they took too long."),
    EXPIRE_CYCLE_MILLIS(
            "expire_cycle_cpu_milliseconds",
            "redis_expire_cycle_cpu_time_ms_total",
            "Milliseconds spent looking for expired keys."),
    EVICTED_KEYS("evicted_keys", "redis_evicted_keys_total", "Keys removed because of maxmemory."),
    FULL_SYNCS(
            "sync_full",
            "cairn_full_syncs_total",
            "Snapshots begun for copies of shards led here."),
    PARTIAL_SYNCS(
            "sync_partial_ok",
            "cairn_partial_syncs_total",
            "Copies of shards led here that went on where their log ended."),
    PARTIAL_SYNCS_REFUSED(
            "sync_partial_err",
            "cairn_partial_syncs_refused_total",
            "Copies of shards led here that had a log, and could not go on with it."),
    SHARD_BUSY(
            "shard_busy", "cairn_shard_busy_total", "Commands that had to queue for their shard.");

    private final String label;
    private final String metric;
    private final String doc;

    Counter(String label, String metric, String doc) {
        this.label = label;
        this.metric = metric;
        this.doc = doc;
    }

    /** The counter's name in INFO. */
    public String label() {
        return label;
    }

    /** The counter's name among the metrics. */
    public String metric() {
        return metric;
    }

    /** What is counted, in a sentence. */
    public String doc() {
        return doc;
    }
}
