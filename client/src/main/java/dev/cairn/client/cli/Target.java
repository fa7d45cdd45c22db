package dev.cairn.client.cli;

import dev.cairn.client.Address;
import dev.cairn.client.ClientSettings;
import dev.cairn.client.Redirection;
import dev.cairn.client.Session;
import dev.cairn.client.call.CairnException;
import dev.cairn.client.call.Call;
import dev.cairn.protocol.resp.Reply;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The node that the shell talks to at the moment. It goes where redirections send it and stays
 * there, so that what a connection remembers (MULTI, WATCH, SELECT) works as typed.
 */
final class Target implements AutoCloseable {

    private static final int REDIRECTS = 5;
    private static final Duration PATIENCE = Duration.ofHours(24);

    /** What is not answered by one reply each, so that waiting for one would be in vain. */
    private static final Set<String> STREAMING =
            Set.of(
                    "SUBSCRIBE",
                    "PSUBSCRIBE",
                    "SSUBSCRIBE",
                    "UNSUBSCRIBE",
                    "PUNSUBSCRIBE",
                    "SUNSUBSCRIBE",
                    "MONITOR",
                    "SYNC",
                    "PSYNC");

    private final ClientSettings settings;
    private final int protocol;
    private final Consumer<String> notices;
    private final Map<Address, Session> sessions = new HashMap<>();
    private Address address;
    private int database;

    /**
     * Begins at the first seed of {@code settings}, in version {@code protocol} of RESP; tells
     * {@code notices} of redirections.
     */
    Target(ClientSettings settings, int protocol, Consumer<String> notices) {
        this.settings = settings;
        this.protocol = protocol;
        this.address = settings.seeds().get(0);
        this.notices = notices;
    }

    /** The node talked to. */
    Address address() {
        return address;
    }

    /** The database selected, 0 in a grid. */
    int database() {
        return database;
    }

    /**
     * Says {@code words} to the node, or to the one it redirects to.
     *
     * @throws CairnException when the connection fails
     */
    Reply call(List<byte[]> words) {
        Call call = Call.ofWords(words);
        if (STREAMING.contains(call.name()) || silences(words)) {
            return new Reply.Failure(
                    "ERR " + call.name().toLowerCase(Locale.ROOT) + " is not possible here");
        }
        Reply reply = ask(call, false);
        for (int i = 0; i < REDIRECTS; i++) {
            Redirection redirection = redirection(reply);
            if (redirection == null) {
                break;
            }
            address = redirection.target();
            notices.accept(
                    "-> Redirected to slot [%d] located at %s"
                            .formatted(redirection.slot(), address));
            reply = ask(call, ((Reply.Failure) reply).code().equals("ASK"));
        }
        noteDatabase(call, reply);
        return HumanTexts.told(words, reply);
    }

    private static boolean silences(List<byte[]> words) {
        return words.size() > 1
                && text(words.get(0)).equalsIgnoreCase("CLIENT")
                && text(words.get(1)).equalsIgnoreCase("REPLY");
    }

    private static String text(byte[] word) {
        return new String(word, StandardCharsets.UTF_8);
    }

    private Reply ask(Call call, boolean asking) {
        Session known = sessions.get(address);
        Session session = known == null ? Session.open(settingsFor(address)) : known;
        try {
            if (known == null) {
                sessions.put(address, session);
                speak(session);
            }
            if (asking) {
                session.call(Call.of("ASKING"));
            }
            return session.call(call, PATIENCE);
        } catch (CairnException e) {
            sessions.remove(address, session);
            session.close();
            database = 0;
            throw e;
        }
    }

    /** A session begins with RESP3, unless the server does not know HELLO. */
    private void speak(Session session) {
        if (protocol == 2) {
            session.call(Call.of("HELLO", protocol));
        }
    }

    private ClientSettings settingsFor(Address node) {
        return new ClientSettings(
                List.of(node),
                settings.credentials(),
                settings.tls(),
                settings.clientName(),
                settings.timeouts(),
                settings.bounds());
    }

    private @Nullable Redirection redirection(Reply reply) {
        boolean redirects =
                reply instanceof Reply.Failure failure
                        && (failure.code().equals("MOVED") || failure.code().equals("ASK"));
        return redirects ? Redirection.parse(((Reply.Failure) reply).text(), address) : null;
    }

    private void noteDatabase(Call call, Reply reply) {
        boolean ok = reply instanceof Reply.Simple simple && simple.text().equals("OK");
        if (ok && call.name().equals("SELECT") && call.words().size() == 2) {
            database = Integer.parseInt(text(call.words().get(1)));
        }
    }

    @Override
    public void close() {
        sessions.values().forEach(Session::close);
    }
}
