package dev.cairn.node.shard;

/** The data of one database inside the entered shards, lent to a command's handler. */
public final class Keyspace {}
