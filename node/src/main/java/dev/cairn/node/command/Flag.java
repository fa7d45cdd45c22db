package dev.cairn.node.command;

/** What a command's row declares about it; the order is that of COMMAND INFO's reply. */
public enum Flag {
    WRITE("write"),
    READONLY("readonly"),
    DENYOOM("denyoom"),
    ADMIN("admin"),
    PUBSUB("pubsub"),
    NOSCRIPT("noscript"),
    BLOCKING("blocking"),
    LOADING("loading"),
    STALE("stale"),
    SKIP_MONITOR("skip_monitor"),
    SKIP_SLOWLOG("skip_slowlog"),
    ASKING("asking"),
    FAST("fast"),
    NO_AUTH("no_auth"),
    MAY_REPLICATE("may_replicate"),
    NO_MANDATORY_KEYS("no_mandatory_keys"),
    NO_ASYNC_LOADING("no_async_loading"),
    NO_MULTI("no_multi"),
    ALLOW_BUSY("allow_busy"),
    MOVABLEKEYS("movablekeys");

    private final String label;

    Flag(String label) {
        this.label = label;
    }

    /** The flag's name in COMMAND INFO. */
    public String label() {
        return label;
    }
}
