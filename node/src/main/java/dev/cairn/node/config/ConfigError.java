package dev.cairn.node.config;

/** A setting that stops the start: where it stands and what is wrong with it. */
public final class ConfigError extends Exception {

    ConfigError(String place, String line, String reason) {
        super(place + ": '" + line + "': " + reason);
    }
}
