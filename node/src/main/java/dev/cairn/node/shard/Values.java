package dev.cairn.node.shard;

import dev.cairn.node.rdb.Dump;
import dev.cairn.node.rdb.DumpStream;
import dev.cairn.node.store.Encoding;
import dev.cairn.node.store.Entry;
import dev.cairn.node.store.HashValue;

import java.util.ArrayList;

/** Whole values on their way out of the store. */
final class Values {

    private Values() {}

    /** Writes a packed hash, which is never long. */
    static void packed(HashValue hash, DumpStream.Sink sink) {
        var fields = new ArrayList<Dump.Field>();
        hash.forEach(
                (field, value, expireAt) ->
                        fields.add(
                                new Dump.Field(
                                        field.toBytes(), value.toBytes(), Math.max(0, expireAt))));
        sink.take(Dump.write(new Dump.Hash(fields, true)));
    }

    /** Writes a large hash field by field. */
    static void large(HashValue hash, DumpStream.Sink sink) {
        long soonest = hash.soonestExpiryMillis();
        var stream = new DumpStream(sink);
        stream.hash(hash.size(), soonest == Long.MAX_VALUE ? 0 : soonest);
        hash.forEach((field, value, expireAt) -> stream.field(field, value, Math.max(0, expireAt)));
        stream.end();
    }

    static boolean isPacked(Entry entry) {
        return entry.encoding() == Encoding.LISTPACK;
    }
}
