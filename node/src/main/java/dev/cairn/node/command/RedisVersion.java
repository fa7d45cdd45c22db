package dev.cairn.node.command;

/** The version of Redis whose commands and replies clients may expect of a node. */
public final class RedisVersion {

    /** Reported by HELLO and INFO. */
    public static final String COMPATIBLE = "7.2.4";

    private RedisVersion() {}
}
