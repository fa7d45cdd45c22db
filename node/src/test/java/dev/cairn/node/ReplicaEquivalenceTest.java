package dev.cairn.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.node.command.Command;
import dev.cairn.node.command.Flag;
import dev.cairn.node.config.ConfigError;
import dev.cairn.node.config.ConfigSources;
import dev.cairn.node.config.Settings;
import dev.cairn.node.grid.RecordedShard;
import dev.cairn.node.memory.Slice;
import dev.cairn.node.shard.EffectReader;
import dev.cairn.node.shard.ScriptedLog;
import dev.cairn.node.shard.ShardSnapshot;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A shard's state is a function of its log: whatever commands the primary ran, a replica that
 * executes the records alone holds the same after each of them. {@code -Dcairn.seed=N} chooses the
 * stream, {@code -Dcairn.commands=N} its length.
 */
class ReplicaEquivalenceTest {

    private static final int MOST_TRIES = 100_000;
    private static final int COMMANDS = Integer.getInteger("cairn.commands", 6_000);
    private static final int COMMANDS_BETWEEN_CHORES = 50;

    /** Refused in a grid, whose shards have one database. */
    private static final Set<String> NOT_IN_A_GRID = Set.of("move", "swapdb");

    /** A replica whose own settings are narrower than what the primary took. */
    private static final String[] NARROW = {
        "--proto-max-bulk-len", "1mb", "--hash-max-listpack-entries", "2"
    };

    private final ScriptedLog log = new ScriptedLog();
    private Portless node;
    private Caller client;
    private ShardState primary;

    @BeforeEach
    void start() throws ConfigError {
        node = Portless.with("--cluster-enabled", "yes", "--shards", "1");
        node.shards().at(0).log(log);
        client = node.client();
        primary = new ShardState(node.shards(), node.settings());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aReplicaIsEqualAfterEveryRecord(long defaultSeed) throws ConfigError {
        long seed = Long.getLong("cairn.seed", defaultSeed);
        var stream = new WriteStream(seed);
        var replica = new Follower(new Settings());
        var states = new ArrayList<Map<String, String>>();
        for (int i = 0; i < COMMANDS; i++) {
            List<String> command = stream.next();
            if (i % COMMANDS_BETWEEN_CHORES == 0) {
                node.upkeep().round();
            } else {
                client.ask(command);
            }
            replica.catchUp();
            Map<String, String> state = primary.read();
            assertThat(replica.state())
                    .as("-Dcairn.seed=%d, after command %d: %s", seed, i, command)
                    .isEqualTo(state);
            while (states.size() < log.records().size()) {
                states.add(state);
            }
        }
        executeLate(seed, states);
    }

    /** Much later, when more is over, and by other settings: the records say it all. */
    private void executeLate(long seed, List<Map<String, String>> states) throws ConfigError {
        var late = new Follower(settings(NARROW));
        for (int i = 0; i < log.records().size(); i++) {
            late.replay(log.records().get(i));
            assertThat(late.state())
                    .as("-Dcairn.seed=%d, executed late, record %d", seed, i)
                    .isEqualTo(states.get(i));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5})
    void aSnapshotAndTheLogSinceMakeAnEqualReplica(long defaultSeed) {
        long seed = Long.getLong("cairn.seed", defaultSeed);
        var stream = new WriteStream(seed);
        var replica = new Follower(new Settings());
        int snapshots = 0;
        Walk walk = null;
        for (int i = 0; i < COMMANDS; i++) {
            if (walk == null) {
                walk = new Walk();
            }
            client.ask(stream.next());
            if (walk.advance()) {
                walk.fill(replica);
                assertThat(replica.state())
                        .as("-Dcairn.seed=%d, after command %d", seed, i)
                        .isEqualTo(primary.read());
                walk = null;
                snapshots++;
            }
        }
        if (walk != null) {
            walk.end();
        }
        assertThat(snapshots).isGreaterThan(100);
    }

    @Test
    void everyCommandThatWritesIsInTheStream() throws ConfigError {
        var stream = new WriteStream(9);
        var missing = new TreeSet<String>();
        for (Command command : node.table().all()) {
            if (command.is(Flag.WRITE)) {
                missing.add(command.fullName());
            }
        }
        missing.removeAll(NOT_IN_A_GRID);
        // What is to expire may be gone before a rare command comes to it.
        for (int i = 0; i < MOST_TRIES && !missing.isEmpty(); i++) {
            List<String> command = stream.next();
            int before = log.records().size();
            client.ask(command);
            if (log.records().size() > before) {
                missing.remove(command.get(0).toLowerCase(Locale.ROOT));
            }
        }
        assertThat(missing).as("commands that write, but never did here").isEmpty();
    }

    @Test
    void aGridRefusesOtherDatabases() {
        client.ask("SET", "k", "v");
        int before = log.records().size();
        assertThat(client.ask("MOVE", "k", "1"))
                .isEqualTo("-ERR MOVE is not allowed in cluster mode\r\n");
        assertThat(client.ask("SWAPDB", "0", "1"))
                .isEqualTo("-ERR SWAPDB is not allowed in cluster mode\r\n");
        assertThat(client.ask("COPY", "k", "k", "DB", "1"))
                .isEqualTo("-ERR Copying to another database is not allowed in cluster mode\r\n");
        assertThat(client.ask("SELECT", "1"))
                .isEqualTo("-ERR SELECT is not allowed in cluster mode\r\n");
        assertThat(client.ask("COPY", "k", "l", "DB", "0")).isEqualTo(":1\r\n");
        assertThat(log.records()).hasSize(before + 1);
    }

    @Test
    void aReplicaTakesWhatItsOwnSettingsWouldRefuse() throws ConfigError {
        client.ask("SETRANGE", "k", "2000000", "v");
        client.ask("APPEND", "k", "more");
        client.ask("HSET", "h", "a", "1", "b", "2", "c", "3");
        var replica = new Follower(settings(NARROW));
        replica.catchUp();
        assertThat(replica.state()).isEqualTo(primary.read());
    }

    @Test
    void aTransactionIsOneRecord() {
        for (String command : List.of("MULTI", "SET a 1", "INCR a", "HSET h f v", "EXEC")) {
            client.ask(command.split(" "));
        }
        assertThat(log.records()).hasSize(1);
        assertThat(verbs(log.records().getFirst())).containsExactly("SET", "INCR", "HSET");
    }

    @Test
    void recordsHoldNoTimeThatIsRelative() {
        var relative =
                Set.of("EXPIRE", "PEXPIRE", "SETEX", "PSETEX", "GETEX", "HEXPIRE", "HPEXPIRE");
        var found = new HashSet<String>();
        var stream = new WriteStream(6);
        for (int i = 0; i < COMMANDS; i++) {
            client.ask(stream.next());
        }
        log.records().forEach(record -> found.addAll(verbs(record)));
        assertThat(found).doesNotContainAnyElementsOf(relative).contains("SET", "PEXPIREAT");
    }

    private static List<String> verbs(byte[] record) {
        var verbs = new ArrayList<String>();
        var effects = new EffectReader(Slice.copyOf(record));
        while (effects.next()) {
            verbs.add(effects.at(0).toString().toUpperCase(Locale.ROOT));
        }
        return verbs;
    }

    private static Settings settings(String... wanted) throws ConfigError {
        return ConfigSources.read(List.of(wanted), Map.of()).settings();
    }

    /** A replica, and how far it has read the log. */
    private final class Follower {
        private final RecordedShard shard;
        private final ShardState state;
        private int read;

        Follower(Settings settings) {
            shard = new RecordedShard(node.table(), settings);
            state = new ShardState(shard.shards(), settings);
        }

        void catchUp() {
            while (read < log.records().size()) {
                replay(log.records().get(read));
            }
        }

        void replay(byte[] record) {
            assertThat(shard.replay(record)).isPositive();
            read++;
        }

        Map<String, String> state() {
            return state.read();
        }
    }

    /** A snapshot that is taken piece by piece while commands go on. */
    private final class Walk {
        private final int at = log.records().size();
        private final ShardSnapshot snapshot =
                node.shards().at(0).snapshot(System.currentTimeMillis());
        private final List<byte[]> pieces = new ArrayList<>();

        /** Takes a piece; whether it was the last. */
        boolean advance() {
            byte[] piece = snapshot.next();
            if (piece != null) {
                pieces.add(piece);
            }
            return piece == null;
        }

        void end() {
            snapshot.abandon();
        }

        void fill(Follower replica) {
            replica.shard.install(pieces);
            replica.read = at;
            replica.catchUp();
        }
    }
}
