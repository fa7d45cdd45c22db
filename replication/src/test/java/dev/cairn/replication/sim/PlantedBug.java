package dev.cairn.replication.sim;

import dev.cairn.protocol.topology.Member;
import dev.cairn.protocol.topology.ShardEntry;
import dev.cairn.replication.message.Message;
import dev.cairn.replication.message.Message.Ack;
import dev.cairn.replication.message.Message.Append;
import dev.cairn.replication.message.Message.Attach;
import dev.cairn.replication.message.Message.Attached;
import dev.cairn.replication.message.Message.BeaconAck;
import dev.cairn.replication.primary.PrimaryCore;
import dev.cairn.replication.replica.ReplicaCore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What others have got wrong: the simulation must find each. */
enum PlantedBug {
    COMMIT_BY_MAJORITY(
            "invariant 3:",
            1,
            new Conduct() {
                @Override
                void receive(SimNode node, Letter letter) {
                    node.take(letter);
                    if (letter.message() instanceof Ack ack) {
                        majority(node, ack);
                    }
                }
            }),
    NO_LEASE_CHECK(
            "linearizability:",
            24,
            new Conduct() {
                @Override
                boolean skipsFirst() {
                    return true;
                }

                @Override
                boolean skipsSecond() {
                    return true;
                }
            }),
    LEASE_CHECK_ONLY_BEFORE_THE_READ(
            "linearizability:",
            43,
            new Conduct() {
                @Override
                boolean skipsSecond() {
                    return true;
                }
            }),
    LEASE_MEASURED_FROM_ITS_ACK(
            "invariant 7:",
            354,
            new Conduct() {
                @Override
                void receive(SimNode node, Letter letter) {
                    node.take(
                            letter.message() instanceof BeaconAck(_, var life, var fenced)
                                    ? letter.with(new BeaconAck(node.clock(), life, fenced))
                                    : letter);
                }
            }),
    NO_TERM_CHECK_ON_APPEND(
            "java.lang.IllegalArgumentException: LogEnd",
            9,
            new Conduct() {
                @Override
                void receive(SimNode node, Letter letter) {
                    node.take(
                            letter.message() instanceof Append append
                                    ? inTermOf(node, append, letter)
                                    : letter);
                }
            }),
    REMOVAL_COUNTED_BEFORE_IT_IS_COMMITTED(
            "invariant 3:",
            2,
            new Conduct() {
                @Override
                void removalProposed(PrimaryCore core, ShardEntry entry, Member member) {
                    core.onTopology(without(entry, member), 0);
                }
            }),
    ACK_BEFORE_IT_HAS_THE_RECORD(
            "invariant 3:",
            1,
            new Conduct() {
                @Override
                void receive(SimNode node, Letter letter) {
                    if (letter.message() instanceof Append append && follows(node, append)) {
                        node.say(letter.from(), received(node, append));
                        node.later(5 * Schedule.MILLI, () -> node.take(letter));
                    } else {
                        node.take(letter);
                    }
                }
            }),
    TRUNCATION_BY_OFFSET(
            "invariant 3:",
            38,
            new Conduct() {
                @Override
                void receive(SimNode node, Letter letter) {
                    node.take(new Letter(letter.from(), byOffset(node, letter)));
                }
            }),
    RESTART_UNDER_THE_SAME_INCARNATION(
            "invariant 1:",
            7,
            new Conduct() {
                @Override
                long nextIncarnation(long before) {
                    return before;
                }
            }),
    STALE_INCARNATION_ADMITTED(
            "invariant 9:",
            48,
            new Conduct() {
                @Override
                boolean comparesIncarnations() {
                    return false;
                }
            }),
    MULTI_AS_SEVERAL_RECORDS(
            "invariant 12:",
            1,
            new Conduct() {
                @Override
                List<byte[]> records(byte[] effects) {
                    return oneByOne(effects);
                }
            }),
    COMMIT_WITH_AN_IN_SYNC_SET_OF_ONE(
            "invariant 6:",
            1,
            new Conduct() {
                @Override
                int minInSync() {
                    return 1;
                }
            }),
    FENCE_NOT_TOLD(
            "invariant 7:",
            35,
            new Conduct() {
                @Override
                void receive(SimNode node, Letter letter) {
                    node.take(
                            letter.message() instanceof BeaconAck(var sent, var life, _)
                                    ? letter.with(new BeaconAck(sent, life, List.of()))
                                    : letter);
                }
            }),
    REPLICA_APPLIES_BEFORE_COMMIT(
            "invariant 3:",
            1,
            new Conduct() {
                @Override
                void receive(SimNode node, Letter letter) {
                    node.take(
                            letter.message() instanceof Append append
                                    ? letter.with(withCommit(append))
                                    : letter);
                }
            }),
    CHANGES_WITHOUT_A_VERSION_CHECK(
            "invariant 3:",
            90,
            new Conduct() {
                @Override
                boolean comparesVersions() {
                    return false;
                }
            }),
    SNAPSHOT_WITHOUT_PRE_IMAGE(
            "invariant 13:",
            2,
            new Conduct() {
                @Override
                byte[] shown(byte[] then, SimState now) {
                    return now.encoded();
                }
            });

    private final String violated;
    private final long seed;
    private final Conduct conduct;

    PlantedBug(String violated, long seed, Conduct conduct) {
        this.violated = violated;
        this.seed = seed;
        this.conduct = conduct;
    }

    /** How the complaint begins that gives it away. */
    String violated() {
        return violated;
    }

    /** A history that gave it away when it was planted. */
    long seed() {
        return seed;
    }

    /** The conduct of a grid with this bug. */
    Conduct conduct() {
        return conduct;
    }

    /** Of three members one acknowledgement besides the primary's own log is a majority. */
    private static void majority(SimNode node, Ack ack) {
        var leading = node.shard(ack.shard()).leading();
        if (leading == null) {
            return;
        }
        for (Member member : leading.entry().inSync()) {
            if (!member.equals(node.self())) {
                long life = member.incarnation();
                var forged = new Ack(ack.shard(), ack.term(), life, ack.received(), 0);
                node.take(new Letter(member.node(), forged));
            }
        }
    }

    private static ShardEntry without(ShardEntry entry, Member member) {
        return new ShardEntry(
                entry.shard(),
                entry.term(),
                entry.version(),
                entry.primary(),
                entry.replicas(),
                entry.inSync().stream().filter(each -> !each.equals(member)).toList(),
                entry.eligible(),
                entry.learners());
    }

    private static boolean follows(SimNode node, Append append) {
        var part = node.shard(append.shard());
        return !part.leads()
                && part.replica().state() == ReplicaCore.State.FOLLOWING
                && part.log().contains(append.previous());
    }

    private static Ack received(SimNode node, Append append) {
        long received = append.previous().offset() + append.records().size();
        long life = node.self().incarnation();
        return new Ack(append.shard(), append.term(), life, received, 0);
    }

    /** Takes a log that ends at the same offset for the same log. */
    private static Message byOffset(SimNode node, Letter letter) {
        return switch (letter.message()) {
            case Attach attach -> {
                var log = node.shard(attach.shard()).log();
                long offset = Math.min(attach.end().offset(), log.end().offset());
                yield log.reachesBackTo(offset)
                        ? new Attach(
                                attach.shard(),
                                attach.term(),
                                attach.incarnation(),
                                log.placeAt(offset),
                                Math.min(attach.firm(), offset))
                        : attach;
            }
            case Attached attached ->
                    new Attached(
                            attached.shard(),
                            attached.term(),
                            node.shard(attached.shard()).log().end());
            default -> letter.message();
        };
    }

    private static List<byte[]> oneByOne(byte[] effects) {
        var records = new ArrayList<byte[]>();
        for (int from = 0; from < effects.length; from += 2 * Long.BYTES) {
            records.add(Arrays.copyOfRange(effects, from, from + 2 * Long.BYTES));
        }
        return records;
    }

    /** What was sent in another term, as if the present primary had sent it in the present one. */
    private static Letter inTermOf(SimNode node, Append append, Letter letter) {
        var entry = node.shard(append.shard()).entry();
        if (entry == null || entry.primary() == null) {
            return letter;
        }
        var present =
                new Append(
                        append.shard(),
                        entry.term(),
                        append.previous(),
                        append.records(),
                        append.commit());
        return new Letter(entry.primary(), present);
    }

    private static Append withCommit(Append append) {
        long all = append.previous().offset() + append.records().size();
        return new Append(append.shard(), append.term(), append.previous(), append.records(), all);
    }
}
