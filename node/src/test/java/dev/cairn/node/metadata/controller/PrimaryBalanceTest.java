package dev.cairn.node.metadata.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.node.metadata.Grids;
import dev.cairn.protocol.topology.Topology;

import org.junit.jupiter.api.Test;

import java.util.List;

final class PrimaryBalanceTest {

    @Test
    void whereTheFullestCanGiveNothingUpTheNextDoes() {
        Topology topology = Grids.topology(Grids.formed(3, 32));
        var homes = List.of(Grids.id(1), Grids.id(2), Grids.id(3));
        var primaries = new Loads();
        primaries.add(Grids.id(1), 12);
        primaries.add(Grids.id(2), 11);
        primaries.add(Grids.id(3), 1);
        var ofTheSecond =
                topology.shards().stream()
                        .filter(shard -> Grids.id(2).equals(shard.primary()))
                        .toList();

        assertThat(new PrimaryBalance(ofTheSecond, homes, primaries, _ -> true).handOvers(1))
                .singleElement()
                .satisfies(step -> assertThat(step.to()).isEqualTo(Grids.id(3)))
                .satisfies(step -> assertThat(step.shard().primary()).isEqualTo(Grids.id(2)));
    }
}
