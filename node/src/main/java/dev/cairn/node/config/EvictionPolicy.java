package dev.cairn.node.config;

/** What a node does when keys and values reach {@code maxmemory}. */
public enum EvictionPolicy {
    VOLATILE_LRU,
    VOLATILE_LFU,
    VOLATILE_RANDOM,
    VOLATILE_TTL,
    ALLKEYS_LRU,
    ALLKEYS_LFU,
    ALLKEYS_RANDOM,
    NOEVICTION;

    /** Whether keys are chosen by how often they are used, not by how recently. */
    public boolean isLfu() {
        return this == VOLATILE_LFU || this == ALLKEYS_LFU;
    }

    /** Whether only keys with an expiry may be evicted. */
    public boolean isVolatile() {
        return switch (this) {
            case VOLATILE_LRU, VOLATILE_LFU, VOLATILE_RANDOM, VOLATILE_TTL -> true;
            case ALLKEYS_LRU, ALLKEYS_LFU, ALLKEYS_RANDOM, NOEVICTION -> false;
        };
    }
}
