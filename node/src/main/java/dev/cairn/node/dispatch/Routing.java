package dev.cairn.node.dispatch;

import dev.cairn.node.session.Session;

/** Which slots this node answers for at the moment. Immutable; replaced when that changes. */
public interface Routing {

    /** A node that is in no grid answers for all slots, and for several in one command. */
    Routing ALONE = new AloneRouting();

    /** A node that has not found its grid answers for none. */
    Routing NONE = new NoRouting();

    /** Whether the keys of one command may lie in different slots. */
    boolean mayCross();

    /** Refuses a command on keys of {@code slot} that this node may not run. */
    void check(int slot, boolean writes, Session session);

    /** Whether this node answers for a shard, so that a walk through all shards visits it. */
    boolean serves(int shard);
}
