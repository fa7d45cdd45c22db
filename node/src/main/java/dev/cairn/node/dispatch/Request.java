package dev.cairn.node.dispatch;

import dev.cairn.node.command.Args;
import dev.cairn.node.memory.Slice;
import dev.cairn.protocol.resp.Refused;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** One request of a batch: its arguments, and what look-up found. Reused. */
final class Request {

    final Args args = new Args();
    @Nullable Plan plan;
    @Nullable Refused unknown;
    private final List<Slice> copies = new ArrayList<>();

    void clear() {
        args.clear();
        plan = null;
        unknown = null;
    }

    /** Adds an argument that lives as long as this request. */
    void add(Slice copy) {
        copies.add(copy);
        args.add(copy.address(), copy.length());
    }
}
