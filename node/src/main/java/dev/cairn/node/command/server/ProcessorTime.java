package dev.cairn.node.command.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Processor time of this process and its ended children; zeros where the system does not tell. */
record ProcessorTime(
        double userSeconds,
        double systemSeconds,
        double childrenUserSeconds,
        double childrenSystemSeconds) {

    private static final Path STAT = Path.of("/proc/self/stat");
    private static final double TICKS_PER_SECOND = 100; // USER_HZ, which Linux keeps for programs

    /** Fields of the file after the name in brackets: utime, stime, cutime, cstime of proc(5). */
    private static final int FIRST_FIELD = 11;

    static ProcessorTime ofThisProcess() {
        try {
            String text = Files.readString(STAT);
            List<String> fields = List.of(text.substring(text.lastIndexOf(')') + 2).split(" "));
            return new ProcessorTime(
                    seconds(fields, 0), seconds(fields, 1), seconds(fields, 2), seconds(fields, 3));
        } catch (IOException | RuntimeException untold) {
            return new ProcessorTime(0, 0, 0, 0);
        }
    }

    private static double seconds(List<String> fields, int i) {
        return Long.parseLong(fields.get(FIRST_FIELD + i)) / TICKS_PER_SECOND;
    }
}
