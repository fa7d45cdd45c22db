package dev.cairn.protocol.topology;

import java.util.UUID;

/** The name of one data directory: chosen when it is first written, gone when it is emptied. */
public record StoreId(UUID uuid) {
    @Override
    public String toString() {
        return uuid.toString();
    }
}
