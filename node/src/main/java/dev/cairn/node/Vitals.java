package dev.cairn.node;

import dev.cairn.node.http.Health;

import org.jspecify.annotations.Nullable;

import java.util.function.Supplier;

/** The health of a node: it lives while it answers, and is ready when its grid says so. */
final class Vitals implements Health {
    private final Services services;
    private final Supplier<@Nullable Grid> grid;

    Vitals(Services services, Supplier<@Nullable Grid> grid) {
        this.services = services;
        this.grid = grid;
    }

    @Override
    public @Nullable String fatal() {
        return null;
    }

    @Override
    public @Nullable String unready() {
        if (!services.isInGrid()) {
            return null;
        }
        Grid entered = grid.get();
        return entered == null ? "not part of a grid yet" : entered.unready();
    }
}
