package dev.cairn.node.command.server;

import dev.cairn.node.command.Command;
import dev.cairn.node.command.CommandTable;
import dev.cairn.node.config.SettingTable;
import dev.cairn.node.metrics.CommandCounters.Figures;
import dev.cairn.node.session.NodeServices;

import java.util.Locale;

/** What was counted of each command, for INFO. */
final class CommandStats {

    private static final double[] PERCENTILES = {50, 99, 99.9};

    private CommandStats() {}

    static CharSequence calls(NodeServices node, CommandTable table) {
        var text = new StringBuilder("# Commandstats\r\n");
        for (Command command : table.all()) {
            Figures figures = node.commandCounters().of(command.number());
            if (figures.calls() + figures.rejected() + figures.failed() > 0) {
                long micros = figures.nanos() / 1_000;
                double each = figures.calls() == 0 ? 0 : (double) micros / figures.calls();
                text.append("cmdstat_").append(command.fullName());
                text.append(":calls=").append(figures.calls()).append(",usec=").append(micros);
                text.append(String.format(Locale.ROOT, ",usec_per_call=%.2f", each));
                text.append(",rejected_calls=").append(figures.rejected());
                text.append(",failed_calls=").append(figures.failed()).append("\r\n");
            }
        }
        return text;
    }

    static CharSequence percentiles(NodeServices node, CommandTable table) {
        var text = new StringBuilder("# Latencystats\r\n");
        if (!node.settings().get(SettingTable.LATENCY_TRACKING)) {
            return text;
        }
        for (Command command : table.all()) {
            Figures figures = node.commandCounters().of(command.number());
            if (figures.tracked() > 0) {
                text.append("latency_percentiles_usec_").append(command.fullName()).append(':');
                String separator = "";
                for (double percent : PERCENTILES) {
                    String name = percent == (int) percent ? "" + (int) percent : "" + percent;
                    double micros = micros(figures, percent);
                    text.append(separator).append('p').append(name);
                    text.append(String.format(Locale.ROOT, "=%.3f", micros));
                    separator = ",";
                }
                text.append("\r\n");
            }
        }
        return text;
    }

    /** The upper bound of the power of two in which the percentile lies. */
    private static double micros(Figures figures, double percent) {
        double wanted = figures.tracked() * percent / 100;
        long seen = 0;
        long[] buckets = figures.latencies();
        for (int i = 0; i < buckets.length; i++) {
            seen += buckets[i];
            if (seen >= wanted) {
                return (1L << i) / 1e3;
            }
        }
        return 0;
    }
}
