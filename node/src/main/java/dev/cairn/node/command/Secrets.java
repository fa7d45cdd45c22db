package dev.cairn.node.command;

import dev.cairn.node.config.Setting;
import dev.cairn.node.config.SettingTable;
import dev.cairn.node.memory.Slice;
import dev.cairn.node.metrics.SlowLog;
import dev.cairn.node.shard.Argv;

import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;

/** Passwords among the arguments of a request: whatever keeps or shows requests hides them. */
public final class Secrets {

    private static final byte[] REDACTED = "(redacted)".getBytes(StandardCharsets.US_ASCII);

    private Secrets() {}

    /** A copy of the arguments as they may be shown to anybody who may see requests. */
    public static List<byte[]> hidden(Command command, Argv request) {
        BitSet secrets = secrets(command, request);
        var arguments = new SlowLog.Arguments(request.count());
        for (int i = 0; i < arguments.wanted(); i++) {
            Slice argument = request.at(i);
            if (secrets.get(i)) {
                arguments.add(REDACTED, REDACTED.length);
            } else {
                int head = Math.min(argument.length(), SlowLog.MOST_ARGUMENT_BYTES);
                arguments.add(new Slice(argument.address(), head).toBytes(), argument.length());
            }
        }
        return arguments.shown();
    }

    private static BitSet secrets(Command command, Argv request) {
        var secrets = new BitSet();
        int count = request.count();
        switch (command.fullName()) {
            case "auth" -> secrets.set(1, count);
            case "hello" -> {
                for (int i = 2; i < count - 1; i++) {
                    if (request.at(i).equalsIgnoreCase("AUTH")) {
                        secrets.set(i + 1, Math.min(i + 3, count));
                        i += 2;
                    } else if (request.at(i).equalsIgnoreCase("SETNAME")) {
                        i++;
                    }
                }
            }
            case "config|set" -> {
                for (int i = 2; i < count - 1; i += 2) {
                    Setting<?> setting = SettingTable.find(request.at(i).toString());
                    secrets.set(i + 1, setting != null && setting.isSecret());
                }
            }
            default -> {} // no command else takes a secret
        }
        return secrets;
    }
}
