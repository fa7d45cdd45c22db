package dev.cairn.node.shard;

/** Bytes that should be a record and are none. */
public final class MalformedRecord extends RuntimeException {

    public MalformedRecord(String reason) {
        super(reason);
    }
}
