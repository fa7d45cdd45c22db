package dev.cairn.node.dispatch;

import dev.cairn.node.session.Session;

/** Everything is here. */
final class AloneRouting implements Routing {

    @Override
    public boolean mayCross() {
        return true;
    }

    @Override
    public void check(int slot, boolean writes, Session session) {
        // Nobody else could be asked.
    }

    @Override
    public boolean serves(int shard) {
        return true;
    }
}
