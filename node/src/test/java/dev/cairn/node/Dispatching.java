package dev.cairn.node;

import dev.cairn.node.command.CommandTable;
import dev.cairn.node.config.ConfigSources;
import dev.cairn.node.dispatch.Dispatcher;
import dev.cairn.node.dispatch.Lanes;
import dev.cairn.node.memory.Slice;
import dev.cairn.node.shard.Shard;
import dev.cairn.node.shard.Shards;

import java.util.List;
import java.util.Map;

/** A node without its network: the dispatcher over real shards, and callers that ask it. */
final class Dispatching {

    private final Services services;
    private final Dispatcher dispatcher;

    /**
     * @param settings as on the command line
     */
    Dispatching(CommandTable table, String... settings) throws Exception {
        var sources = ConfigSources.read(List.of(settings), Map.of());
        services =
                new Services(
                        Identity.randomId(), sources, table.all().size(), Runnable::run, why -> {});
        var lanes =
                new Lanes(
                        services.shards(),
                        services.settings(),
                        services.counters(),
                        services.commandCounters());
        dispatcher = new Dispatcher(table, lanes, services);
    }

    Shards shards() {
        return services.shards();
    }

    /** The shard of a key. */
    Shard shardOf(String key) {
        return services.shards().ofKey(Slice.copyOf(key));
    }

    Dispatcher dispatcher() {
        return dispatcher;
    }

    /** A client that has just come. */
    Caller caller() {
        return new Caller(dispatcher, services);
    }
}
