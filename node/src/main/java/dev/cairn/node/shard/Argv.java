package dev.cairn.node.shard;

import dev.cairn.node.memory.Slice;

/** A command with its arguments, the command's name first. */
public interface Argv {

    int count();

    Slice at(int i);
}
