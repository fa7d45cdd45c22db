package dev.cairn.node.command.connection;

import dev.cairn.node.session.Link;
import dev.cairn.node.session.Session;
import dev.cairn.node.tracking.Tracker;

/** A session as CLIENT LIST and CLIENT INFO print it, with the fields of Redis 7.2. */
final class ClientLine {

    private ClientLine() {}

    static String of(Session session) {
        Link link = session.link();
        Tracker tracker = session.tracker();
        long now = session.node().nowMillis();
        int queued = session.transaction().isOpen() ? session.transaction().queue().count() : -1;
        return "id=%d addr=%s laddr=%s fd=%d name=%s"
                        .formatted(
                                session.id(),
                                link.address(),
                                link.localAddress(),
                                session.id(),
                                session.name())
                + " age=%d idle=%d flags=%s db=%d sub=0 psub=0 ssub=0 multi=%d"
                        .formatted(
                                (now - session.createdMillis()) / 1_000,
                                (now - session.lastActiveMillis()) / 1_000,
                                session.flags(),
                                session.db(),
                                queued)
                + " qbuf=%d qbuf-free=0 argv-mem=0 multi-mem=%d rbs=0 rbp=0 obl=0 oll=0 omem=%d"
                        .formatted(
                                link.inputBytes(),
                                session.transaction().bytes(),
                                link.outputBytes())
                + " tot-mem=%d events=r cmd=%s user=%s redir=%d resp=%d lib-name=%s lib-ver=%s\n"
                        .formatted(
                                link.heldBytes(),
                                session.lastCommand(),
                                session.user(),
                                tracker == null ? -1 : tracker.redirectedTo(),
                                session.version(),
                                session.libraryName(),
                                session.libraryVersion());
    }
}
