package dev.cairn.node.tracking;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A client that remembers, in words, what it is to forget. */
final class Heard implements Listener {

    private final List<String> words = new ArrayList<>();
    private boolean gone;

    /** What was heard since this was last asked. */
    List<String> take() {
        var taken = List.copyOf(words);
        words.clear();
        return taken;
    }

    void leave() {
        gone = true;
    }

    @Override
    public void forget(byte[] key) {
        words.add(text(key));
    }

    @Override
    public void forget(byte[] prefix, byte[] key) {
        words.add(text(prefix) + "*: " + text(key));
    }

    @Override
    public void forgetAll() {
        words.add("all");
    }

    @Override
    public void redirectionBroken(long id) {
        words.add("broken " + id);
    }

    @Override
    public boolean isGone() {
        return gone;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
