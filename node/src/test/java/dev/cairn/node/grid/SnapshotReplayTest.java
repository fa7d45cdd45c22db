package dev.cairn.node.grid;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.node.command.CommandTable;
import dev.cairn.node.command.Handler;
import dev.cairn.node.command.Reply;
import dev.cairn.node.command.Requests;
import dev.cairn.node.command.generic.ExpireCommands;
import dev.cairn.node.command.hash.ExpiryCommands;
import dev.cairn.node.command.hash.HashCommands;
import dev.cairn.node.command.string.RangeCommands;
import dev.cairn.node.command.string.StringCommands;
import dev.cairn.node.config.ConfigSources;
import dev.cairn.node.config.Settings;
import dev.cairn.node.memory.Slice;
import dev.cairn.node.metrics.Counters;
import dev.cairn.node.shard.Keyspace;
import dev.cairn.node.shard.ScriptedLog;
import dev.cairn.node.shard.Shard;
import dev.cairn.node.shard.ShardSnapshot;
import dev.cairn.node.shard.Shards;
import dev.cairn.node.shard.Visit;
import dev.cairn.node.store.Entry;
import dev.cairn.protocol.resp.RespWriter;

import io.netty.buffer.Unpooled;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;

/** What a replica makes of a snapshot is what the shard was when the snapshot began. */
class SnapshotReplayTest {

    private static final long NOW = 1_700_000_000_000L;
    private static final int FIELDS = 20_000;
    private static final CommandTable TABLE =
            CommandTable.of(
                    List.of(
                            StringCommands.FAMILY,
                            RangeCommands.FAMILY,
                            HashCommands.FAMILY,
                            ExpiryCommands.FAMILY,
                            ExpireCommands.FAMILY));
    private static final int MOST_PIECE_BYTES = (64 << 10) + 1_000;

    private final Shards shards = new Shards(1, Runnable::run);
    private final Shard primary = shards.at(0);
    private final Shard replica = shards.aside(0);
    private final Settings settings = new Settings();
    private final Counters counters = new Counters();
    private final Visit visit = new Visit(shards, settings, counters.open());
    private final Replayer replayer = new Replayer(TABLE, shards, settings, counters.open());

    @Test
    void everythingComesBackInSmallPieces() {
        fill();
        var before = content(primary);
        replay(primary.snapshot(NOW), () -> {});
        assertThat(content(replica)).isEqualTo(before);
    }

    @Test
    void whatChangesMeanwhileComesBackAsItWas() {
        fill();
        var before = content(primary);
        long used = primary.usedBytes();
        replay(
                primary.snapshot(NOW),
                () ->
                        change(
                                ks -> {
                                    ks.findOrCreateHash(key("large"))
                                            .put(key("f7"), key("changed"), Entry.NO_EXPIRY);
                                    ks.remove(key("small"));
                                    ks.putString(key("text"), key("changed"), Entry.NO_EXPIRY);
                                }));
        assertThat(content(replica)).isEqualTo(before);
        assertThat(primary.usedBytes()).as("nothing is left behind").isLessThanOrEqualTo(used);
    }

    @Test
    void aSnapshotThatNobodyWantsLeavesNothing() {
        fill();
        long used = primary.usedBytes();
        var snapshot = primary.snapshot(NOW);
        assertThat(snapshot.next()).isNotNull();
        change(ks -> ks.setExpire(key("large"), NOW + 7));
        snapshot.abandon();
        assertThat(primary.usedBytes()).isEqualTo(used);
        replay(primary.snapshot(NOW), () -> {});
        assertThat(content(replica)).isEqualTo(content(primary));
    }

    @Test
    void fieldsWhoseTimeIsOverAreHiddenFromAReplicaUntilTheRecordRemovesThem() {
        fill();
        replay(primary.snapshot(NOW), () -> {});
        var log = new ScriptedLog();
        primary.log(log);
        change(
                ks -> {
                    long cursor = 0;
                    do {
                        cursor = ks.expireSome(cursor, left -> {});
                    } while (cursor != 0);
                });
        assertThat(content(primary)).hasSizeLessThan(content(replica).size());
        log.records().forEach(record -> replayer.replay(record, replica));
        assertThat(content(replica)).isEqualTo(content(primary));
    }

    @Test
    void aReplicaTakesStringsThatOnlyThePrimarysSettingsAllow() throws Exception {
        var log = new ScriptedLog();
        primary.log(log);
        visit.begin(primary, Visit.Purpose.SERVE, NOW);
        run("APPEND", "text", "x".repeat(900 << 10));
        run("APPEND", "text", "x".repeat(900 << 10));
        visit.end();
        var small = ConfigSources.read(List.of("--proto-max-bulk-len", "1mb"), Map.of());
        var follower = new Replayer(TABLE, shards, small.settings(), counters.open());
        log.records().forEach(record -> follower.replay(record, replica));
        assertThat(content(replica)).isEqualTo(content(primary));
    }

    private void run(String... words) {
        var request = Requests.of(words);
        var command = TABLE.resolve(request);
        visit.command(request, false);
        var reply = new Reply(new RespWriter(Unpooled.directBuffer()));
        ((Handler.OnShard) Objects.requireNonNull(command.handler()))
                .run(visit.keyspace(0), request, reply);
    }

    private void fill() {
        change(
                ks -> {
                    ks.putString(key("text"), key("value"), NOW + 1_000_000);
                    ks.putString(key("plain"), key("1"), Entry.NO_EXPIRY);
                    var small = ks.findOrCreateHash(key("small"));
                    small.put(key("a"), key("1"), Entry.NO_EXPIRY);
                    small.put(key("b"), key("2"), NOW + 5_000);
                    var large = ks.findOrCreateHash(key("large"));
                    for (int i = 0; i < FIELDS; i++) {
                        long at = i % 5 == 0 ? NOW - 1_000 + i : Entry.NO_EXPIRY;
                        large.put(key("f" + i), key("value " + i), at);
                    }
                    ks.setExpire(key("large"), NOW + 2_000_000);
                });
    }

    private void change(Consumer<Keyspace> change) {
        visit.begin(primary, Visit.Purpose.SERVE, NOW);
        change.accept(visit.keyspace(0));
        visit.end();
    }

    private void replay(ShardSnapshot snapshot, Runnable afterFirst) {
        long effects = 0;
        boolean first = true;
        for (byte[] piece; (piece = snapshot.next()) != null; first = false) {
            assertThat(piece.length).isLessThan(MOST_PIECE_BYTES);
            effects += replayer.replay(piece, replica);
            if (first) {
                afterFirst.run();
            }
        }
        assertThat(snapshot.effects()).isEqualTo(effects);
    }

    private Map<String, String> content(Shard shard) {
        var content = new TreeMap<String, String>();
        visit.begin(shard, Visit.Purpose.APPLY, NOW);
        Keyspace ks = visit.keyspace(0);
        long cursor = 0;
        do {
            cursor = ks.scan(cursor, 100, entry -> note(ks, entry, content));
        } while (cursor != 0);
        visit.end();
        return content;
    }

    private static void note(Keyspace ks, Entry entry, Map<String, String> content) {
        String key = entry.key().toString();
        content.put(key, entry.encoding() + " until " + entry.expireAtMillis());
        switch (entry.type()) {
            case STRING -> content.put(key + ".", entry.value().toString());
            case HASH ->
                    ks.hash(entry)
                            .forEach(
                                    (field, value, at) ->
                                            content.put(key + "." + field, value + " until " + at));
        }
    }

    private static Slice key(String text) {
        return Slice.copyOf(text);
    }
}
