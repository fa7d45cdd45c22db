package dev.cairn.node.dispatch;

import dev.cairn.node.config.SettingTable;
import dev.cairn.node.config.Settings;
import dev.cairn.node.session.Session;
import dev.cairn.node.shard.Shard;
import dev.cairn.node.shard.Shards;
import dev.cairn.protocol.resp.Refusal;

/** What a request has to pass before it may touch anything: one step per line. */
final class Admission {

    private static final int WRITES_BETWEEN_WEIGHINGS = 256;

    /** What may be taken between two weighings, as a part of the whole. */
    private static final int PARTS_BETWEEN_WEIGHINGS = 256;

    private final Settings settings;
    private final Shards shards;
    private volatile long weighedBytes;
    private volatile long heldWhenWeighed;
    private int writesSinceWeighing;

    Admission(Settings settings, Shards shards) {
        this.settings = settings;
        this.shards = shards;
    }

    /** The plan of a request that may run, or else a refusal. */
    Plan admit(Request request, Session session) {
        Plan plan = known(request);
        checkArity(plan, request);
        checkAuthenticated(plan, session);
        checkTransaction(plan, session);
        checkMemory(plan, session);
        return plan;
    }

    private static Plan known(Request request) {
        Plan plan = request.plan;
        if (plan == null) {
            throw java.util.Objects.requireNonNull(request.unknown);
        }
        return plan;
    }

    private static void checkArity(Plan plan, Request request) {
        if (plan.handler == null || !plan.command.arity().allows(request.args.count())) {
            throw Refusal.WRONG_ARITY.with(plan.command.fullName());
        }
    }

    private static void checkAuthenticated(Plan plan, Session session) {
        if (!session.isAuthenticated() && !plan.withoutAuth) {
            throw Refusal.NOAUTH.refused();
        }
    }

    private static void checkTransaction(Plan plan, Session session) {
        if (plan.noMulti && session.transaction().isOpen()) {
            throw Refusal.NOT_IN_TRANSACTION.refused();
        }
    }

    /** Queueing takes memory too, whatever the command, and EXEC what it has queued. */
    private void checkMemory(Plan plan, Session session) {
        var transaction = session.transaction();
        boolean takes =
                plan.denyOom
                        || transaction.isOpen()
                                && (!plan.immediate || plan.isExec() && transaction.isGrowing());
        long most = takes ? settings.get(SettingTable.MAXMEMORY) : 0;
        if (most > 0 && weighed(most) > most) {
            throw Refusal.OOM.refused();
        }
    }

    /**
     * Bytes in use: weighed now and then, at once if much was taken since, and each time as long as
     * there is too much. Races only make it a little more or less often.
     */
    private long weighed(long most) {
        long held = shards.heldBytes();
        if (writesSinceWeighing++ % WRITES_BETWEEN_WEIGHINGS == 0
                || held - heldWhenWeighed > most / PARTS_BETWEEN_WEIGHINGS
                || weighedBytes > most) {
            heldWhenWeighed = held;
            weighedBytes = shards.sum(Shard::usedBytes);
        }
        return weighedBytes;
    }
}
