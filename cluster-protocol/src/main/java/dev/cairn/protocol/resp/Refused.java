package dev.cairn.protocol.resp;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * A refusal on its way to the client: an expected reply, not a bug, so it carries no stack.
 *
 * <p>Refusals without parameters are made once; take them from {@link Refusal#refused()}.
 */
public final class Refused extends RuntimeException {

    /** Redis shows at most so many bytes of what the client sent. */
    private static final int SHOWN_BYTES = 128;

    private final Refusal refusal;
    private final transient byte[] line;

    Refused(Refusal refusal, byte[] text) {
        super(null, null, false, false);
        this.refusal = refusal;
        this.line = Lines.encode('-', text);
    }

    /** The row of the table that this refusal was made from. */
    public Refusal refusal() {
        return refusal;
    }

    /** The error as it is sent: {@code -CODE text CR LF}, free of other line breaks. Not a copy. */
    byte[] line() {
        return line;
    }

    /** The error's text, its code first, without the leading minus. */
    public String text() {
        return new String(line, 1, line.length - 3, StandardCharsets.UTF_8);
    }

    @Override
    public String getMessage() {
        return text();
    }

    /** {@code -MOVED}: the slot is served at {@code host:port}. */
    public static Refused moved(int slot, String host, int port) {
        return Refusal.MOVED.with(slot, host, port);
    }

    /** The reply to a command that does not exist, with the beginning of its arguments. */
    public static Refused unknownCommand(byte[] name, List<byte[]> arguments) {
        var shown = new ByteText();
        for (byte[] argument : arguments) {
            int room = SHOWN_BYTES - shown.length();
            if (room <= 0) {
                break;
            }
            shown.add('\'').add(shown(argument, room)).add('\'').add(' ');
        }
        return Refusal.UNKNOWN_COMMAND.with(shown(name, SHOWN_BYTES), shown.bytes());
    }

    /** The reply to a subcommand that its command does not have. */
    public static Refused unknownSubcommand(String command, byte[] subcommand) {
        return Refusal.UNKNOWN_SUBCOMMAND.with(
                shown(subcommand, SHOWN_BYTES), command.toUpperCase(Locale.ROOT));
    }

    /** The reply of a command's handler that cannot make sense of its subcommand's arguments. */
    public static Refused subcommandSyntax(String command, byte[] subcommand) {
        return Refusal.SUBCOMMAND_SYNTAX.with(
                shown(subcommand, SHOWN_BYTES), command.toUpperCase(Locale.ROOT));
    }

    /** What Redis prints of client bytes: no more than {@code most}, and nothing from a NUL on. */
    private static byte[] shown(byte[] bytes, int most) {
        int end = 0;
        while (end < Math.min(bytes.length, most) && bytes[end] != 0) {
            end++;
        }
        return end == bytes.length ? bytes : java.util.Arrays.copyOf(bytes, end);
    }
}
