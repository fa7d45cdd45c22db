package dev.cairn.node.config;

/** A value that a setting cannot take, and why, in Redis's words where Redis has them. */
public final class InvalidSetting extends Exception {

    public InvalidSetting(String reason) {
        super(reason, null, false, false);
    }

    /** What is wrong with the value. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
