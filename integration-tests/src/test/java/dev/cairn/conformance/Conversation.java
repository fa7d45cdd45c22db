package dev.cairn.conformance;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/**
 * Connections A, B, C and a of one server that speak in turns. After each step every connection is
 * asked for a sign of life, so that whatever was pushed before is heard; but not within MULTI.
 */
final class Conversation implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 20_000;

    /** What of INFO and CLIENT INFO is compared. */
    private static final Pattern FACTS =
            Pattern.compile(
                    "tracking_\\w+:\\d+\\||blocked_clients:\\d+\\|| flags=\\S+| redir=\\S+");

    private final Map<String, Speaker> speakers = new LinkedHashMap<>();
    private int steps;

    /** One connection. */
    private static final class Speaker {
        private final Socket socket;
        private final StringBuilder received = new StringBuilder();
        private final byte[] chunk = new byte[1 << 16];
        private boolean queues;

        Speaker(int port) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(TIMEOUT_MILLIS);
        }

        void say(String commands) throws IOException {
            var request = new ByteArrayOutputStream();
            for (String command : commands.split(" ; ")) {
                queues = !command.equals("EXEC") && (queues || command.equals("MULTI"));
                request.writeBytes(Wire.encoded(Words.of(command)));
            }
            socket.getOutputStream().write(request.toByteArray());
        }

        /** Everything up to the first appearance of {@code end}, which is not included. */
        String listenFor(String end) throws IOException {
            int at;
            while ((at = received.indexOf(end)) < 0) {
                int count = socket.getInputStream().read(chunk);
                if (count < 0) {
                    throw new IOException("closed by the server after " + received);
                }
                received.append(new String(chunk, 0, count, StandardCharsets.ISO_8859_1));
            }
            String heard = received.substring(0, at);
            received.delete(0, at + end.length());
            return heard;
        }

        /** Closes the connection, and waits until the server has, too. */
        void leave() throws IOException {
            say("QUIT");
            while (socket.getInputStream().read(chunk) >= 0) {
                // the last words
            }
            socket.close();
        }
    }

    Conversation(int port) throws IOException {
        for (String name : List.of("A", "B", "C", "a")) {
            speakers.put(name, new Speaker(port));
        }
        for (String name : List.of("A", "B", "C")) {
            send(name, "HELLO 3");
        }
        send("C", "FLUSHALL");
        everybody();
    }

    /** Takes a step, and tells what everybody has heard. */
    String step(String line) throws IOException {
        String name = line.substring(0, line.indexOf(' '));
        String said = line.substring(name.length() + 1);
        if (said.equals("-")) {
            speaker(name).leave();
            speakers.remove(name);
        } else {
            send(name, said);
        }
        String heard = everybody();
        return said.matches("(CLIENT )?INFO") ? facts(heard) : heard;
    }

    /** Says something and does not wait. */
    void send(String name, String said) throws IOException {
        String commands = said;
        for (String other : speakers.keySet()) {
            if (commands.contains("$" + other)) {
                commands = commands.replace("$" + other, id(other));
            }
        }
        speaker(name).say(commands);
    }

    /** What a connection hears, sooner or later, up to and with {@code text}. */
    String heard(String name, String text) throws IOException {
        return visible(speaker(name).listenFor(text.replace("|", "\r\n"))) + text;
    }

    /** As a step of which nobody else is to know. */
    String ask(String name, String said) throws IOException {
        send(name, said);
        String heard = visible(signOfLife(speaker(name)));
        return said.matches("(CLIENT )?INFO") ? facts(heard) : heard;
    }

    /** Takes a connection away without a word. */
    void hangUp(String name) throws IOException {
        speaker(name).socket.close();
        speakers.remove(name);
    }

    private String id(String name) throws IOException {
        Speaker speaker = speaker(name);
        speaker.say("CLIENT ID");
        String heard = signOfLife(speaker).strip();
        return heard.substring(heard.lastIndexOf(':') + 1);
    }

    private String everybody() throws IOException {
        var told = new StringJoiner("\n");
        for (var each : speakers.entrySet()) {
            String heard = each.getValue().queues ? "" : signOfLife(each.getValue());
            if (!heard.isEmpty()) {
                told.add("   " + each.getKey() + " " + visible(heard));
            }
        }
        return told.toString();
    }

    /** By CLIENT, after which what CLIENT CACHING said still holds, and with replies wanted. */
    private String signOfLife(Speaker speaker) throws IOException {
        String sign = "sign" + steps++;
        speaker.say("CLIENT REPLY ON ; CLIENT SETNAME " + sign + " ; CLIENT GETNAME");
        return speaker.listenFor("+OK\r\n+OK\r\n$" + sign.length() + "\r\n" + sign + "\r\n");
    }

    private Speaker speaker(String name) {
        Speaker speaker = speakers.get(name);
        if (speaker == null) {
            throw new IllegalArgumentException("no such speaker: " + name);
        }
        return speaker;
    }

    private static String facts(String text) {
        var facts = new StringJoiner(" ");
        FACTS.matcher(text).results().forEach(found -> facts.add(found.group().strip()));
        return facts.toString();
    }

    private static String visible(String text) {
        return text.replace("\r\n", "|");
    }

    @Override
    public void close() throws IOException {
        for (Speaker speaker : speakers.values()) {
            speaker.socket.close();
        }
    }
}
