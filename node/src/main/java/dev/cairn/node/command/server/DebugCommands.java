package dev.cairn.node.command.server;

import static dev.cairn.node.command.Arity.atLeast;
import static dev.cairn.node.command.Family.family;
import static dev.cairn.node.command.Flag.ADMIN;
import static dev.cairn.node.command.Flag.LOADING;
import static dev.cairn.node.command.Flag.NOSCRIPT;
import static dev.cairn.node.command.Flag.STALE;

import dev.cairn.node.command.Args;
import dev.cairn.node.command.Family;
import dev.cairn.node.command.Group;
import dev.cairn.node.command.Reply;
import dev.cairn.node.config.Access;
import dev.cairn.node.config.SettingTable;
import dev.cairn.node.session.Session;
import dev.cairn.protocol.resp.Refusal;
import dev.cairn.protocol.resp.Refused;

import java.util.concurrent.locks.LockSupport;

/** DEBUG: tools for tests, off unless {@code enable-debug-command} allows them. */
public final class DebugCommands {

    private static final long MOST_SECONDS = 60;

    public static final Family FAMILY =
            family(Group.SERVER)
                    .session("DEBUG", DebugCommands::debug)
                    .arity(atLeast(2))
                    .flags(ADMIN, NOSCRIPT, LOADING, STALE)
                    .doc("1.0.0", "Depends on subcommand.", "Tools for tests.")
                    .build();

    private DebugCommands() {}

    static void debug(Session session, Args in, Reply out) {
        Access access = session.node().settings().get(SettingTable.ENABLE_DEBUG_COMMAND);
        if (!access.allows(session.link().isLocal())) {
            throw Refusal.PROTECTED_COMMAND.with("DEBUG", "enable-debug-command");
        }
        if (in.nextIs("SLEEP", 1)) {
            sleep(in);
        } else if (in.nextIs("SET-ACTIVE-EXPIRE", 1)) {
            session.node().shards().activelyExpiring(in.nextLong() != 0);
        } else {
            throw Refused.subcommandSyntax("DEBUG", in.next().toBytes());
        }
        out.ok();
    }

    /** Holds up the thread of this connection, which is what the client asks for. */
    private static void sleep(Args in) {
        double seconds;
        try {
            seconds = Double.parseDouble(in.next().toString());
        } catch (NumberFormatException notANumber) {
            throw Refusal.NOT_A_FLOAT.refused();
        }
        LockSupport.parkNanos((long) (Math.clamp(seconds, 0, MOST_SECONDS) * 1e9));
    }
}
