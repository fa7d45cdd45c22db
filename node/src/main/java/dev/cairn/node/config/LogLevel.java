package dev.cairn.node.config;

/** How much a node logs, in the words of redis.conf, the chattiest first. */
public enum LogLevel {
    DEBUG,
    VERBOSE,
    NOTICE,
    WARNING,
    NOTHING
}
