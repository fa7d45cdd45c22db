package dev.cairn.node.dispatch;

import dev.cairn.node.session.Session;
import dev.cairn.protocol.resp.Refusal;

/** No slot is served as long as nothing is known of the grid. */
final class NoRouting implements Routing {

    @Override
    public boolean mayCross() {
        return false;
    }

    @Override
    public void check(int slot, boolean writes, Session session) {
        throw Refusal.CLUSTERDOWN_SLOT.refused();
    }

    @Override
    public boolean serves(int shard) {
        return false;
    }
}
