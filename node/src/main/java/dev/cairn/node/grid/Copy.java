package dev.cairn.node.grid;

import dev.cairn.node.shard.Shard;
import dev.cairn.replication.log.RecordLog;

/** What this node has of a shard, whatever its part in it. */
record Copy(Shard shard, RecordLog records, KeptRequests kept) {}
