package dev.cairn.node.dispatch;

import dev.cairn.node.command.Flag;
import dev.cairn.node.command.Secrets;
import dev.cairn.node.config.SettingTable;
import dev.cairn.node.metrics.Counter;
import dev.cairn.node.metrics.LatencyMonitor;
import dev.cairn.node.metrics.SlowLog;
import dev.cairn.node.session.NodeServices;
import dev.cairn.node.session.Session;
import dev.cairn.protocol.resp.Refusal;
import dev.cairn.protocol.resp.Refused;

import java.util.Objects;

/** What is noted when a command has run: its count and time, and whether it was slow. */
final class Aftermath {

    private static final long NANOS_PER_MICRO = 1_000;
    private static final long MICROS_PER_MILLI = 1_000;
    private static final long MILLIS_PER_SECOND = 1_000;

    private final NodeServices node;

    Aftermath(NodeServices node) {
        this.node = node;
    }

    void note(Request request, Client client, Lane lane, boolean failed) {
        Plan plan = Objects.requireNonNull(request.plan);
        long nanos = lane.lap();
        lane.tally.increment(Counter.COMMANDS);
        boolean tracked = node.settings().get(SettingTable.LATENCY_TRACKING);
        lane.commands.ran(plan.command.number(), nanos, tracked);
        if (failed) {
            countError(client, lane);
            lane.commands.failed(plan.command.number());
        }
        long slowMicros = node.settings().get(SettingTable.SLOWLOG_LOG_SLOWER_THAN);
        if (slowMicros >= 0 && nanos >= slowMicros * NANOS_PER_MICRO && !plan.skipSlowLog) {
            noteSlow(request, client.session(), lane, nanos / NANOS_PER_MICRO);
        }
        long monitored = node.settings().get(SettingTable.LATENCY_MONITOR_THRESHOLD);
        long millis = nanos / NANOS_PER_MICRO / MICROS_PER_MILLI;
        if (monitored > 0 && millis >= monitored) {
            long second = lane.nowMillis() / MILLIS_PER_SECOND;
            String event = plan.command.is(Flag.FAST) ? "fast-command" : "command";
            node.latency().add(event, new LatencyMonitor.Sample(second, millis));
        }
    }

    /** A request was refused before it began. */
    void noteRefused(Request request, Client client, Lane lane) {
        countError(client, lane);
        if (request.plan != null) {
            lane.commands.rejected(request.plan.command.number());
        }
    }

    private void countError(Client client, Lane lane) {
        lane.tally.increment(Counter.ERROR_REPLIES);
        Refused error = client.reply().lastError();
        if (error != null) {
            node.errorCounters().count(error.text());
            if (error.refusal() == Refusal.WRONGPASS) {
                lane.tally.increment(Counter.AUTH_DENIED);
            }
        }
    }

    private void noteSlow(Request request, Session session, Lane lane, long micros) {
        Plan plan = Objects.requireNonNull(request.plan);
        var entry =
                new SlowLog.Entry(
                        0,
                        lane.nowMillis() / MILLIS_PER_SECOND,
                        micros,
                        Secrets.hidden(plan.command, request.args),
                        session.link().address(),
                        session.name());
        node.slowLog().add(entry, node.settings().get(SettingTable.SLOWLOG_MAX_LEN));
    }
}
