package dev.cairn.client.call;

import dev.cairn.protocol.resp.Reply;

/** The grid answered with an error; its text is the message. */
public final class ErrorReply extends CairnException {

    private final String text;

    /** The exception for {@code failure}. */
    public ErrorReply(Reply.Failure failure) {
        super(failure.text());
        this.text = failure.text();
    }

    /**
     * Whether {@code failure} is about the state that the grid is in and not about the call: it was
     * not executed, and the same may succeed later.
     */
    public static boolean isAboutNow(Reply.Failure failure) {
        return switch (failure.code()) {
            case "TRYAGAIN", "CLUSTERDOWN", "LOADING", "NOREPLICAS", "MISCONF", "OOM", "BUSY" ->
                    true;
            default -> false;
        };
    }

    /** What the grid has answered. */
    public Reply.Failure reply() {
        return new Reply.Failure(text);
    }

    /** The error's first word, such as {@code WRONGTYPE}. */
    public String code() {
        return reply().code();
    }
}
