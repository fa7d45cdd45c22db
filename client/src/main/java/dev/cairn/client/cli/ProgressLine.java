package dev.cairn.client.cli;

import java.io.PrintStream;
import java.util.Locale;

/** The line that shows how a load is going: a bar when the size is known, a count, a rate. */
final class ProgressLine {

    private static final int WIDTH = 24;
    private static final long EVERY_NANOS = 100_000_000;

    private final PrintStream out;
    private final boolean shown;
    private final long size;
    private final long begunNanos = System.nanoTime();
    private long drawnNanos = begunNanos - EVERY_NANOS;

    /** A line on {@code out} if {@code shown}, for {@code size} bytes or -1 if nobody knows. */
    ProgressLine(PrintStream out, boolean shown, long size) {
        this.out = out;
        this.shown = shown;
        this.size = size;
    }

    /** Draws the line again, if it is time to. */
    void update(Checkpoint reached) {
        long now = System.nanoTime();
        if (shown && now - drawnNanos >= EVERY_NANOS) {
            drawnNanos = now;
            out.print("\r" + bar(reached.offset()) + counts(reached) + "\u001b[K");
            out.flush();
        }
    }

    /** Prints a line of text above the progress. */
    void say(String line) {
        out.println((shown ? "\r\u001b[K" : "") + line);
    }

    /** The final count. */
    void finish(Checkpoint reached) {
        double seconds = (System.nanoTime() - begunNanos) / 1e9;
        say("loaded " + counts(reached) + String.format(Locale.ROOT, " in %.1f s", seconds));
    }

    private String bar(long offset) {
        if (size <= 0) {
            return "";
        }
        int done = (int) Math.min(WIDTH, offset * WIDTH / size);
        return String.format(
                Locale.ROOT,
                "%3d%% [%s%s] ",
                Math.min(100, offset * 100 / size),
                "=".repeat(done),
                " ".repeat(WIDTH - done));
    }

    private String counts(Checkpoint reached) {
        double seconds = Math.max(1e-3, (System.nanoTime() - begunNanos) / 1e9);
        long all = reached.accepted() + reached.rejected();
        return String.format(
                Locale.ROOT,
                "%,d accepted, %,d rejected, %,.0f/s",
                reached.accepted(),
                reached.rejected(),
                all / seconds);
    }
}
