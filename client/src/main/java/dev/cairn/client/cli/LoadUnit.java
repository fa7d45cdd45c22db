package dev.cairn.client.cli;

import dev.cairn.client.call.Call;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;

/**
 * What is sent, answered and counted together: a line, a command, or a transaction with all its
 * commands.
 *
 * @param first the number of its first item
 * @param last the number of its last item
 * @param end the offset of the first byte after it
 * @param calls what to send, without MULTI and EXEC; empty if there is nothing to send
 * @param keys the only keys it touches; null if it may touch any, and so goes alone
 * @param fault why it is rejected without being sent, or null
 */
record LoadUnit(
        long first,
        long last,
        long end,
        List<Call> calls,
        @Nullable Set<ByteBuffer> keys,
        @Nullable String fault) {

    /** One item that is sent as it is. */
    static LoadUnit of(LoadSource.Item item, Call call, @Nullable Set<ByteBuffer> keys) {
        return new LoadUnit(item.number(), item.number(), item.end(), List.of(call), keys, null);
    }

    /** Items from {@code first} on that are not sent: for {@code fault}, or accepted without. */
    static LoadUnit unsent(long first, LoadSource.Item last, @Nullable String fault) {
        return new LoadUnit(first, last.number(), last.end(), List.of(), Set.of(), fault);
    }

    /** Whether its calls are executed together. */
    boolean isTransaction() {
        return last > first;
    }

    /** What is sent for it. */
    long bytes() {
        return calls.stream()
                .flatMap(call -> call.words().stream())
                .mapToLong(word -> word.length)
                .sum();
    }
}
