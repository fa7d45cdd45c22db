package dev.cairn.client.call;

/** Something that was asked of a grid did not succeed. */
public abstract class CairnException extends RuntimeException {

    CairnException(String message) {
        super(message);
    }

    CairnException(String message, Throwable cause) {
        super(message, cause);
    }
}
