package dev.cairn.node.session;

import dev.cairn.node.shard.LogOffsets;
import dev.cairn.node.shard.ShardLog;

import java.util.HashMap;
import java.util.Map;

/**
 * Up to where a session's own writes reach in the logs of the shards that it has written to here.
 * Belongs to whoever runs the session's commands.
 */
public final class LastWrites {

    private final Map<ShardLog, Long> ends = new HashMap<>();

    LastWrites() {}

    /** A command of the session has made these records. */
    public void note(LogOffsets written) {
        for (int i = 0; i < written.count(); i++) {
            if (ends.put(written.log(i), written.offset(i)) == null) {
                ends.keySet().removeIf(ShardLog::isOver);
            }
        }
    }

    /** Whether the session has written nothing that a replica could wait for. */
    public boolean isEmpty() {
        return ends.isEmpty();
    }

    /** How many replicas have all of it, in the shard where these are the fewest. */
    public int replicas() {
        int least = Integer.MAX_VALUE;
        for (var end : ends.entrySet()) {
            long having =
                    end.getKey().replicas().values().stream()
                            .filter(received -> received >= end.getValue())
                            .count();
            least = Math.min(least, (int) having);
        }
        return ends.isEmpty() ? 0 : least;
    }
}
