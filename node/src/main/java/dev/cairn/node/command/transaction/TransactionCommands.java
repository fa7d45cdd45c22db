package dev.cairn.node.command.transaction;

import static dev.cairn.node.command.Arity.atLeast;
import static dev.cairn.node.command.Arity.exactly;
import static dev.cairn.node.command.Family.family;
import static dev.cairn.node.command.Flag.ALLOW_BUSY;
import static dev.cairn.node.command.Flag.FAST;
import static dev.cairn.node.command.Flag.LOADING;
import static dev.cairn.node.command.Flag.NOSCRIPT;
import static dev.cairn.node.command.Flag.SKIP_SLOWLOG;
import static dev.cairn.node.command.Flag.STALE;
import static dev.cairn.node.command.KeyFlag.RO;
import static dev.cairn.node.command.KeySpec.keysFrom;

import dev.cairn.node.command.Family;
import dev.cairn.node.command.Group;
import dev.cairn.node.command.Handler.Framing;

/** Transaction commands: rows only, for the dispatcher itself frames transactions. */
public final class TransactionCommands {

    /** The family's table. */
    public static final Family FAMILY =
            family(Group.TRANSACTIONS)
                    .framing("MULTI", Framing.MULTI)
                    .arity(exactly(1))
                    .flags(NOSCRIPT, LOADING, STALE, FAST, ALLOW_BUSY)
                    .doc("1.2.0", "O(1)", "Begins a transaction.")
                    .framing("EXEC", Framing.EXEC)
                    .arity(exactly(1))
                    .flags(NOSCRIPT, LOADING, STALE, SKIP_SLOWLOG)
                    .doc("1.2.0", "Depends on the commands.", "Runs the queued commands as one.")
                    .framing("DISCARD", Framing.DISCARD)
                    .arity(exactly(1))
                    .flags(NOSCRIPT, LOADING, STALE, FAST, ALLOW_BUSY)
                    .doc("2.0.0", "O(N) for N commands", "Forgets the queued commands.")
                    .framing("WATCH", Framing.WATCH)
                    .arity(atLeast(2))
                    .flags(NOSCRIPT, LOADING, STALE, FAST, ALLOW_BUSY)
                    .keys(keysFrom(1, RO))
                    .syntax("key+")
                    .doc("2.2.0", "O(1) a key", "Lets EXEC fail if one of the keys changes.")
                    .framing("UNWATCH", Framing.UNWATCH)
                    .arity(exactly(1))
                    .flags(NOSCRIPT, LOADING, STALE, FAST, ALLOW_BUSY)
                    .doc("2.2.0", "O(1)", "Forgets the watched keys.")
                    .build();

    private TransactionCommands() {}
}
