package dev.cairn.client.call;

/**
 * The call may have been executed or not: the connection was lost or timed out after it was sent,
 * or the grid said {@code INDOUBT}. Read before you write again, or declare the call repeatable.
 */
public final class OutcomeUnknown extends CairnException {

    /** The exception, with what is known. */
    public OutcomeUnknown(String message) {
        super(message);
    }
}
