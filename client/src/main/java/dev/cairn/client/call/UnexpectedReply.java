package dev.cairn.client.call;

/** The call was answered, but with another kind of reply than it is known to have. */
public final class UnexpectedReply extends CairnException {

    /** The exception, with what was expected and what came. */
    public UnexpectedReply(String message) {
        super(message);
    }
}
