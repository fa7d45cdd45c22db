package dev.cairn.node.http;

import org.jspecify.annotations.Nullable;

/** How a node fares. Any thread may ask, and gets its answer at once. */
public interface Health {
    /** Why only a new start can help; null while the node lives. */
    @Nullable String fatal();

    /** Why clients are not served now; null when they are. */
    @Nullable String unready();
}
