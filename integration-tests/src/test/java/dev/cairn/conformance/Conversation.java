package dev.cairn.conformance;

import dev.cairn.protocol.resp.Reply;
import dev.cairn.protocol.resp.ReplyLimits;
import dev.cairn.protocol.resp.ReplyReader;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
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

    private static final String GREETING = "%7\\|\\$6\\|server.*\\$7\\|modules\\|\\*0\\|";

    private final Map<String, Speaker> speakers = new LinkedHashMap<>();
    private final Map<String, String> ids = new LinkedHashMap<>();
    private int steps;

    /** One connection. */
    private static final class Speaker {
        private final Socket socket;
        private final StringBuilder received = new StringBuilder();
        private final StringBuilder all = new StringBuilder();
        private final byte[] chunk = new byte[1 << 16];
        private final ReplyReader reader = new ReplyReader(ReplyLimits.STANDARD);
        private final ByteBuf unread = Unpooled.buffer();
        private int replies;
        private boolean queues;

        Speaker(int port) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(TIMEOUT_MILLIS);
        }

        int say(String commands) throws IOException {
            var request = new ByteArrayOutputStream();
            for (String command : commands.split(" ; ")) {
                queues = !command.equals("EXEC") && (queues || command.equals("MULTI"));
                request.writeBytes(Wire.encoded(Words.of(command)));
            }
            replies = 0;
            socket.getOutputStream().write(request.toByteArray());
            return commands.split(" ; ").length;
        }

        /** So that what is said next is not taken for a part of the same pipeline. */
        void awaitReplies(int count) throws IOException {
            while (replies < count) {
                receive();
            }
        }

        /** Everything up to the first appearance of {@code end}, which is not included. */
        String listenFor(String end) throws IOException {
            int at;
            while ((at = received.indexOf(end)) < 0) {
                receive();
            }
            String heard = received.substring(0, at);
            received.delete(0, at + end.length());
            return heard;
        }

        private void receive() throws IOException {
            int count = socket.getInputStream().read(chunk);
            if (count < 0) {
                throw new EOFException("closed by the server after " + received);
            }
            String heard = new String(chunk, 0, count, StandardCharsets.ISO_8859_1);
            received.append(heard);
            all.append(heard);
            unread.discardReadBytes().writeBytes(chunk, 0, count);
            for (Reply reply; (reply = reader.read(unread)) != null; ) {
                replies += reply instanceof Reply.Push ? 0 : 1;
            }
        }

        /** Everything since the beginning, when the server has closed the connection. */
        String listenToTheEnd() throws IOException {
            try {
                while (true) {
                    receive();
                }
            } catch (EOFException end) {
                socket.close();
                return all.toString();
            }
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
        for (var each : speakers.entrySet()) {
            String heard = ask(each.getKey(), "CLIENT ID");
            ids.put(each.getKey(), heard.replaceAll(".*:(\\d+)\\|$", "$1"));
        }
    }

    /** Takes a step, and tells what everybody has heard; whoever spoke is asked first. */
    String step(String line) throws IOException {
        String name = line.substring(0, line.indexOf(' '));
        String said = line.substring(name.length() + 1);
        if (said.equals("-")) {
            speaker(name).say("QUIT");
            lastWords(name);
            return everybody();
        }
        return name + " " + ask(name, said) + "\n" + everybody();
    }

    /** All that a connection has ever heard, when the server has closed it. */
    String lastWords(String name) throws IOException {
        String heard = visible(speaker(name).listenToTheEnd());
        speakers.remove(name);
        return heard;
    }

    /** Says something and does not wait; how many replies there will be. */
    int send(String name, String said) throws IOException {
        String commands = said;
        for (var id : ids.entrySet()) {
            commands = commands.replace("$" + id.getKey(), id.getValue());
        }
        return speaker(name).say(commands);
    }

    /** What a connection hears, sooner or later, up to and with {@code text}. */
    String heard(String name, String text) throws IOException {
        return visible(speaker(name).listenFor(text.replace("|", "\r\n"))) + text;
    }

    /** As a step of which nobody else is to know: what was said, and what was heard then. */
    String ask(String name, String said) throws IOException {
        int replies = send(name, said);
        if (!said.contains("CLIENT REPLY")) {
            speaker(name).awaitReplies(replies);
        }
        String heard = named(said + "|" + heardBy(speaker(name)));
        return said.matches("(CLIENT )?INFO") ? facts(heard) : heard;
    }

    /** Takes a connection away without a word. */
    void hangUp(String name) throws IOException {
        speaker(name).socket.close();
        speakers.remove(name);
    }

    private String everybody() throws IOException {
        var told = new StringJoiner("\n");
        for (var each : speakers.entrySet()) {
            String heard = heardBy(each.getValue());
            if (!heard.isEmpty()) {
                told.add(each.getKey() + " " + named(heard));
            }
        }
        return told.toString();
    }

    private String heardBy(Speaker speaker) throws IOException {
        return speaker.queues ? "" : visible(signOfLife(speaker));
    }

    /** Without what two servers must say differently: their versions, and connections' numbers. */
    private String named(String heard) {
        String named = heard.replaceAll(GREETING, "(greeting)");
        for (var id : ids.entrySet()) {
            String number = "((?i)redir\\S*[:=])" + id.getValue() + "\\b";
            named = named.replaceAll(number, "$1" + id.getKey());
        }
        return named;
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
