package dev.cairn.replication.sim;

import dev.cairn.protocol.topology.Member;
import dev.cairn.protocol.topology.ShardEntry;
import dev.cairn.replication.primary.PrimaryCore;

import java.util.List;

/**
 * How nodes and metadata do what is easily done wrong; here it is right. A {@link PlantedBug} does
 * one thing wrong, to show that the simulation would notice.
 */
class Conduct {
    static final Conduct RIGHT = new Conduct();

    /** In-sync members below which nothing is committed. */
    int minInSync() {
        return SimGrid.MIN_IN_SYNC;
    }

    /** A message has come. */
    void receive(SimNode node, Letter letter) {
        node.take(letter);
    }

    /** Whether commands run without a look at the leases when their loop begins. */
    boolean skipsFirst() {
        return false;
    }

    /** Whether a read that was executed is answered without another look at the leases. */
    boolean skipsSecond() {
        return false;
    }

    /** The records that a command's effects become. */
    List<byte[]> records(byte[] effects) {
        return List.of(effects);
    }

    /** The primary has asked for a member's removal, and does not know what becomes of it. */
    void removalProposed(PrimaryCore core, ShardEntry entry, Member member) {}

    /**
     * What a snapshot shows.
     *
     * @param then the state at the snapshot's place
     * @param now the state by now
     */
    byte[] shown(byte[] then, SimState now) {
        return then;
    }

    /** The number of a restarted node's new life. */
    long nextIncarnation(long before) {
        return before + 1;
    }

    /** Whether a change, of primary too, needs the version of the entry that it was made for. */
    boolean comparesVersions() {
        return true;
    }

    /** Whether only present lives come into in-sync sets. */
    boolean comparesIncarnations() {
        return true;
    }
}
