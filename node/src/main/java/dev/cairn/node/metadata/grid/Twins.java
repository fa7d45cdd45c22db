package dev.cairn.node.metadata.grid;

import dev.cairn.protocol.topology.NodeEntry;
import dev.cairn.protocol.topology.NodeId;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Finds another process that runs as this node, as one does whose directory was copied. Asked are
 * the places where this node was last, as this node and some others know them.
 */
final class Twins {
    /** How many others are asked; they are for the case that the twin has moved. */
    private static final int OTHERS = 7;

    private final Strangers strangers;
    private final NodeEntry self;

    Twins(Strangers strangers, NodeEntry self) {
        this.strangers = strangers;
        this.self = self;
    }

    /** Whoever answers as this node; null if nobody does. Never fails. */
    CompletionStage<@Nullable NodeEntry> seek(Membership grid) {
        Set<GridSettings.Initial> places = placesOf(self.id(), List.of(grid));
        grid.nodes().stream()
                .filter(node -> !node.id().equals(self.id()))
                .limit(OTHERS)
                .forEach(node -> places.add(place(node)));
        return ask(places)
                .thenCompose(
                        heard -> {
                            NodeEntry twin = twin(heard);
                            Set<GridSettings.Initial> more = placesOf(self.id(), heard.grids());
                            more.removeAll(places);
                            return twin != null || more.isEmpty()
                                    ? CompletableFuture.completedFuture(twin)
                                    : ask(more).thenApply(this::twin);
                        });
    }

    private CompletionStage<Greetings> ask(Collection<GridSettings.Initial> places) {
        return new Greeter(strangers, List.copyOf(places)).greetAll();
    }

    private @Nullable NodeEntry twin(Greetings heard) {
        return heard.answers().values().stream()
                .map(Greeting::self)
                .filter(other -> other.id().equals(self.id()) && !other.equals(self))
                .findFirst()
                .orElse(null);
    }

    private static Set<GridSettings.Initial> placesOf(NodeId node, List<Membership> grids) {
        Set<GridSettings.Initial> places = new LinkedHashSet<>();
        grids.stream()
                .flatMap(grid -> grid.nodes().stream())
                .filter(each -> each.id().equals(node))
                .forEach(each -> places.add(place(each)));
        return places;
    }

    private static GridSettings.Initial place(NodeEntry node) {
        return new GridSettings.Initial(node.host(), node.rpcPort());
    }
}
