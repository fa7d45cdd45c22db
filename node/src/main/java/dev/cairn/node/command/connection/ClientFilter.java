package dev.cairn.node.command.connection;

import dev.cairn.node.command.Args;
import dev.cairn.node.memory.Slice;
import dev.cairn.node.session.Session;
import dev.cairn.node.text.Numerals;
import dev.cairn.protocol.resp.Refusal;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** Which sessions CLIENT KILL means. */
final class ClientFilter {

    private Predicate<Session> wanted = session -> true;
    private boolean skipMe = true;

    private ClientFilter() {}

    /** The older form, which has an address only. */
    static ClientFilter address(String address) {
        var filter = new ClientFilter();
        filter.skipMe = false;
        filter.wanted = session -> session.link().address().equals(address);
        return filter;
    }

    /** Pairs of a word and a value, to the end of the arguments. */
    static ClientFilter parse(Args in) {
        var filter = new ClientFilter();
        while (in.hasNext()) {
            if (in.remaining() < 2) {
                throw Refusal.SYNTAX.refused();
            }
            filter.add(in);
        }
        return filter;
    }

    /** Those of {@code all} that are meant when {@code me} asks. */
    List<Session> choose(List<Session> all, Session me) {
        return all.stream()
                .filter(session -> !(skipMe && session.id() == me.id()))
                .filter(wanted)
                .toList();
    }

    private void add(Args in) {
        if (in.nextIs("ID")) {
            long id = id(in.next());
            and(session -> session.id() == id);
        } else if (in.nextIs("TYPE")) {
            boolean normal = isNormal(in.next());
            and(session -> normal);
        } else if (in.nextIs("ADDR")) {
            String address = in.next().toString();
            and(session -> session.link().address().equals(address));
        } else if (in.nextIs("LADDR")) {
            String address = in.next().toString();
            and(session -> session.link().localAddress().equals(address));
        } else if (in.nextIs("USER")) {
            String user = user(in.next());
            and(session -> session.user().equals(user));
        } else if (in.nextIs("SKIPME")) {
            skipMe = in.nextIs("YES");
            if (!skipMe && !in.nextIs("NO")) {
                throw Refusal.SYNTAX.refused();
            }
        } else {
            throw Refusal.SYNTAX.refused();
        }
    }

    private void and(Predicate<Session> more) {
        wanted = wanted.and(more);
    }

    private static long id(Slice text) {
        long id = Numerals.isLong(text) ? Numerals.parseLong(text) : 0;
        if (id < 1) {
            throw Refusal.CLIENT_ID_RANGE.refused();
        }
        return id;
    }

    private static String user(Slice name) {
        if (!name.toString().equals("default")) {
            throw Refusal.NO_SUCH_CLIENT_USER.with(name.toBytes());
        }
        return name.toString();
    }

    /** All sessions are normal ones; peers do not speak RESP. */
    static boolean isNormal(Slice type) {
        return switch (type.toString().toLowerCase(Locale.ROOT)) {
            case "normal" -> true;
            case "master", "replica", "slave", "pubsub" -> false;
            default -> throw Refusal.UNKNOWN_CLIENT_TYPE.with(type.toBytes());
        };
    }
}
