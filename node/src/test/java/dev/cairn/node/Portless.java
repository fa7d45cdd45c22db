package dev.cairn.node;

import dev.cairn.node.command.CommandTable;
import dev.cairn.node.config.ConfigError;
import dev.cairn.node.config.ConfigSources;
import dev.cairn.node.config.Settings;
import dev.cairn.node.dispatch.Dispatcher;
import dev.cairn.node.dispatch.Lanes;
import dev.cairn.node.dispatch.Upkeep;
import dev.cairn.node.memory.Slice;
import dev.cairn.node.shard.Shard;
import dev.cairn.node.shard.Shards;

import java.util.List;
import java.util.Map;

/** A node without ports: requests go straight to its dispatcher, on the thread that asks. */
final class Portless {

    private final CommandTable table;
    private final Services services;
    private final Dispatcher dispatcher;

    private Portless(CommandTable table, ConfigSources sources) {
        this.table = table;
        services =
                new Services(
                        Identity.randomId(), sources, table.all().size(), Runnable::run, _ -> {});
        var lanes =
                new Lanes(
                        services.shards(),
                        services.settings(),
                        services.counters(),
                        services.commandCounters());
        dispatcher = new Dispatcher(table, lanes, services);
    }

    /** A node with these settings, as they stand on a command line. */
    static Portless with(String... settings) throws ConfigError {
        return with(Commands.table(), settings);
    }

    /** A node that knows no other commands than these. */
    static Portless with(CommandTable table, String... settings) throws ConfigError {
        return new Portless(table, ConfigSources.read(List.of(settings), Map.of()));
    }

    CommandTable table() {
        return table;
    }

    Shards shards() {
        return services.shards();
    }

    /** The shard of a key. */
    Shard shardOf(String key) {
        return services.shards().ofKey(Slice.copyOf(key));
    }

    Settings settings() {
        return services.settings();
    }

    Upkeep upkeep() {
        return dispatcher.upkeep();
    }

    /** A client that has just come. */
    Caller client() {
        return new Caller(dispatcher, services);
    }
}
