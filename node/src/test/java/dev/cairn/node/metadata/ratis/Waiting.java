package dev.cairn.node.metadata.ratis;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Looks again and again until something is there, and gives up after half a minute. */
public final class Waiting {
    private static final long GIVE_UP_NANOS = 30_000_000_000L;

    private Waiting() {}

    public static <T> T until(String what, Supplier<@Nullable T> look) {
        long deadline = System.nanoTime() + GIVE_UP_NANOS;
        while (System.nanoTime() < deadline) {
            T found = look.get();
            if (found != null) {
                return found;
            }
            LockSupport.parkNanos(5_000_000);
        }
        throw new AssertionError("waited in vain for " + what);
    }
}
