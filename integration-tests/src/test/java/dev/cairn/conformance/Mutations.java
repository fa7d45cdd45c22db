package dev.cairn.conformance;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Seeded damage to valid traffic: the same seed gives the same bytes. */
final class Mutations {

    private static final int MOST_COMMANDS = 4;
    private static final int MOST_WOUNDS = 3;

    /** What parsers stumble over. */
    private static final List<String> STUMBLING_BLOCKS =
            List.of(
                    "\r\n",
                    "\n",
                    "\r",
                    "\0",
                    "*",
                    "$",
                    "*1\r\n",
                    "*-1\r\n",
                    "*0\r\n",
                    "$-1\r\n",
                    "$0\r\n\r\n",
                    "*2147483648\r\n",
                    "$9223372036854775807\r\n",
                    "*1000000000\r\n",
                    "$536870912\r\n",
                    "'",
                    "\"",
                    "\"\\x",
                    " ",
                    "%7\r\n",
                    "~1\r\n",
                    "POST / HTTP/1.1\r\n",
                    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                    "\u0016\u0003\u0001",
                    "PING\r\n",
                    "MULTI\r\n",
                    "EXEC\r\n",
                    "*1\r\n*1\r\n*1\r\n",
                    "*1\r\n$4\r\nQUIT\r\n",
                    "9",
                    "-",
                    "+5");

    private final Random random;
    private final CommandStream stream;

    Mutations(long seed) {
        random = new Random(seed);
        stream = new CommandStream(seed);
    }

    /** The next commands as they go over the wire, damaged in a few places. */
    byte[] next() {
        var bytes = new ByteArrayOutputStream();
        for (int left = 1 + random.nextInt(MOST_COMMANDS); left > 0; left--) {
            bytes.writeBytes(Wire.encoded(harmless()));
        }
        byte[] traffic = bytes.toByteArray();
        for (int left = 1 + random.nextInt(MOST_WOUNDS); left > 0; left--) {
            traffic = wounded(traffic);
        }
        return traffic;
    }

    /** Not a command that would hold up all the others. */
    private List<String> harmless() {
        while (true) {
            List<String> command = stream.next();
            if (command.stream().noneMatch("PAUSE"::equalsIgnoreCase)) {
                return command;
            }
        }
    }

    private byte[] wounded(byte[] bytes) {
        if (bytes.length == 0) {
            return one(STUMBLING_BLOCKS);
        }
        int at = random.nextInt(bytes.length);
        int end = Math.min(bytes.length, at + 1 + random.nextInt(16));
        return switch (random.nextInt(7)) {
            case 0 -> flipped(bytes, at, 1 << random.nextInt(8));
            case 1 -> spliced(bytes, at, new byte[0], end); // a piece is lost
            case 2 -> spliced(bytes, at, one(STUMBLING_BLOCKS), at);
            case 3 -> spliced(bytes, at, one(STUMBLING_BLOCKS), end);
            case 4 -> spliced(bytes, at, new byte[0], bytes.length); // the end is lost
            case 5 -> spliced(bytes, end, java.util.Arrays.copyOfRange(bytes, at, end), end);
            default -> spliced(bytes, at, noise(), at);
        };
    }

    private byte[] noise() {
        var noise = new byte[1 + random.nextInt(32)];
        random.nextBytes(noise);
        return noise;
    }

    private byte[] one(List<String> choices) {
        String choice = choices.get(random.nextInt(choices.size()));
        return choice.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] flipped(byte[] bytes, int at, int mask) {
        byte[] copy = bytes.clone();
        copy[at] ^= (byte) mask;
        return copy;
    }

    /** The bytes before {@code from}, then {@code between}, then those from {@code to} on. */
    private static byte[] spliced(byte[] bytes, int from, byte[] between, int to) {
        var all = new ByteArrayOutputStream();
        all.write(bytes, 0, from);
        all.writeBytes(between);
        all.write(bytes, to, bytes.length - to);
        return all.toByteArray();
    }
}
