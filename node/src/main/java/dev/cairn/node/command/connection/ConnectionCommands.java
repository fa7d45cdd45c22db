package dev.cairn.node.command.connection;

import static dev.cairn.node.command.Arity.atLeast;
import static dev.cairn.node.command.Arity.exactly;
import static dev.cairn.node.command.Family.family;
import static dev.cairn.node.command.Flag.ALLOW_BUSY;
import static dev.cairn.node.command.Flag.FAST;
import static dev.cairn.node.command.Flag.LOADING;
import static dev.cairn.node.command.Flag.NOSCRIPT;
import static dev.cairn.node.command.Flag.NO_AUTH;
import static dev.cairn.node.command.Flag.STALE;

import dev.cairn.node.command.Args;
import dev.cairn.node.command.Family;
import dev.cairn.node.command.Group;
import dev.cairn.node.command.RedisVersion;
import dev.cairn.node.command.Reply;
import dev.cairn.node.config.SettingTable;
import dev.cairn.node.memory.Slice;
import dev.cairn.node.session.Session;
import dev.cairn.protocol.resp.Refusal;

import org.jspecify.annotations.Nullable;

/** Commands that open, try and close a connection. */
public final class ConnectionCommands {

    private static final String DEFAULT_USER = "default";

    public static final Family FAMILY =
            family(Group.CONNECTION)
                    .session("HELLO", ConnectionCommands::hello)
                    .arity(atLeast(1))
                    .flags(NOSCRIPT, LOADING, STALE, FAST, NO_AUTH, ALLOW_BUSY)
                    .syntax(
                            "arguments(protover:int AUTH username_password(username password)?"
                                    + " SETNAME clientname?)?")
                    .doc("6.0.0", "O(1)", "Greets the node, choosing the protocol's version.")
                    .session("AUTH", ConnectionCommands::auth)
                    .arity(atLeast(2))
                    .flags(NOSCRIPT, LOADING, STALE, FAST, NO_AUTH, ALLOW_BUSY)
                    .syntax("username? password")
                    .doc("1.0.0", "O(1)", "Proves who the client is.")
                    .session("PING", ConnectionCommands::ping)
                    .arity(atLeast(1))
                    .flags(FAST)
                    .tips("request_policy:all_shards", "response_policy:all_succeeded")
                    .syntax("message?")
                    .doc("1.0.0", "O(1)", "Answers, so that the client knows the node is there.")
                    .session("ECHO", (session, in, out) -> out.bulk(in.next()))
                    .arity(exactly(2))
                    .flags(LOADING, STALE, FAST)
                    .syntax("message")
                    .doc("1.0.0", "O(1)", "Answers with what it was sent.")
                    .session("SELECT", ConnectionCommands::select)
                    .arity(exactly(2))
                    .flags(LOADING, STALE, FAST)
                    .syntax("index:int")
                    .doc("1.0.0", "O(1)", "Chooses the database of the commands that follow.")
                    .session("RESET", ConnectionCommands::reset)
                    .arity(exactly(1))
                    .flags(NOSCRIPT, LOADING, STALE, FAST, NO_AUTH, ALLOW_BUSY)
                    .doc("6.2.0", "O(1)", "Makes the connection as new.")
                    .session("QUIT", ConnectionCommands::quit)
                    .arity(atLeast(1))
                    .flags(NOSCRIPT, LOADING, STALE, FAST, NO_AUTH, ALLOW_BUSY)
                    .doc("1.0.0", "O(1)", "Closes the connection.")
                    .build();

    private ConnectionCommands() {}

    /** Nothing happens before all options are read, as in Redis 7.2. */
    static void hello(Session session, Args in, Reply out) {
        int version = in.hasNext() ? version(in) : session.version();
        Slice user = null;
        Slice password = null;
        String name = null;
        while (in.hasNext()) {
            if (in.nextIs("AUTH", 2)) {
                user = in.next();
                password = in.next();
            } else if (in.nextIs("SETNAME", 1)) {
                name = ClientCommands.checkedName(in.next());
            } else {
                throw Refusal.HELLO_SYNTAX.with(in.next().toBytes());
            }
        }
        if (user != null && password != null) {
            authenticate(session, user.toString(), password);
        }
        if (!session.isAuthenticated()) {
            throw Refusal.HELLO_NOAUTH.refused();
        }
        if (name != null) {
            session.name(name);
        }
        session.version(version);
        out.version(version);
        greet(session, out);
    }

    private static int version(Args in) {
        long version = in.nextLong(Refusal.PROTOCOL_VERSION_NOT_INTEGER);
        if (version < 2 || version > 3) {
            throw Refusal.NOPROTO.refused();
        }
        return (int) version;
    }

    private static void greet(Session session, Reply out) {
        out.map(7);
        out.bulk("server");
        out.bulk("redis");
        out.bulk("version");
        out.bulk(RedisVersion.COMPATIBLE);
        out.bulk("proto");
        out.integer(session.version());
        out.bulk("id");
        out.integer(session.id());
        out.bulk("mode");
        out.bulk(session.node().isInGrid() ? "cluster" : "standalone");
        out.bulk("role");
        out.bulk("master");
        out.bulk("modules");
        out.array(0);
    }

    static void auth(Session session, Args in, Reply out) {
        if (in.count() > 3) {
            throw Refusal.SYNTAX.refused();
        }
        if (in.count() == 2 && !session.node().users().needPassword()) {
            throw Refusal.AUTH_WITHOUT_PASSWORD.refused();
        }
        String user = in.count() == 2 ? DEFAULT_USER : in.next().toString();
        authenticate(session, user, in.next());
        out.ok();
    }

    private static void authenticate(Session session, String user, @Nullable Slice password) {
        byte[] bytes = password == null ? new byte[0] : password.toBytes();
        if (!session.node().users().authenticate(user, bytes)) {
            throw Refusal.WRONGPASS.refused();
        }
        session.authenticated(user);
    }

    static void ping(Session session, Args in, Reply out) {
        if (in.count() > 2) {
            throw Refusal.WRONG_ARITY.with("ping");
        }
        if (in.hasNext()) {
            out.bulk(in.next());
        } else {
            out.simple("PONG");
        }
    }

    static void select(Session session, Args in, Reply out) {
        int number = in.nextInt();
        if (session.node().isInGrid() && number != 0) {
            throw Refusal.SELECT_IN_CLUSTER.refused();
        }
        if (number < 0 || number >= session.node().settings().get(SettingTable.DATABASES)) {
            throw Refusal.DB_OUT_OF_RANGE.refused();
        }
        session.select(number);
        out.ok();
    }

    static void reset(Session session, Args in, Reply out) {
        session.reset();
        out.version(session.version());
        out.simple("RESET");
    }

    static void quit(Session session, Args in, Reply out) {
        session.closeAfterReply();
        out.ok();
    }
}
