package dev.cairn.client.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far a load has come.
 *
 * @param offset all bytes before it are wholly answered
 * @param number the items before it
 * @param accepted items that were accepted, also after the offset
 * @param rejected items that were rejected, also after the offset
 */
record Checkpoint(long offset, long number, long accepted, long rejected) {

    /** The beginning. */
    static final Checkpoint START = new Checkpoint(0, 0, 0, 0);

    private static final Pattern FORM =
            Pattern.compile("cairn-load 1\noffset (\\d{1,18})\nnumber (\\d{1,18})\n");

    Checkpoint at(long reachedOffset, long reachedNumber) {
        return new Checkpoint(reachedOffset, reachedNumber, accepted, rejected);
    }

    Checkpoint count(long moreAccepted, long moreRejected) {
        return new Checkpoint(offset, number, accepted + moreAccepted, rejected + moreRejected);
    }

    /** Writes the place, not the counts, to {@code file}, wholly or not at all. */
    void save(Path file) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(fresh, "cairn-load 1\noffset %d\nnumber %d\n".formatted(offset, number));
        Files.move(
                fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** The place in {@code file}. */
    static Checkpoint load(Path file) throws IOException {
        Matcher form = FORM.matcher(Files.readString(file, StandardCharsets.UTF_8));
        if (!form.matches()) {
            throw new IllegalArgumentException(file + " is no checkpoint of a load");
        }
        return new Checkpoint(Long.parseLong(form.group(1)), Long.parseLong(form.group(2)), 0, 0);
    }
}
