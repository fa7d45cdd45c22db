package dev.cairn.client.call;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The commands that need a connection of their own. On a shared one MULTI would queue the calls of
 * others, CLIENT REPLY would leave them without answers, WAIT would make them wait.
 */
final class SessionOnly {

    private static final Set<String> COMMANDS =
            Set.of(
                    "MULTI",
                    "EXEC",
                    "DISCARD",
                    "WATCH",
                    "UNWATCH", // a transaction in pieces
                    "HELLO",
                    "AUTH",
                    "SELECT",
                    "RESET",
                    "QUIT", // who talks, and how
                    "ASKING",
                    "READONLY",
                    "READWRITE",
                    "SUBSCRIBE",
                    "PSUBSCRIBE",
                    "SSUBSCRIBE",
                    "UNSUBSCRIBE",
                    "PUNSUBSCRIBE",
                    "SUNSUBSCRIBE",
                    "MONITOR",
                    "SYNC",
                    "PSYNC",
                    "REPLCONF",
                    "WAIT",
                    "WAITAOF"); // about what this connection has written

    private static final Map<String, Set<String>> SUBCOMMANDS =
            Map.of(
                    "CLIENT",
                    Set.of(
                            "REPLY",
                            "TRACKING",
                            "CACHING",
                            "SETNAME",
                            "SETINFO",
                            "NO-EVICT",
                            "NO-TOUCH"),
                    "SCRIPT",
                    Set.of("DEBUG"));

    private SessionOnly() {}

    /** Whether the command of these words is one of them. */
    static boolean contains(List<byte[]> words) {
        String name = capitals(words.get(0));
        Set<String> subcommands = SUBCOMMANDS.get(name);
        return subcommands == null
                ? COMMANDS.contains(name)
                : words.size() > 1 && subcommands.contains(capitals(words.get(1)));
    }

    private static String capitals(byte[] word) {
        return new String(word, StandardCharsets.UTF_8).toUpperCase(Locale.ROOT);
    }
}
