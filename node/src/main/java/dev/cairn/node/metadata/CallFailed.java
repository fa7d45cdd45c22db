package dev.cairn.node.metadata;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** A call to another node, or a request to the log, that did not come to a known end. */
public final class CallFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CallFailed(String why) {
        this(why, null);
    }

    public CallFailed(String why, @Nullable Throwable cause) {
        super(why, cause, false, false);
    }

    /** What stands behind a failure, without the wrappers of stages and futures. */
    public static Throwable root(Throwable failure) {
        Throwable cause = failure.getCause();
        boolean wrapper =
                failure instanceof CompletionException || failure instanceof ExecutionException;
        return wrapper && cause != null ? root(cause) : failure;
    }

    /** The message of what stands behind a failure, never empty. */
    public static String reason(Throwable failure) {
        Throwable root = root(failure);
        String message = root.getMessage();
        return message == null ? root.getClass().getSimpleName() : message;
    }
}
