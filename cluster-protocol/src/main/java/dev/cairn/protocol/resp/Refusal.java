package dev.cairn.protocol.resp;

import org.jspecify.annotations.Nullable;

/**
 * The table of every error a node says to a client, in Redis's words where Redis has the error.
 *
 * <p>A row without holes is thrown as {@code Refusal.SYNTAX.refused()}, one with holes as {@code
 * Refusal.WRONG_ARITY.with("get")}. Texts of Redis 7.0 unless the command is newer.
 */
public enum Refusal {
    // The protocol itself; the connection is closed afterwards.
    PROTOCOL_MULTIBULK_LENGTH("ERR Protocol error: invalid multibulk length"),
    PROTOCOL_BULK_LENGTH("ERR Protocol error: invalid bulk length"),
    PROTOCOL_UNAUTHENTICATED_MULTIBULK("ERR Protocol error: unauthenticated multibulk length"),
    PROTOCOL_UNAUTHENTICATED_BULK("ERR Protocol error: unauthenticated bulk length"),
    PROTOCOL_BIG_MULTIBULK_LINE("ERR Protocol error: too big mbulk count string"),
    PROTOCOL_BIG_BULK_LINE("ERR Protocol error: too big bulk count string"),
    PROTOCOL_BIG_INLINE("ERR Protocol error: too big inline request"),
    PROTOCOL_UNBALANCED_QUOTES("ERR Protocol error: unbalanced quotes in request"),
    PROTOCOL_EXPECTED_DOLLAR("ERR Protocol error: expected '$', got '{text}'"),
    PROTOCOL_BULK_END("ERR Protocol error: bulk string does not end with CRLF"),
    PROTOCOL_BIG_REQUEST("ERR Protocol error: request exceeds client-query-buffer-limit"),

    // Any command.
    WRONG_TYPE("WRONGTYPE Operation against a key holding the wrong kind of value"),
    SYNTAX("ERR syntax error"),
    NO_SUCH_KEY("ERR no such key"),
    NOT_AN_INTEGER("ERR value is not an integer or out of range"),
    NOT_A_FLOAT("ERR value is not a valid float"),
    OUT_OF_RANGE("ERR value is out of range"),
    OUT_OF_RANGE_POSITIVE("ERR value is out of range, must be positive"),
    OUT_OF_RANGE_BETWEEN("ERR value is out of range, value must between {number} and {number}"),
    INDEX_OUT_OF_RANGE("ERR index out of range"),
    INVALID_CURSOR("ERR invalid cursor"),
    INVALID_EXPIRE("ERR invalid expire time in '{text}' command"),
    WRONG_ARITY("ERR wrong number of arguments for '{text}' command"),
    UNKNOWN_COMMAND("ERR unknown command '{text}', with args beginning with: {text}"),
    UNKNOWN_SUBCOMMAND("ERR unknown subcommand '{text}'. Try {text} HELP."),
    SUBCOMMAND_SYNTAX(
            "ERR unknown subcommand or wrong number of arguments for '{text}'. Try {text} HELP."),
    DB_OUT_OF_RANGE("ERR DB index is out of range"),
    GENERIC("ERR {text}"),

    // Whether this node may run it now.
    NOAUTH("NOAUTH Authentication required."),
    NOPERM_COMMAND("NOPERM this user has no permissions to run the '{text}' command"),
    NOPERM_KEY("NOPERM this user has no permissions to access one of the keys used as arguments"),
    NOPERM_CHANNEL(
            "NOPERM this user has no permissions to access one of the channels used as arguments"),
    NOPERM_IN_EXEC(
            "NOPERM ACLs rules changed between the moment the transaction was accumulated and the"
                    + " EXEC call. This command is no longer allowed for the following reason:"
                    + " {text}"),
    LOADING("LOADING Redis is loading the dataset in memory"),
    OOM("OOM command not allowed when used memory > 'maxmemory'."),
    REPLY_TOO_LONG("ERR reply exceeds client-output-buffer-limit"),
    MISCONF("MISCONF Errors writing to the AOF file: {text}"),
    READONLY("READONLY You can't write against a read only replica."),
    NOREPLICAS("NOREPLICAS Not enough good replicas to write."),
    INDOUBT("INDOUBT The outcome of this write is unknown: {text}"),
    TRYAGAIN("TRYAGAIN {text}"),
    BUSY("BUSY {text}"),
    BUSY_SCRIPT(
            "BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN"
                    + " NOSAVE."),
    UNBLOCKED("UNBLOCKED client unblocked via CLIENT UNBLOCK"),
    PROTECTED_COMMAND(
            "ERR {text} command not allowed. If the {text} option is set to \"local\", you can run"
                    + " it from a local connection, otherwise you need to set this option in the"
                    + " configuration file, and then restart the server."),
    ONLY_PUBSUB_ALLOWED(
            "ERR Can't execute '{text}': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT /"
                    + " RESET are allowed in this context"),
    NOT_IN_TRANSACTION("ERR Command not allowed inside a transaction"),

    // Redirections and the cluster.
    MOVED("MOVED {number} {text}:{number}"),
    CROSSSLOT("CROSSSLOT Keys in request don't hash to the same slot"),
    CLUSTERDOWN("CLUSTERDOWN The cluster is down"),
    CLUSTERDOWN_SLOT("CLUSTERDOWN Hash slot not served"),
    CLUSTER_DISABLED("ERR This instance has cluster support disabled"),
    INVALID_SLOT("ERR Invalid slot"),
    INVALID_OR_OUT_OF_RANGE_SLOT("ERR Invalid or out of range slot"),
    INVALID_SLOT_OR_COUNT("ERR Invalid slot or number of keys"),
    UNKNOWN_NODE("ERR Unknown node {text}"),
    SELECT_IN_CLUSTER("ERR SELECT is not allowed in cluster mode"),
    MOVE_IN_CLUSTER("ERR MOVE is not allowed in cluster mode"),
    SWAPDB_IN_CLUSTER("ERR SWAPDB is not allowed in cluster mode"),
    COPY_DB_IN_CLUSTER("ERR Copying to another database is not allowed in cluster mode"),
    REPLICAOF_IN_CLUSTER("ERR REPLICAOF not allowed in cluster mode."),
    NOTHING_TO_TAKE_OVER(
            "ERR Nothing to take over: no shard waits for lost nodes, and what can be led without"
                    + " loss is led by itself; see cluster_slots_stranded in CLUSTER INFO"),
    MANAGED_BY_GRID("ERR {text} is not available: the grid manages its own placement"),

    // Connection.
    DENIED(
            "DENIED Redis is running in protected mode because protected mode is enabled and no"
                + " password is set for the default user. In this mode connections are only"
                + " accepted from the loopback interface. If you want to connect from external"
                + " computers to Redis you may adopt one of the following solutions: 1) Just"
                + " disable protected mode sending the command 'CONFIG SET protected-mode no' from"
                + " the loopback interface by connecting to Redis from the same host the server is"
                + " running, however MAKE SURE Redis is not publicly accessible from internet if"
                + " you do so. Use CONFIG REWRITE to make this change permanent. 2) Alternatively"
                + " you can just disable the protected mode by editing the Redis configuration"
                + " file, and setting the protected mode option to 'no', and then restarting the"
                + " server. 3) If you started the server manually just for testing, restart it with"
                + " the '--protected-mode no' option. 4) Set up an authentication password for the"
                + " default user. NOTE: You only need to do one of the above things in order for"
                + " the server to start accepting connections from the outside."),
    MAX_CLIENTS("ERR max number of clients reached"),
    WRONGPASS("WRONGPASS invalid username-password pair or user is disabled."),
    AUTH_WITHOUT_PASSWORD(
            "ERR AUTH <password> called without any password configured for the default user. Are"
                    + " you sure your configuration is correct?"),
    NOPROTO("NOPROTO unsupported protocol version"),
    PROTOCOL_VERSION_NOT_INTEGER("ERR Protocol version is not an integer or out of range"),
    HELLO_SYNTAX("ERR Syntax error in HELLO option '{text}'"),
    HELLO_NOAUTH(
            "NOAUTH HELLO must be called with the client already authenticated, otherwise the"
                    + " HELLO <proto> AUTH <user> <pass> option can be used to authenticate the"
                    + " client and select the RESP protocol version at the same time"),
    RESET_NOT_NORMAL("ERR can only reset normal client connections"),
    CLIENT_NAME("ERR Client names cannot contain spaces, newlines or special characters."),
    CLIENT_ATTRIBUTE("ERR {text} cannot contain spaces, newlines or special characters."),
    UNRECOGNIZED_OPTION("ERR Unrecognized option '{text}'"),
    UNKNOWN_CLIENT_TYPE("ERR Unknown client type '{text}'"),
    INVALID_CLIENT_ID("ERR Invalid client ID"),
    CLIENT_ID_RANGE("ERR client-id should be greater than 0"),
    NO_SUCH_CLIENT("ERR No such client"),
    NO_SUCH_CLIENT_USER("ERR No such user '{text}'"),
    TIMEOUT_NOT_INTEGER("ERR timeout is not an integer or out of range"),
    TIMEOUT_NOT_FLOAT("ERR timeout is not a float or out of range"),
    TIMEOUT_NEGATIVE("ERR timeout is negative"),
    TRACKING_ONE_REDIRECT("ERR A client can only redirect to a single other client"),
    TRACKING_NO_SUCH_REDIRECT("ERR The client ID you want redirect to does not exist"),
    TRACKING_PREFIX_NEEDS_BCAST("ERR PREFIX option requires BCAST mode to be enabled"),
    TRACKING_BCAST_SWITCH(
            "ERR You can't switch BCAST mode on/off before disabling tracking for this client, and"
                    + " then re-enabling it with a different mode."),
    TRACKING_OPT_WITH_BCAST("ERR OPTIN and OPTOUT are not compatible with BCAST"),
    TRACKING_OPTIN_AND_OPTOUT("ERR You can't specify both OPTIN mode and OPTOUT mode"),
    TRACKING_OPT_SWITCH(
            "ERR You can't switch OPTIN/OPTOUT mode before disabling tracking for this client, and"
                    + " then re-enabling it with a different mode."),
    TRACKING_PREFIX_EXISTS(
            "ERR Prefix '{text}' overlaps with an existing prefix '{text}'. Prefixes for a single"
                    + " client must not overlap."),
    TRACKING_PREFIX_PROVIDED(
            "ERR Prefix '{text}' overlaps with another provided prefix '{text}'. Prefixes for a"
                    + " single client must not overlap."),
    TRACKING_PREFIX_MEMORY("ERR the prefixes of all clients would take too much memory"),
    CACHING_WITHOUT_TRACKING(
            "ERR CLIENT CACHING can be called only when the client is in tracking mode with OPTIN"
                    + " or OPTOUT mode enabled"),
    CACHING_YES_NEEDS_OPTIN(
            "ERR CLIENT CACHING YES is only valid when tracking is enabled in OPTIN mode."),
    CACHING_NO_NEEDS_OPTOUT(
            "ERR CLIENT CACHING NO is only valid when tracking is enabled in OPTOUT mode."),

    // Generic.
    SAME_OBJECT("ERR source and destination objects are the same"),
    UNSUPPORTED_OPTION("ERR Unsupported option {text}"),
    EXPIRE_NX_WITH_OTHERS("ERR NX and XX, GT or LT options at the same time are not compatible"),
    EXPIRE_GT_WITH_LT("ERR GT and LT options at the same time are not compatible"),
    UNKNOWN_TYPE_NAME("ERR unknown type name '{text}'"),
    BUSYKEY("BUSYKEY Target key name already exists."),
    RESTORE_TTL("ERR Invalid TTL value, must be >= 0"),
    RESTORE_IDLETIME("ERR Invalid IDLETIME value, must be >= 0"),
    RESTORE_FREQ("ERR Invalid FREQ value, must be >= 0 and <= 255"),
    RESTORE_CHECKSUM("ERR DUMP payload version or checksum are wrong"),
    RESTORE_FORMAT("ERR Bad data format"),
    LFU_SELECTED(
            "ERR An LFU maxmemory policy is selected, idle time not tracked. Please note that when"
                    + " switching between policies at runtime LRU and LFU data will take some time"
                    + " to adjust."),
    LFU_NOT_SELECTED(
            "ERR An LFU maxmemory policy is not selected, access frequency not tracked. Please"
                    + " note that when switching between policies at runtime LRU and LFU data will"
                    + " take some time to adjust."),
    SORT_BY_IN_CLUSTER("ERR BY option of SORT denied in Cluster mode."),
    SORT_GET_IN_CLUSTER("ERR GET option of SORT denied in Cluster mode."),
    SORT_NOT_DOUBLE("ERR One or more scores can't be converted into double"),

    // String.
    STRING_TOO_LONG("ERR string exceeds maximum allowed size (proto-max-bulk-len)"),
    OFFSET_OUT_OF_RANGE("ERR offset is out of range"),
    INCREMENT_OVERFLOW("ERR increment or decrement would overflow"),
    DECREMENT_OVERFLOW("ERR decrement would overflow"),
    INCREMENT_NAN("ERR increment would produce NaN or Infinity"),
    LCS_WRONG_TYPE("ERR The specified keys must contain string values"),
    LCS_LEN_AND_IDX("ERR If you want both the length and indexes, please just use IDX."),
    LCS_STRING_TOO_LONG("ERR String too long for LCS"),
    LCS_MEMORY("ERR Insufficient memory, transient memory for LCS exceeds proto-max-bulk-len"),
    BIT_OFFSET("ERR bit offset is not an integer or out of range"),
    BIT_VALUE("ERR bit is not an integer or out of range"),
    BIT_ARGUMENT("ERR The bit argument must be 1 or 0."),
    BITOP_NOT("ERR BITOP NOT must be called with a single source key."),
    BITFIELD_TYPE(
            "ERR Invalid bitfield type. Use something like i16 u8. Note that u64 is not supported"
                    + " but i64 is."),
    BITFIELD_OVERFLOW_TYPE("ERR Invalid OVERFLOW type specified"),
    BITFIELD_RO("ERR BITFIELD_RO only supports the GET subcommand"),

    // Hash.
    HASH_NOT_AN_INTEGER("ERR hash value is not an integer"),
    HASH_NOT_A_FLOAT("ERR hash value is not a float"),
    HASH_NAN("ERR value is NaN or Infinity"),
    FIELDS_MISSING("ERR Mandatory argument FIELDS is missing or not at the right position"),
    FIELDS_COUNT_POSITIVE("ERR Number of fields must be a positive integer"),
    FIELDS_COUNT_ABOVE_ZERO("ERR Parameter `numFields` should be greater than 0"),
    FIELDS_COUNT_MISMATCH("ERR The `numfields` parameter must match the number of arguments"),
    FIELDS_EXPIRE_NEGATIVE("ERR invalid expire time, must be >= 0"),

    // Transactions.
    NESTED_MULTI("ERR MULTI calls can not be nested"),
    EXEC_WITHOUT_MULTI("ERR EXEC without MULTI"),
    DISCARD_WITHOUT_MULTI("ERR DISCARD without MULTI"),
    WATCH_IN_MULTI("ERR WATCH inside MULTI is not allowed"),
    TOO_MANY_WATCHES("ERR too many keys are watched by this client"),
    EXECABORT("EXECABORT Transaction discarded because of previous errors."),
    EXECABORT_BECAUSE("EXECABORT Transaction discarded because of: {text}"),

    // Server.
    CONFIG_SET_UNKNOWN("ERR Unknown option or number of arguments for CONFIG SET - '{text}'"),
    CONFIG_SET_FAILED("ERR CONFIG SET failed (possibly related to argument '{text}') - {text}"),
    CONFIG_NO_FILE("ERR The server is running without a config file"),
    CONFIG_REWRITE("ERR Rewriting config file: {text}"),
    INVALID_COMMAND("ERR Invalid command specified"),
    NO_KEY_ARGUMENTS("ERR The command has no key arguments"),
    INVALID_ARGUMENT_COUNT("ERR Invalid number of arguments specified for command"),
    INVALID_ARGUMENTS("ERR Invalid arguments specified for command"),
    SLOWLOG_COUNT("ERR count should be greater than or equal to -1"),
    SHUTDOWN_NOT_RUNNING("ERR No shutdown in progress."),
    UNKNOWN_EVENT("ERR unknown event name '{text}'"),
    WAITAOF_NO_LOG("ERR WAITAOF cannot be used when numlocal is set but appendonly is disabled."),

    // Scripts and functions; named here so that the texts stay in one table.
    NOSCRIPT("NOSCRIPT No matching script. Please use EVAL."),
    NOTBUSY("NOTBUSY No scripts in execution right now."),
    UNKILLABLE(
            "UNKILLABLE Sorry the script already executed write commands against the dataset. You"
                    + " can either wait the script termination or kill the server in a hard way"
                    + " using the SHUTDOWN NOSAVE command."),

    // Access control.
    ACL_UNKNOWN_CATEGORY("ERR Unknown category '{text}'"),
    ACL_USER_NOT_FOUND("ERR User '{text}' not found"),
    ACL_COMMAND_NOT_FOUND("ERR Command '{text}' not found"),
    ACL_DEFAULT_USER("ERR The 'default' user cannot be removed"),
    ACL_SETUSER("ERR Error in ACL SETUSER modifier '{text}': {text}"),
    ACL_NO_FILE(
            "ERR This Redis instance is not configured to use an ACL file. You may want to specify"
                    + " users via the ACL SETUSER command and then issue a CONFIG REWRITE"
                    + " (assuming you have a Redis configuration file set) in order to store users"
                    + " in the Redis configuration.");

    private final String text;
    private final Template template;
    private final @Nullable Refused constant;

    Refusal(String text) {
        this.text = text;
        template = new Template(text);
        constant = template.holes() == 0 ? new Refused(this, template.fill()) : null;
    }

    /** The row's text, its code first, with {@code {text}} and {@code {number}} for the holes. */
    public String template() {
        return text;
    }

    /** The preallocated refusal of a row without holes. */
    public Refused refused() {
        if (constant == null) {
            throw new IllegalStateException(this + " has holes to fill: use with(...)");
        }
        return constant;
    }

    /**
     * A refusal with the row's holes filled in order.
     *
     * @param values text ({@link CharSequence} or {@code byte[]}) or integers ({@link Integer} or
     *     {@link Long}), as the row says
     */
    public Refused with(Object... values) {
        return new Refused(this, template.fill(values));
    }
}
