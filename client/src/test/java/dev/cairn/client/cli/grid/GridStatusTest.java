package dev.cairn.client.cli.grid;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;

import dev.cairn.client.cli.grid.GridStatus.Answer;
import dev.cairn.client.cli.grid.GridStatus.NodeStatus;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

final class GridStatusTest {
    @Test
    void aWholeGridIsShownByNodesShardsCopiesAndKeys() {
        var all = new Coverage(Map.of(7100, 8_192, 7101, 8_192), 16_384, 16_384);
        var status =
                new GridStatus(
                        List.of(
                                status(7100, new Answer(true, true, 1_000, 256, all)),
                                status(7101, new Answer(true, true, 234, 256, all))),
                        all);
        assertThat(status.line())
                .isEqualTo("nodes 2/2, shards served 256/256, in sync 100%, keys 1,234");
        assertThat(status.isWhole()).isTrue();
    }

    @Test
    void whatIsMissingIsShownToo() {
        var half = new Coverage(Map.of(7100, 8_192), 8_192, 0);
        var status =
                new GridStatus(
                        List.of(
                                status(7100, new Answer(true, true, 5, 64, half)),
                                status(7101, new Answer(false, false, 0, 0, Coverage.NONE))),
                        half);
        assertThat(status.line()).isEqualTo("nodes 1/2, shards served 32/64, in sync 0%, keys 5");
        assertThat(status.isWhole()).isFalse();
    }

    @Test
    void aNodeThatAnswersButDoesNotServeYetIsNotWhole() {
        var all = new Coverage(Map.of(7100, 16_384), 16_384, 16_384);
        var unready = new Answer(true, false, 0, 256, all);
        var status = new GridStatus(List.of(status(7100, unready)), all);
        assertThat(status.isWhole()).isFalse();
        assertThat(status.table()).singleElement().asString().contains("unready");
    }

    @Test
    void readinessIsWhatTheHttpPortSays() throws IOException {
        var server = HttpServer.create(new InetSocketAddress(Seat.HOST, 0), 1);
        var code = new AtomicInteger(503);
        server.createContext(
                "/health/ready",
                exchange -> {
                    exchange.sendResponseHeaders(code.get(), -1);
                    exchange.close();
                });
        server.start();
        var seat = new Seat(server.getAddress().getPort() - 20_000, Path.of(""));
        assertThat(Readiness.of(seat)).isFalse();
        code.set(200);
        assertThat(Readiness.of(seat)).isTrue();
        server.stop(0);
        assertThat(Readiness.of(seat)).isFalse();
    }

    private static NodeStatus status(int port, Answer answer) {
        var seat = new Seat(port, Path.of(""));
        return new NodeStatus(new RunningNode(seat, 1, 1), answer);
    }
}
