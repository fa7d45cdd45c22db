package dev.cairn.client;

import dev.cairn.protocol.slot.Slots;

import org.jspecify.annotations.Nullable;

/** What a MOVED or ASK error says: which node serves a slot. */
public record Redirection(int slot, Address target) {

    /**
     * Reads {@code CODE slot host:port}; a missing host is the one that said so. Null if it is
     * none.
     */
    public static @Nullable Redirection parse(String text, Address asked) {
        String[] words = text.split(" ", -1);
        if (words.length != 3) {
            return null;
        }
        int colon = words[2].lastIndexOf(':');
        try {
            int slot = Integer.parseInt(words[1]);
            int port = Integer.parseInt(words[2].substring(colon + 1));
            String host = colon <= 0 ? asked.host() : words[2].substring(0, colon);
            boolean isSlot = slot >= 0 && slot < Slots.COUNT;
            return isSlot ? new Redirection(slot, new Address(host, port)) : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
