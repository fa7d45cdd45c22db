package dev.cairn.client.command;

import dev.cairn.client.call.Decode;
import dev.cairn.protocol.resp.Reply;

import java.util.List;
import java.util.function.Function;

/**
 * A part of a scan.
 *
 * @param cursor where to go on; {@code 0} when the scan is complete
 * @param items what was found
 */
public record Page<T>(String cursor, T items) {

    /** The cursor that begins a scan, and that ends it when it comes back. */
    public static final String START = "0";

    /** Whether there is nothing more. */
    public boolean isLast() {
        return cursor.equals(START);
    }

    static <T> Function<Reply, Page<T>> of(Function<Reply, T> items) {
        return reply -> {
            List<Reply> parts = Decode.elements(reply);
            return new Page<>(Decode.text(parts.get(0)), items.apply(parts.get(1)));
        };
    }
}
