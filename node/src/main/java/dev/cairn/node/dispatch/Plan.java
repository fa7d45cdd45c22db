package dev.cairn.node.dispatch;

import dev.cairn.node.command.Command;
import dev.cairn.node.command.Flag;
import dev.cairn.node.command.Handler;
import dev.cairn.node.command.KeySpec;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** What dispatch has to know of a command at each request, derived once from the command's row. */
final class Plan {

    private static final int NO_KEY = 0;

    final Command command;
    final String name;
    final @Nullable Handler handler;

    /** The handler of a command on keys, which most are; null for any other. */
    final Handler.@Nullable OnShard onShard;

    final boolean writes;
    final boolean reads;
    final boolean denyOom;
    final boolean withoutAuth;
    final boolean noMulti;
    final boolean skipSlowLog;

    /** Whether the command is run, not queued, when a transaction is open. */
    final boolean immediate;

    /** Where the one key of a command on one key stands; 0 for any other command. */
    final int onlyKey;

    private Plan(Command command) {
        this.command = command;
        name = command.fullName();
        immediate = isImmediate(command);
        handler = command.handler();
        onShard = handler instanceof Handler.OnShard it ? it : null;
        writes = command.is(Flag.WRITE);
        reads = command.is(Flag.READONLY);
        denyOom = command.is(Flag.DENYOOM);
        withoutAuth = command.is(Flag.NO_AUTH);
        noMulti = command.is(Flag.NO_MULTI);
        skipSlowLog = command.is(Flag.SKIP_SLOWLOG);
        onlyKey = onShard != null ? onlyKey(command.keySpecs()) : NO_KEY;
    }

    /** The plans of a table's commands, by their numbers. */
    static Plan[] of(List<Command> commands) {
        return commands.stream().map(Plan::new).toArray(Plan[]::new);
    }

    boolean isExec() {
        return handler == Handler.Framing.EXEC;
    }

    @Override
    public String toString() {
        return name;
    }

    private static boolean isImmediate(Command command) {
        return switch (command.fullName()) {
            case "multi", "exec", "discard", "watch", "quit", "reset" -> true;
            default -> false;
        };
    }

    private static int onlyKey(List<KeySpec> specs) {
        return specs.size() == 1
                        && specs.get(0).begin() instanceof KeySpec.Begin.Index(int index)
                        && specs.get(0).find() instanceof KeySpec.Find.Range(int last, _, _)
                        && last == 0
                ? index
                : NO_KEY;
    }
}
