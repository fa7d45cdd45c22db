package dev.cairn.client.cli.grid;

import java.util.Optional;

/**
 * A node of a local grid that was started, known by its process; the time of its start tells it
 * from a later process with the same number.
 */
record RunningNode(Seat seat, long pid, long startedAtMillis) {

    static RunningNode of(Seat seat, ProcessHandle process) {
        return new RunningNode(seat, process.pid(), startOf(process));
    }

    /**
     * Its process, if that still runs. One that has ended may stay listed until somebody asks for
     * its status, in many containers for ever, but runs no program any more.
     */
    Optional<ProcessHandle> process() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(process -> process.info().command().isPresent())
                .filter(process -> startOf(process) == startedAtMillis);
    }

    boolean isAlive() {
        return process().isPresent();
    }

    private static long startOf(ProcessHandle process) {
        return process.info().startInstant().map(at -> at.toEpochMilli()).orElse(0L);
    }
}
