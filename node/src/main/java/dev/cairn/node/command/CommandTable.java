package dev.cairn.node.command;

import dev.cairn.protocol.resp.Refused;
import dev.cairn.protocol.slot.KeyBytes;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** All commands of a node, looked up by name in any case without allocation. Immutable. */
public final class CommandTable {

    /** An unknown command's error shows no more bytes than this of anything. */
    private static final int SHOWN_BYTES = 128;

    private static final int LONGEST_NAME = 64;

    /** So many letters of a name make one number. */
    private static final int PACKED_LETTERS = Long.BYTES;

    /**
     * An odd number without pattern: a product's highest bits depend on all of the other factor.
     */
    private static final long SPREAD = 0x9e3779b97f4a7c15L;

    private final Map<String, Command> byName = new TreeMap<>();
    private final List<Command> all = new ArrayList<>();
    private final Command[] buckets;

    /** What {@link #pack} makes of their names. */
    private final long[] packed;

    private CommandTable(List<Family> families) {
        for (Family family : families) {
            family.rows().forEach(this::add);
        }
        buckets = new Command[Integer.highestOneBit(Math.max(8, byName.size())) * 8];
        packed = new long[buckets.length];
        for (Command command : byName.values()) {
            long name = pack(command.name());
            int at = bucket(name);
            while (buckets[at] != null) {
                at = (at + 1) & (buckets.length - 1);
            }
            buckets[at] = command;
            packed[at] = name;
        }
    }

    /** The table of the commands of {@code families}. */
    public static CommandTable of(List<Family> families) {
        return new CommandTable(families);
    }

    /** The command or subcommand that {@code in} asks for, with the cursor after its name. */
    public Command resolve(Args in) {
        Command command = find(in.at(0));
        if (command == null) {
            throw unknown(in);
        }
        if (command.hasSubcommands() && in.count() > 1) {
            command = subcommand(command, in);
        }
        in.begin(command);
        return command;
    }

    /** The command of this name, in any case; null if there is none. */
    public @Nullable Command find(KeyBytes name) {
        if (name.length() > LONGEST_NAME) {
            return null;
        }
        long wanted = pack(name);
        int at = bucket(wanted);
        for (Command command; (command = buckets[at]) != null; ) {
            if (packed[at] == wanted && isAll(name, command.name())) {
                return command;
            }
            at = (at + 1) & (buckets.length - 1);
        }
        return null;
    }

    /** The command called {@code get} or {@code object|encoding}, in any case. */
    public @Nullable Command find(String fullName) {
        String lower = fullName.toLowerCase(Locale.ROOT);
        int bar = lower.indexOf('|');
        Command command = byName.get(bar < 0 ? lower : lower.substring(0, bar));
        return command == null || bar < 0 ? command : command.subcommand(lower.substring(bar + 1));
    }

    /** The commands that are no subcommands, in the order of their names. */
    public List<Command> commands() {
        return List.copyOf(byName.values());
    }

    /** All commands and subcommands; a command's number is its place in this list. */
    public List<Command> all() {
        return Collections.unmodifiableList(all);
    }

    private void add(Row row) {
        String parent = row.parent();
        Command container = parent == null ? null : byName.get(parent.toLowerCase(Locale.ROOT));
        if (parent != null && container == null) {
            throw new IllegalArgumentException("no row before this one for " + parent);
        }
        var command = new Command(this, container, row, all.size());
        all.add(command);
        if (container != null) {
            container.add(command);
        } else if (byName.put(command.name(), command) != null) {
            throw new IllegalArgumentException("two rows for " + row.name());
        }
    }

    private static Command subcommand(Command command, Args in) {
        for (Command each : command.subcommands()) {
            if (matches(in.at(1), each.name())) {
                return each;
            }
        }
        throw Refused.unknownSubcommand(command.name(), start(in.at(1)));
    }

    private static Refused unknown(Args in) {
        var shown = new ArrayList<byte[]>();
        for (int i = 1, bytes = 0; i < in.count() && bytes < SHOWN_BYTES; i++) {
            byte[] argument = start(in.at(i));
            shown.add(argument);
            bytes += argument.length + 3;
        }
        return Refused.unknownCommand(start(in.at(0)), shown);
    }

    /** A copy of no more of {@code bytes} than an error shows. */
    private static byte[] start(KeyBytes bytes) {
        var copy = new byte[Math.min(bytes.length(), SHOWN_BYTES)];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = bytes.at(i);
        }
        return copy;
    }

    /** Whether names of the same last letters are the same. */
    private static boolean isAll(KeyBytes name, String lower) {
        return name.length() <= PACKED_LETTERS
                ? name.length() == lower.length()
                : matches(name, lower);
    }

    private static boolean matches(KeyBytes bytes, String lower) {
        int length = lower.length();
        if (bytes.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (lowerCase(bytes.at(i)) != lower.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The last {@link #PACKED_LETTERS} letters of a name, in lower case, as one number. */
    private static long pack(KeyBytes name) {
        long letters = 0;
        for (int i = 0; i < name.length(); i++) {
            letters = letters << 8 | lowerCase(name.at(i));
        }
        return letters;
    }

    private static long pack(String lower) {
        long letters = 0;
        for (int i = 0; i < lower.length(); i++) {
            letters = letters << 8 | lower.charAt(i);
        }
        return letters;
    }

    private int bucket(long letters) {
        return (int) (letters * SPREAD >>> Long.numberOfLeadingZeros(buckets.length - 1L));
    }

    private static int lowerCase(byte b) {
        return b >= 'A' && b <= 'Z' ? b | 0x20 : b & 0xff;
    }
}
