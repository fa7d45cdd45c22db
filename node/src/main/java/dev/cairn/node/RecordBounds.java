package dev.cairn.node;

import dev.cairn.node.config.SettingTable;
import dev.cairn.node.config.Settings;

/**
 * What clients may ask of a node in a grid. Records of its log lie on the heap, once for themselves
 * and once on their way to each follower, so no request and no value may be as large as to take the
 * heap for itself.
 */
final class RecordBounds {
    private static final long VALUES_IN_HEAP = 16;
    private static final long REQUESTS_IN_HEAP = 8;

    private RecordBounds() {}

    static void set(Settings settings, long heapBytes) {
        settings.cutTo(heapBytes / VALUES_IN_HEAP, SettingTable.PROTO_MAX_BULK_LEN);
        settings.cutTo(heapBytes / REQUESTS_IN_HEAP, SettingTable.CLIENT_QUERY_BUFFER_LIMIT);
    }
}
