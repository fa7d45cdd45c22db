package dev.cairn.conformance;

import dev.cairn.protocol.resp.Reply;
import dev.cairn.protocol.resp.ReplyLimits;
import dev.cairn.protocol.resp.ReplyReader;

import io.netty.buffer.Unpooled;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/**
 * What a redis-server was asked and what it replied, so that machines without one have something to
 * compare with: a command a line, and its reply in the next, both as redis-cli reads words.
 *
 * <p>Record all of them anew from a running redis-server, which is emptied, with {@code java -cp
 * ... Transcript PORT DIRECTORY}; start it with {@code --save "" --enable-debug-command yes}.
 */
final class Transcript {

    /** How many commands of the stream are in the transcripts. */
    static final int STREAMED = 700;

    private static final Set<String> CHANGE_PROTOCOL = Set.of("HELLO", "RESET");

    private Transcript() {}

    /** A command and its reply. */
    record Line(List<String> command, Wire.Answer answer) {}

    /** Whoever replies to commands that come one after the other. */
    @FunctionalInterface
    interface Responder {
        Wire.Answer answer(List<String> command) throws IOException;
    }

    public static void main(String[] arguments) throws IOException {
        int port = Integer.parseInt(arguments[0]);
        Path directory = Path.of(arguments[1]);
        for (String protocol : List.of("2", "3")) {
            record(port, protocol, edges(), directory.resolve(edgesName(protocol)));
            record(port, protocol, streamed(protocol), directory.resolve(streamName(protocol)));
        }
    }

    private static void record(int port, String protocol, List<List<String>> commands, Path file)
            throws IOException {
        var lines = new ArrayList<String>();
        try (var wire = new Wire(port)) {
            wire.call(List.of("FLUSHALL"));
            wire.call(List.of("CONFIG", "RESETSTAT"));
            Responder theirs = speaking(wire, protocol);
            for (List<String> command : commands) {
                lines.add(String.join(" ", command.stream().map(Transcript::quoted).toList()));
                lines.add(quoted(theirs.answer(command).raw()));
            }
        }
        Files.write(file, lines);
    }

    /** Replies of a server that goes on in this protocol whatever the commands say. */
    static Responder speaking(Wire wire, String protocol) throws IOException {
        List<String> hello = List.of("HELLO", protocol);
        wire.call(hello);
        return command -> {
            Wire.Answer answer = wire.call(command);
            if (CHANGE_PROTOCOL.contains(command.get(0).toUpperCase(Locale.ROOT))) {
                wire.call(hello);
            }
            return answer;
        };
    }

    static String edgesName(String protocol) {
        return "edges-resp" + protocol + "-7.0.15.txt";
    }

    static String streamName(String protocol) {
        return "stream-resp" + protocol + "-7.0.15.txt";
    }

    /** The cases by hand, a command each. */
    static List<List<String>> edges() throws IOException {
        return lines("edges.txt").stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(Words::of)
                .toList();
    }

    private static List<List<String>> streamed(String protocol) {
        var stream = new CommandStream(Long.parseLong(protocol));
        var commands = new ArrayList<List<String>>();
        while (commands.size() < STREAMED) {
            List<String> command = stream.next();
            boolean asksForAll = command.get(0).equalsIgnoreCase("COMMAND") && command.size() < 3;
            if (!asksForAll) { // a long reply, which is tested elsewhere
                commands.add(command);
            }
        }
        return commands;
    }

    /** A transcript among the tests' resources. */
    static List<Line> read(String name) throws IOException {
        List<String> lines = lines(name);
        var transcript = new ArrayList<Line>();
        for (int i = 0; i < lines.size(); i += 2) {
            String raw = Words.of(lines.get(i + 1)).get(0);
            transcript.add(new Line(Words.of(lines.get(i)), new Wire.Answer(raw, reply(raw))));
        }
        return transcript;
    }

    private static Reply reply(String raw) {
        byte[] bytes = raw.getBytes(StandardCharsets.ISO_8859_1);
        var reader = new ReplyReader(ReplyLimits.STANDARD);
        return Objects.requireNonNull(reader.read(Unpooled.wrappedBuffer(bytes)), raw);
    }

    private static List<String> lines(String name) throws IOException {
        try (var in = Transcript.class.getResourceAsStream("/conformance/" + name)) {
            if (in == null) {
                throw new FileNotFoundException(name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    /** Bytes as a word in quotes. */
    private static String quoted(String bytes) {
        var text = new StringBuilder("\"");
        for (char c : bytes.toCharArray()) {
            switch (c) {
                case '\r' -> text.append("\\r");
                case '\n' -> text.append("\\n");
                case '"', '\\' -> text.append('\\').append(c);
                default -> {
                    if (c < ' ' || c > '~') {
                        text.append("\\x%02x".formatted((int) c));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        return text.append('"').toString();
    }
}
