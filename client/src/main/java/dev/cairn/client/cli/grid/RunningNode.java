package dev.cairn.client.cli.grid;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A node of a local grid that was started, known by its process; the time of its start tells it
 * from a later process with the same number.
 */
record RunningNode(Seat seat, long pid, long startedAtMillis) {

    static RunningNode of(Seat seat, ProcessHandle process) {
        return new RunningNode(seat, process.pid(), startOf(process));
    }

    /** Its process, if that still runs. */
    Optional<ProcessHandle> process() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(process -> startOf(process) == startedAtMillis)
                .filter(process -> !isZombie());
    }

    /**
     * Whether the process has ended and is listed only because nobody has asked for its status yet,
     * as in containers whose first process does not; Java counts it as alive.
     */
    private boolean isZombie() {
        try {
            var stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
            return stat.startsWith(") Z", stat.lastIndexOf(')'));
        } catch (IOException e) {
            return false; // no Linux, or gone by now
        }
    }

    boolean isAlive() {
        return process().isPresent();
    }

    private static long startOf(ProcessHandle process) {
        return process.info().startInstant().map(at -> at.toEpochMilli()).orElse(0L);
    }
}
