package dev.cairn.client.call;

/** The call was certainly not executed: no node took it in time. Asking again is safe. */
public final class NotExecuted extends CairnException {

    /** The exception, with the reason. */
    public NotExecuted(String message) {
        super(message);
    }

    /** The exception, with the reason and what lies behind it. */
    public NotExecuted(String message, Throwable cause) {
        super(message, cause);
    }
}
