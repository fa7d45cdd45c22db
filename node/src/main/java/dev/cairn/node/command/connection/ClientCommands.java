package dev.cairn.node.command.connection;

import static dev.cairn.node.command.Arity.atLeast;
import static dev.cairn.node.command.Arity.exactly;
import static dev.cairn.node.command.Family.family;
import static dev.cairn.node.command.Flag.ADMIN;
import static dev.cairn.node.command.Flag.LOADING;
import static dev.cairn.node.command.Flag.NOSCRIPT;
import static dev.cairn.node.command.Flag.STALE;

import dev.cairn.node.command.Args;
import dev.cairn.node.command.Family;
import dev.cairn.node.command.Flag;
import dev.cairn.node.command.Group;
import dev.cairn.node.command.Reply;
import dev.cairn.node.memory.Slice;
import dev.cairn.node.session.ReplyMode;
import dev.cairn.node.session.Session;
import dev.cairn.node.session.Sessions;
import dev.cairn.node.text.Numerals;
import dev.cairn.protocol.resp.Refusal;
import dev.cairn.protocol.resp.Refused;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** CLIENT: what the node knows of its connections, and what a client wants of its own. */
public final class ClientCommands {

    private static final Flag[] OWN = {NOSCRIPT, LOADING, STALE};
    private static final Flag[] OTHERS = {ADMIN, NOSCRIPT, LOADING, STALE};
    private static final int LONGEST_NAME = 1024;

    public static final Family FAMILY =
            family(Group.CONNECTION)
                    .container("CLIENT", "2.4.0", "Looks at and governs connections.")
                    .session("CLIENT CACHING", ClientTracking::caching)
                    .arity(exactly(3))
                    .flags(OWN)
                    .syntax("mode(YES | NO)")
                    .doc("6.0.0", "O(1)", "Whether what the next command reads is tracked.")
                    .session("CLIENT GETNAME", ClientCommands::getname)
                    .arity(exactly(2))
                    .flags(OWN)
                    .doc("2.6.9", "O(1)", "The connection's name.")
                    .session("CLIENT GETREDIR", ClientTracking::getredir)
                    .arity(exactly(2))
                    .flags(OWN)
                    .doc("6.0.0", "O(1)", "Where invalidations are sent to.")
                    .help("CLIENT", "5.0.0")
                    .session("CLIENT ID", (session, in, out) -> out.integer(session.id()))
                    .arity(exactly(2))
                    .flags(OWN)
                    .doc("5.0.0", "O(1)", "The connection's number.")
                    .session("CLIENT INFO", ClientCommands::info)
                    .arity(exactly(2))
                    .flags(OWN)
                    .tips("nondeterministic_output")
                    .doc("6.2.0", "O(1)", "What the node knows of this connection.")
                    .session("CLIENT KILL", ClientCommands::kill)
                    .arity(atLeast(3))
                    .flags(OTHERS)
                    .syntax(
                            "filter(ip:port | new-format(ID client-id:int?"
                                    + " | TYPE normal_master_slave_pubsub(NORMAL | MASTER | SLAVE"
                                    + " | REPLICA | PUBSUB)? | USER username? | ADDR ip:port?"
                                    + " | LADDR ip:port? | SKIPME yes/no?)+)")
                    .doc("2.4.0", "O(N) for N connections.", "Closes connections.")
                    .session("CLIENT LIST", ClientCommands::list)
                    .arity(atLeast(2))
                    .flags(OTHERS)
                    .tips("nondeterministic_output")
                    .syntax(
                            "TYPE normal_master_replica_pubsub(NORMAL | MASTER | REPLICA"
                                    + " | PUBSUB)? ID id(client-id:int+)?")
                    .doc("2.4.0", "O(N) for N connections.", "What the node knows of them all.")
                    .session("CLIENT NO-EVICT", ClientCommands::noEvict)
                    .arity(exactly(3))
                    .flags(OTHERS)
                    .syntax("enabled(ON | OFF)")
                    .doc("7.0.0", "O(1)", "Spares the connection when client memory runs short.")
                    .session("CLIENT NO-TOUCH", ClientCommands::noTouch)
                    .arity(exactly(3))
                    .flags(OWN)
                    .syntax("enabled(ON | OFF)")
                    .doc("7.2.0", "O(1)", "Whether reads leave the access times of keys alone.")
                    .session("CLIENT PAUSE", ClientCommands::pause)
                    .arity(atLeast(3))
                    .flags(OTHERS)
                    .syntax("timeout:int mode(WRITE | ALL)?")
                    .doc("2.9.50", "O(1)", "Lets commands wait for a while.")
                    .session("CLIENT REPLY", ClientCommands::reply)
                    .arity(exactly(3))
                    .flags(OWN)
                    .syntax("on_off_skip(ON | OFF | SKIP)")
                    .doc("3.2.0", "O(1)", "Whether the client wants replies.")
                    .session("CLIENT SETINFO", ClientCommands::setinfo)
                    .arity(exactly(4))
                    .flags(OWN)
                    .syntax("attr(LIB-NAME libname | LIB-VER libver)")
                    .doc("7.2.0", "O(1)", "Notes the client's library and its version.")
                    .session("CLIENT SETNAME", ClientCommands::setname)
                    .arity(exactly(3))
                    .flags(OWN)
                    .syntax("connection-name")
                    .doc("2.6.9", "O(1)", "Names the connection.")
                    .session("CLIENT TRACKING", ClientTracking::tracking)
                    .arity(atLeast(3))
                    .flags(OWN)
                    .syntax(
                            "status(ON | OFF) REDIRECT client-id:int? PREFIX prefix*! BCAST?"
                                    + " OPTIN? OPTOUT? NOLOOP?")
                    .doc(
                            "6.0.0",
                            "O(1); O(N) for N prefixes or keys when it ends.",
                            "Whether the client, or the one that it redirects to, is told in RESP3"
                                    + " when keys change that it has read. In RESP2 nothing is"
                                    + " told, also not by redirection, as there is no publishing"
                                    + " yet.")
                    .session("CLIENT TRACKINGINFO", ClientTracking::trackinginfo)
                    .arity(exactly(2))
                    .flags(OWN)
                    .doc("6.2.0", "O(1)", "How the client tracks keys.")
                    .session("CLIENT UNBLOCK", ClientCommands::unblock)
                    .arity(atLeast(3))
                    .flags(OTHERS)
                    .syntax("client-id:int timeout_error(TIMEOUT | ERROR)?")
                    .doc("5.0.0", "O(1)", "Wakes a client that waits in a blocking command.")
                    .session("CLIENT UNPAUSE", ClientCommands::unpause)
                    .arity(exactly(2))
                    .flags(OTHERS)
                    .doc("6.2.0", "O(1)", "Lets commands go on.")
                    .build();

    private ClientCommands() {}

    static void getname(Session session, Args in, Reply out) {
        if (session.name().isEmpty()) {
            out.nil();
        } else {
            out.bulk(session.name());
        }
    }

    static void setname(Session session, Args in, Reply out) {
        session.name(checkedName(in.next()));
        out.ok();
    }

    /** A name that may be shown in a list of clients. */
    static String checkedName(Slice name) {
        return checked(name, Refusal.CLIENT_NAME.refused());
    }

    private static String checked(Slice text, Refused otherwise) {
        boolean printable = text.length() <= LONGEST_NAME;
        for (int i = 0; printable && i < text.length(); i++) {
            printable = text.at(i) >= '!' && text.at(i) <= '~';
        }
        if (!printable) {
            throw otherwise;
        }
        return text.toString();
    }

    static void setinfo(Session session, Args in, Reply out) {
        if (in.nextIs("LIB-NAME")) {
            session.libraryName(checked(in.next(), Refusal.CLIENT_ATTRIBUTE.with("lib-name")));
        } else if (in.nextIs("LIB-VER")) {
            session.libraryVersion(checked(in.next(), Refusal.CLIENT_ATTRIBUTE.with("lib-ver")));
        } else {
            throw Refusal.UNRECOGNIZED_OPTION.with(in.next().toBytes());
        }
        out.ok();
    }

    static void info(Session session, Args in, Reply out) {
        out.text(ClientLine.of(session).getBytes(StandardCharsets.UTF_8));
    }

    static void list(Session session, Args in, Reply out) {
        List<Session> shown = session.node().sessions().all();
        if (in.remaining() == 2 && in.nextIs("TYPE")) {
            shown = ClientFilter.isNormal(in.next()) ? shown : List.of();
        } else if (in.nextIs("ID", 1)) {
            shown = ofIds(session, in);
        }
        in.expectEnd();
        var text = new StringBuilder();
        shown.forEach(each -> text.append(ClientLine.of(each)));
        out.text(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static List<Session> ofIds(Session session, Args in) {
        var found = new ArrayList<Session>();
        while (in.hasNext()) {
            Session each = session.node().sessions().find(in.nextLong(Refusal.INVALID_CLIENT_ID));
            if (each != null) {
                found.add(each);
            }
        }
        return found;
    }

    static void kill(Session session, Args in, Reply out) {
        boolean older = in.count() == 3;
        ClientFilter filter =
                older ? ClientFilter.address(in.next().toString()) : ClientFilter.parse(in);
        List<Session> victims = filter.choose(session.node().sessions().all(), session);
        for (Session victim : victims) {
            if (victim.id() == session.id()) {
                session.closeAfterReply();
            } else {
                victim.link().close();
            }
        }
        if (!older) {
            out.integer(victims.size());
        } else if (victims.isEmpty()) {
            throw Refusal.NO_SUCH_CLIENT.refused();
        } else {
            out.ok();
        }
    }

    static void noEvict(Session session, Args in, Reply out) {
        session.noEvict(onOff(in));
        out.ok();
    }

    static void noTouch(Session session, Args in, Reply out) {
        session.noTouch(onOff(in));
        out.ok();
    }

    private static boolean onOff(Args in) {
        boolean on = in.nextIs("ON");
        if (!on && !in.nextIs("OFF")) {
            throw Refusal.SYNTAX.refused();
        }
        return on;
    }

    static void pause(Session session, Args in, Reply out) {
        in.skip(1);
        refuseIfMoreThanOne(in);
        boolean writesOnly = in.nextIs("WRITE");
        if (!writesOnly && in.hasNext() && !in.nextIs("ALL")) {
            throw Refusal.GENERIC.with("CLIENT PAUSE mode must be WRITE or ALL");
        }
        long millis = Numerals.parseLong(in.at(2), Refusal.TIMEOUT_NOT_INTEGER);
        if (millis < 0) {
            throw Refusal.TIMEOUT_NEGATIVE.refused();
        }
        long now = session.node().nowMillis();
        long until = millis > Long.MAX_VALUE - now ? Long.MAX_VALUE : now + millis;
        session.node().sessions().pause(new Sessions.Pause(until, writesOnly));
        out.ok();
    }

    static void unpause(Session session, Args in, Reply out) {
        session.node().sessions().pause(Sessions.Pause.NONE);
        out.ok();
    }

    static void reply(Session session, Args in, Reply out) {
        if (in.nextIs("ON")) {
            session.replyMode(ReplyMode.ON);
            out.ok();
        } else if (in.nextIs("OFF")) {
            session.replyMode(ReplyMode.OFF);
        } else if (in.nextIs("SKIP")) {
            if (session.replyMode() != ReplyMode.OFF) {
                session.replyMode(ReplyMode.SKIP_NEXT);
            }
        } else {
            throw Refusal.SYNTAX.refused();
        }
    }

    private static void refuseIfMoreThanOne(Args in) {
        if (in.remaining() > 1) {
            throw Refused.subcommandSyntax("CLIENT", in.at(1).toBytes());
        }
    }

    static void unblock(Session session, Args in, Reply out) {
        in.skip(1);
        refuseIfMoreThanOne(in);
        boolean refused = in.nextIs("ERROR");
        if (!refused && in.hasNext() && !in.nextIs("TIMEOUT")) {
            throw Refusal.GENERIC.with("CLIENT UNBLOCK reason should be TIMEOUT or ERROR");
        }
        Session found = session.node().sessions().find(in.longAt(2));
        out.integer(found != null && found.blocking().unblock(refused) ? 1 : 0);
    }
}
