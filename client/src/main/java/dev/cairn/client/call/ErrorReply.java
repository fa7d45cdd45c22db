package dev.cairn.client.call;

import dev.cairn.protocol.resp.Reply;

/** The grid answered with an error; its text is the message. */
public final class ErrorReply extends CairnException {

    private final String code;

    /** The exception for {@code failure}. */
    public ErrorReply(Reply.Failure failure) {
        super(failure.text());
        this.code = failure.code();
    }

    /** The error's first word, such as {@code WRONGTYPE}. */
    public String code() {
        return code;
    }
}
