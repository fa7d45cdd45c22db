package dev.cairn.node.command;

import dev.cairn.node.memory.Slice;
import dev.cairn.node.text.Glob;
import dev.cairn.protocol.resp.Refusal;

import org.jspecify.annotations.Nullable;

/**
 * What the commands of the SCAN kind say besides the cursor.
 *
 * @param count about how many elements a step shall visit
 * @param type the only type of keys wanted, or null
 */
public record ScanOptions(Glob pattern, long count, @Nullable String type) {

    /** A step ends when it has found so many bytes, whatever count is asked for. */
    public static final int MOST_REPLY_BYTES = 16 << 20;

    private static final int DEFAULT_COUNT = 10;

    /** Longer names of types do not exist. */
    private static final int LONGEST_TYPE = 32;

    private static final Glob EVERYTHING = Glob.of(new byte[] {'*'});

    /** The options, to the end of the arguments. */
    public static ScanOptions parse(Args in, boolean takesType) {
        Glob pattern = EVERYTHING;
        long count = DEFAULT_COUNT;
        String type = null;
        while (in.hasNext()) {
            if (in.nextIs("COUNT", 1)) {
                count = in.nextLong();
                if (count < 1) {
                    throw Refusal.SYNTAX.refused();
                }
            } else if (in.nextIs("MATCH", 1)) {
                pattern = Glob.of(in.next().toBytes());
            } else if (takesType && in.nextIs("TYPE", 1)) {
                Slice name = in.next();
                type = name.length() > LONGEST_TYPE ? "" : name.toString();
            } else {
                throw Refusal.SYNTAX.refused();
            }
        }
        return new ScanOptions(pattern, count, type);
    }

    /** The cursor that a client sends back: an unsigned number of 64 bits. */
    public static long cursor(Slice text) {
        String digits = text.length() > 20 ? "" : text.toString();
        if (text.length() == 0) {
            return 0;
        }
        boolean wrapped = digits.startsWith("-"); // as C's strtoul reads it
        try {
            return wrapped ? Long.parseLong(digits) : Long.parseUnsignedLong(digits);
        } catch (NumberFormatException notACursor) {
            throw Refusal.INVALID_CURSOR.refused();
        }
    }
}
