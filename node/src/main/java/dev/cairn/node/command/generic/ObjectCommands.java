package dev.cairn.node.command.generic;

import static dev.cairn.node.command.Arity.exactly;
import static dev.cairn.node.command.Family.family;
import static dev.cairn.node.command.Flag.READONLY;
import static dev.cairn.node.command.KeyFlag.RO;
import static dev.cairn.node.command.KeySpec.key;

import dev.cairn.node.command.Args;
import dev.cairn.node.command.Family;
import dev.cairn.node.command.Group;
import dev.cairn.node.command.Reply;
import dev.cairn.node.shard.Keyspace;
import dev.cairn.node.store.Entry;
import dev.cairn.protocol.resp.Refusal;

/** OBJECT: how a value is held. */
public final class ObjectCommands {

    public static final Family FAMILY =
            family(Group.GENERIC)
                    .container("OBJECT", "2.2.3", "Looks at how values are held.")
                    .shard("OBJECT ENCODING", ObjectCommands::encoding)
                    .arity(exactly(3))
                    .flags(READONLY)
                    .keys(key(2, RO))
                    .tips("nondeterministic_output")
                    .syntax("key")
                    .doc("2.2.3", "O(1)", "The encoding of a value.")
                    .shard("OBJECT FREQ", ObjectCommands::freq)
                    .arity(exactly(3))
                    .flags(READONLY)
                    .keys(key(2, RO))
                    .tips("nondeterministic_output")
                    .syntax("key")
                    .doc("4.0.0", "O(1)", "How often a key is used; not counted at present.")
                    .help("OBJECT", "6.2.0")
                    .shard("OBJECT IDLETIME", ObjectCommands::idletime)
                    .arity(exactly(3))
                    .flags(READONLY)
                    .keys(key(2, RO))
                    .tips("nondeterministic_output")
                    .syntax("key")
                    .doc("2.2.3", "O(1)", "Seconds since a key was last used.")
                    .shard("OBJECT REFCOUNT", ObjectCommands::refcount)
                    .arity(exactly(3))
                    .flags(READONLY)
                    .keys(key(2, RO))
                    .tips("nondeterministic_output")
                    .syntax("key")
                    .doc("2.2.3", "O(1)", "How many references a value has: always one.")
                    .build();

    private ObjectCommands() {}

    static void encoding(Keyspace ks, Args in, Reply out) {
        Entry entry = ks.peek(in.next());
        if (entry == null) {
            out.nil();
        } else {
            out.bulk(entry.encoding().label());
        }
    }

    static void freq(Keyspace ks, Args in, Reply out) {
        if (ks.peek(in.next()) != null) {
            throw Refusal.LFU_NOT_SELECTED.refused();
        }
        out.nil();
    }

    static void idletime(Keyspace ks, Args in, Reply out) {
        Entry entry = ks.peek(in.next());
        if (entry == null) {
            out.nil();
        } else {
            out.integer(entry.idleSeconds(ks.nowMillis()));
        }
    }

    static void refcount(Keyspace ks, Args in, Reply out) {
        if (ks.peek(in.next()) == null) {
            out.nil();
        } else {
            out.integer(1);
        }
    }
}
