package dev.cairn.node.command.server;

import static dev.cairn.node.command.Arity.atLeast;
import static dev.cairn.node.command.Arity.exactly;
import static dev.cairn.node.command.Family.family;
import static dev.cairn.node.command.Flag.ADMIN;
import static dev.cairn.node.command.Flag.LOADING;
import static dev.cairn.node.command.Flag.NOSCRIPT;
import static dev.cairn.node.command.Flag.STALE;

import dev.cairn.node.command.Args;
import dev.cairn.node.command.Command;
import dev.cairn.node.command.Family;
import dev.cairn.node.command.Flag;
import dev.cairn.node.command.Group;
import dev.cairn.node.command.Reply;
import dev.cairn.node.metrics.CommandCounters.Figures;
import dev.cairn.node.metrics.LatencyMonitor.History;
import dev.cairn.node.metrics.LatencyMonitor.Sample;
import dev.cairn.node.metrics.SlowLog;
import dev.cairn.node.session.Session;
import dev.cairn.protocol.resp.Refusal;
import dev.cairn.protocol.resp.Refused;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** SLOWLOG and LATENCY: what took long. */
public final class DiagnosisCommands {

    private static final int DEFAULT_ENTRIES = 10;
    private static final Flag[] SLOW = {ADMIN, LOADING, STALE};
    private static final Flag[] LATE = {ADMIN, NOSCRIPT, LOADING, STALE};
    private static final String ANY = "nondeterministic_output";
    private static final String EVERYWHERE = "request_policy:all_nodes";
    private static final String[] TOLD = {ANY, EVERYWHERE, "response_policy:special"};
    private static final String SLOWLOG_SINCE = "2.2.12";
    private static final String LATENCY_SINCE = "2.8.13";

    public static final Family FAMILY =
            family(Group.SERVER)
                    .container("SLOWLOG", SLOWLOG_SINCE, "The log of slow commands.")
                    .session("SLOWLOG GET", DiagnosisCommands::slowlogGet)
                    .arity(atLeast(2))
                    .flags(SLOW)
                    .tips(EVERYWHERE, ANY)
                    .syntax("count:int?")
                    .doc(SLOWLOG_SINCE, "O(N) for N entries.", "The last slow commands.")
                    .help("SLOWLOG", "6.2.0")
                    .session("SLOWLOG LEN", DiagnosisCommands::slowlogLen)
                    .arity(exactly(2))
                    .flags(SLOW)
                    .tips(EVERYWHERE, "response_policy:agg_sum", ANY)
                    .doc(SLOWLOG_SINCE, "O(1)", "How many slow commands are remembered.")
                    .session("SLOWLOG RESET", DiagnosisCommands::slowlogReset)
                    .arity(exactly(2))
                    .flags(SLOW)
                    .tips(EVERYWHERE, "response_policy:all_succeeded")
                    .doc(SLOWLOG_SINCE, "O(N) for N entries.", "Forgets the slow commands.")
                    .container("LATENCY", LATENCY_SINCE, "The log of events that took long.")
                    .session("LATENCY DOCTOR", DiagnosisCommands::doctor)
                    .arity(exactly(2))
                    .flags(LATE)
                    .tips(TOLD)
                    .doc(LATENCY_SINCE, "O(1)", "What took long, in words.")
                    .session("LATENCY GRAPH", DiagnosisCommands::graph)
                    .arity(exactly(3))
                    .flags(LATE)
                    .tips(TOLD)
                    .syntax("event")
                    .doc(LATENCY_SINCE, "O(1)", "The samples of an event as text.")
                    .help("LATENCY", LATENCY_SINCE)
                    .session("LATENCY HISTOGRAM", DiagnosisCommands::histogram)
                    .arity(atLeast(2))
                    .flags(LATE)
                    .tips(TOLD)
                    .syntax("command*")
                    .doc("7.0.0", "O(N) for N commands.", "How long commands took.")
                    .session("LATENCY HISTORY", DiagnosisCommands::history)
                    .arity(exactly(3))
                    .flags(LATE)
                    .tips(TOLD)
                    .syntax("event")
                    .doc(LATENCY_SINCE, "O(1)", "The samples of an event.")
                    .session("LATENCY LATEST", DiagnosisCommands::latest)
                    .arity(exactly(2))
                    .flags(LATE)
                    .tips(TOLD)
                    .doc(LATENCY_SINCE, "O(1)", "The last sample of every event.")
                    .session("LATENCY RESET", DiagnosisCommands::latencyReset)
                    .arity(atLeast(2))
                    .flags(LATE)
                    .tips(EVERYWHERE, "response_policy:all_succeeded")
                    .syntax("event*")
                    .doc(LATENCY_SINCE, "O(1)", "Forgets the samples of events.")
                    .build();

    private DiagnosisCommands() {}

    static void slowlogGet(Session session, Args in, Reply out) {
        if (in.remaining() > 1) {
            throw Refused.subcommandSyntax("SLOWLOG", in.at(1).toBytes());
        }
        long count = in.hasNext() ? in.nextLong(Refusal.SLOWLOG_COUNT) : DEFAULT_ENTRIES;
        if (count < -1) {
            throw Refusal.SLOWLOG_COUNT.refused();
        }
        List<SlowLog.Entry> entries = session.node().slowLog().entries();
        int shown = (int) (count < 0 ? entries.size() : Math.min(count, entries.size()));
        out.array(shown);
        entries.subList(0, shown).forEach(entry -> write(entry, out));
    }

    private static void write(SlowLog.Entry entry, Reply out) {
        out.array(6);
        out.integer(entry.id());
        out.integer(entry.unixSeconds());
        out.integer(entry.micros());
        out.array(entry.arguments().size());
        entry.arguments().forEach(out::bulk);
        out.bulk(entry.address());
        out.bulk(entry.name());
    }

    static void slowlogLen(Session session, Args in, Reply out) {
        out.integer(session.node().slowLog().entries().size());
    }

    static void slowlogReset(Session session, Args in, Reply out) {
        session.node().slowLog().reset();
        out.ok();
    }

    static void doctor(Session session, Args in, Reply out) {
        Map<String, History> events = session.node().latency().events();
        var text = new StringBuilder();
        events.forEach(
                (event, history) ->
                        text.append(event)
                                .append(": at most ")
                                .append(history.worstMillis())
                                .append(" ms\n"));
        if (text.isEmpty()) {
            text.append("No event has taken longer than latency-monitor-threshold.\n");
        }
        out.text(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    static void graph(Session session, Args in, Reply out) {
        String event = in.next().toString();
        History history = session.node().latency().events().get(event);
        if (history == null) {
            throw Refusal.GENERIC.with("No samples available for event '" + event + "'");
        }
        var text = new StringBuilder(event + " - high " + history.worstMillis() + " ms\n");
        for (Sample sample : history.samples()) {
            long width = sample.millis() * 60 / Math.max(1, history.worstMillis());
            text.append("#".repeat((int) width)).append(' ').append(sample.millis()).append('\n');
        }
        out.text(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    static void histogram(Session session, Args in, Reply out) {
        var wanted = new ArrayList<Command>();
        while (in.hasNext()) {
            Command command = in.command().table().find(in.next().toString());
            if (command != null) {
                wanted.add(command);
                wanted.addAll(command.subcommands());
            }
        }
        List<Command> shown = in.count() > 2 ? wanted : in.command().table().all();
        int mark = out.mark();
        int pairs = 0;
        for (Command command : shown) {
            Figures figures = session.node().commandCounters().of(command.number());
            if (figures.tracked() > 0) {
                out.bulk(command.fullName().toLowerCase(Locale.ROOT));
                write(figures, out);
                pairs++;
            }
        }
        out.mapBefore(mark, pairs);
    }

    /** Calls that took no longer than so many microseconds, cumulated. */
    private static void write(Figures figures, Reply out) {
        out.map(2);
        out.bulk("calls");
        out.integer(figures.tracked());
        out.bulk("histogram_usec");
        int mark = out.mark();
        int pairs = 0;
        long sum = 0;
        for (int i = 0; i < figures.latencies().length; i++) {
            sum += figures.latencies()[i];
            if (figures.latencies()[i] > 0 && i >= 10) {
                out.integer((1L << i) / 1_000);
                out.integer(sum);
                pairs++;
            }
        }
        out.mapBefore(mark, pairs);
    }

    static void history(Session session, Args in, Reply out) {
        History history = session.node().latency().events().get(in.next().toString());
        List<Sample> samples = history == null ? List.of() : history.samples();
        out.array(samples.size());
        for (Sample sample : samples) {
            out.array(2);
            out.integer(sample.unixSeconds());
            out.integer(sample.millis());
        }
    }

    static void latest(Session session, Args in, Reply out) {
        Map<String, History> events = session.node().latency().events();
        out.array(events.size());
        events.forEach(
                (event, history) -> {
                    Sample last = history.samples().get(history.samples().size() - 1);
                    out.array(4);
                    out.bulk(event);
                    out.integer(last.unixSeconds());
                    out.integer(last.millis());
                    out.integer(history.worstMillis());
                });
    }

    static void latencyReset(Session session, Args in, Reply out) {
        if (!in.hasNext()) {
            out.integer(session.node().latency().resetAll());
            return;
        }
        int forgotten = 0;
        while (in.hasNext()) {
            forgotten += session.node().latency().reset(in.next().toString()) ? 1 : 0;
        }
        out.integer(forgotten);
    }
}
