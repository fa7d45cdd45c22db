package dev.cairn.node.shard;

import dev.cairn.node.rdb.Dump;
import dev.cairn.node.store.Database;
import dev.cairn.node.store.Encoding;
import dev.cairn.node.store.Entry;
import dev.cairn.node.store.HashLimits;

import java.util.ArrayList;

/** Whole values on their way out of the store. */
final class Values {

    private Values() {}

    /** A copy of an entry's value. */
    static Dump.Value of(Entry entry, Database database, HashLimits limits) {
        return switch (entry.type()) {
            case STRING -> new Dump.Text(entry.value().toBytes());
            case HASH -> hash(entry, database, limits);
        };
    }

    private static Dump.Hash hash(Entry entry, Database database, HashLimits limits) {
        var fields = new ArrayList<Dump.Field>();
        database.hash(entry, limits)
                .forEach(
                        (field, value, expireAt) ->
                                fields.add(
                                        new Dump.Field(
                                                field.toBytes(),
                                                value.toBytes(),
                                                Math.max(0, expireAt))));
        return new Dump.Hash(fields, entry.encoding() == Encoding.LISTPACK);
    }
}
