package dev.cairn.node.metadata.ratis;

import org.apache.ratis.RaftConfigKeys;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.server.RaftServerConfigKeys.Log;
import org.apache.ratis.server.RaftServerConfigKeys.RetryCache;
import org.apache.ratis.server.RaftServerConfigKeys.Rpc;
import org.apache.ratis.server.RaftServerConfigKeys.Snapshot;
import org.apache.ratis.server.RaftServerConfigKeys.Write;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;

import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The engine's own settings: small buffers, since the whole topology is tens of kilobytes, and a
 * log that is cut by itself.
 */
final class EngineProperties {
    /** The largest entry of the log, and the largest part of a snapshot in one call. */
    static final int MAX_ENTRY_BYTES = 256 * 1024;

    /** Entries kept behind the latest snapshot, so that a short absence needs no snapshot. */
    private static final long KEPT_ENTRIES = 512;

    private EngineProperties() {}

    static RaftProperties of(RatisSettings settings) {
        var properties = new RaftProperties();
        RaftConfigKeys.Rpc.setType(properties, new EnvelopeRpc());
        RaftServerConfigKeys.setStorageDir(properties, List.of(settings.directory().toFile()));
        times(properties, settings.timing());
        sizes(properties);
        snapshots(properties, settings.timing());
        return properties;
    }

    private static void times(RaftProperties properties, RatisSettings.Timing timing) {
        Rpc.setTimeoutMin(properties, millis(timing.electionMinMillis()));
        Rpc.setTimeoutMax(properties, millis(timing.electionMaxMillis()));
        Rpc.setRequestTimeout(properties, millis(timing.callMillis()));
        // A joiner that makes no progress for this long is not admitted.
        RaftServerConfigKeys.setStagingTimeout(properties, millis(5 * timing.callMillis()));
        RetryCache.setExpiryTime(properties, millis(5_000));
    }

    private static void sizes(RaftProperties properties) {
        var entry = SizeInBytes.valueOf(MAX_ENTRY_BYTES);
        Log.setSegmentSizeMax(properties, SizeInBytes.valueOf("1MB"));
        Log.setPreallocatedSize(properties, SizeInBytes.valueOf("64KB"));
        Log.setWriteBufferSize(properties, SizeInBytes.valueOf(MAX_ENTRY_BYTES + 64 * 1024));
        Log.setSegmentCacheNumMax(properties, 2);
        Log.setSegmentCacheSizeMax(properties, SizeInBytes.valueOf("4MB"));
        Log.setQueueElementLimit(properties, 256);
        Log.setQueueByteLimit(properties, SizeInBytes.valueOf("4MB"));
        Log.Appender.setBufferByteLimit(properties, entry);
        Log.Appender.setSnapshotChunkSizeMax(properties, entry);
        Write.setElementLimit(properties, 256);
        Write.setByteLimit(properties, SizeInBytes.valueOf("4MB"));
    }

    private static void snapshots(RaftProperties properties, RatisSettings.Timing timing) {
        Snapshot.setAutoTriggerEnabled(properties, true);
        Snapshot.setAutoTriggerThreshold(properties, timing.snapshotEvery());
        Snapshot.setTriggerWhenStopEnabled(properties, false);
        Snapshot.setRetentionFileNum(properties, 2);
        Log.setPurgeUptoSnapshotIndex(properties, true);
        Log.setPurgeGap(properties, 1);
        Log.setPurgePreservationLogNum(properties, Math.min(KEPT_ENTRIES, timing.snapshotEvery()));
    }

    private static TimeDuration millis(int millis) {
        return TimeDuration.valueOf(millis, TimeUnit.MILLISECONDS);
    }
}
