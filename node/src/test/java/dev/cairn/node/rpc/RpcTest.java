package dev.cairn.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.node.metadata.CallFailed;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

@Timeout(60)
class RpcTest {
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    @Test
    void messagesOfAStreamKeepTheirOrderBothWays() {
        try (var a = Endpoint.open(1);
                var b = Endpoint.open(2)) {
            Endpoint.meet(a, b);
            for (int i = 0; i < 20_000; i++) {
                assertThat(a.send(b, Lane.REPLICATION, Endpoint.ack(i))).isTrue();
                assertThat(b.send(a, Lane.REPLICATION, Endpoint.ack(50_000 + i))).isTrue();
            }
            for (int i = 0; i < 20_000; i++) {
                assertThat(b.nextAck()).isEqualTo(i);
                assertThat(a.nextAck()).isEqualTo(50_000 + i);
            }
        }
    }

    @Test
    void threeNodesReachEachOther() {
        try (var a = Endpoint.open(1);
                var b = Endpoint.open(2);
                var c = Endpoint.open(3)) {
            Endpoint.meet(a, b);
            Endpoint.meet(b, c);
            Endpoint.meet(a, c);
            assertThat(a.rpc().peers().linked()).containsExactlyInAnyOrder(b.id(), c.id());
            c.send(a, Lane.BULK, Endpoint.ack(7));
            assertThat(a.nextAck()).isEqualTo(7);
        }
    }

    @Test
    void messagesLargerThanAFrameArriveWhole() {
        try (var a = Endpoint.open(1);
                var b = Endpoint.open(2)) {
            Endpoint.meet(a, b);
            byte[] records = new byte[11 << 20];
            new Random(1).nextBytes(records);
            a.send(b, Lane.REPLICATION, Endpoint.ack(1));
            a.send(b, Lane.REPLICATION, Endpoint.append(records));
            a.send(b, Lane.REPLICATION, Endpoint.ack(2));
            assertThat(b.nextAck()).isEqualTo(1);
            assertThat(b.nextPayload()).isEqualTo(records);
            assertThat(b.nextAck()).isEqualTo(2);
        }
    }

    @Test
    void restartedPeerIsANewLifeOnNewStreams() {
        int port = Endpoint.freePort();
        try (var a = Endpoint.open(1)) {
            try (var b = new Endpoint(2, 1, port, Endpoint.GRID).open()) {
                Endpoint.meet(a, b);
            }
            a.await("-CONTROL " + Endpoint.id(2).brief() + "#1");
            try (var b = new Endpoint(2, 2, port, Endpoint.GRID).open()) {
                b.knows(a);
                a.awaitLinks(b, 2);
                b.awaitLinks(a, 1);
                a.send(b, Lane.REPLICATION, Endpoint.ack(5));
                assertThat(b.nextAck()).isEqualTo(5);
            }
        }
    }

    @Test
    void restartedDialerReplacesItsOldStreams() {
        try (var b = Endpoint.open(2)) {
            int port = Endpoint.freePort();
            try (var a = new Endpoint(1, 1, port, Endpoint.GRID).open()) {
                Endpoint.meet(a, b);
            }
            try (var a = new Endpoint(1, 2, port, Endpoint.GRID).open()) {
                a.knows(b);
                b.awaitLinks(a, 2);
            }
        }
    }

    @Test
    void olderLifeIsRefused() {
        int port = Endpoint.freePort();
        try (var b = Endpoint.open(2);
                var second = new Endpoint(1, 2, port, Endpoint.GRID).open();
                var first = new Endpoint(1, 1, Endpoint.freePort(), Endpoint.GRID).open()) {
            second.knows(b);
            b.awaitLinks(second, 2);
            first.knows(b);
            awaitCount(b, RpcCounter.REFUSED);
            assertThat(b.rpc().peers().isLinked(second.id(), Lane.CONTROL)).isTrue();
            assertThat(first.rpc().peers().linked()).isEmpty();
        }
    }

    @Test
    void olderLifeIsNotTakenForItsSuccessor() {
        int port = Endpoint.freePort();
        try (var a = Endpoint.open(1)) {
            try (var second = new Endpoint(2, 2, port, Endpoint.GRID).open()) {
                a.knows(second);
                a.awaitLinks(second, 2);
            }
            try (var first = new Endpoint(2, 1, port, Endpoint.GRID).open()) {
                first.await("-CONTROL " + a.id().brief() + "#1");
                assertThat(a.rpc().peers().linked()).isEmpty();
            }
            try (var third = new Endpoint(2, 3, port, Endpoint.GRID).open()) {
                a.awaitLinks(third, 3);
            }
        }
    }

    @Test
    void whoLooksForItsPredecessorDoesNotDisturbTheNodeAtAnAddress() {
        try (var a = Endpoint.open(1);
                var heir = Endpoint.open(3)) {
            Endpoint.meet(a, heir);
            a.rpc().peers().keep(Endpoint.id(2), heir.address());
            awaitCount(heir, RpcCounter.REFUSED);
            assertThat(a.rpc().peers().linked()).containsExactly(heir.id());
            assertThat(heir.rpc().peers().linked()).containsExactly(a.id());
            assertThat(heir.events()).isEmpty();
        }
    }

    @Test
    void nodeOfAnotherGridIsRefused() {
        try (var stranger = new Endpoint(1, 1, Endpoint.freePort(), "another-grid").open();
                var b = Endpoint.open(2)) {
            stranger.knows(b);
            b.knows(stranger);
            awaitCount(b, RpcCounter.REFUSED);
            assertThat(stranger.rpc().peers().linked()).isEmpty();
            assertThat(b.rpc().peers().linked()).isEmpty();
        }
    }

    @Test
    void nodesWithoutAGridOpenNoStreams() {
        try (var a = new Endpoint(1, 1, Endpoint.freePort(), null).open();
                var b = Endpoint.open(2)) {
            a.knows(b);
            b.knows(a);
            var hello = a.rpc().introductions().hello("127.0.0.1", b.rpc().port(), DEADLINE);
            assertThat(hello.toCompletableFuture().join()).isEqualTo(b.rpc().peers().self());
            assertThat(a.rpc().peers().linked()).isEmpty();
            a.rpc().peers().belongTo(Endpoint.GRID);
            a.awaitLinks(b, 1);
            b.awaitLinks(a, 1);
        }
    }

    @Test
    void peerThatMovedIsFoundByItsKnocking() {
        try (var a = Endpoint.open(1)) {
            try (var b = Endpoint.open(2)) {
                Endpoint.meet(a, b);
            }
            try (var b = new Endpoint(2, 2, Endpoint.freePort(), Endpoint.GRID).open()) {
                b.knows(a);
                a.awaitLinks(b, 2);
            }
        }
    }

    @Test
    void newcomerThatNobodyKnowsIsDialedBack() {
        try (var a = Endpoint.open(1);
                var newcomer = Endpoint.open(9)) {
            newcomer.knows(a);
            newcomer.awaitLinks(a, 1);
            a.awaitLinks(newcomer, 1);
        }
    }

    @Test
    void overflowResetsTheStreamAndItComesBack() {
        var mayRead = new CountDownLatch(1);
        try (var a = Endpoint.open(1);
                var b = Endpoint.open(2).onReplication((_, _) -> awaitUnchecked(mayRead))) {
            Endpoint.meet(a, b);
            var oneMegabyte = Endpoint.append(new byte[1_000_000]);
            int sent = 0;
            while (a.send(b, Lane.REPLICATION, oneMegabyte)) {
                sent++;
            }
            assertThat(sent).isGreaterThan(20).isLessThan(60);
            assertThat(a.rpc().counters().value(RpcCounter.OVERFLOWS)).isEqualTo(1);
            a.await("-REPLICATION " + b.id().brief() + "#1");
            mayRead.countDown();
            a.await("+REPLICATION " + b.id().brief() + "#1");
            b.await("+REPLICATION " + a.id().brief() + "#1");
            assertThat(a.rpc().peers().isLinked(b.id(), Lane.CONTROL)).isTrue();
        } finally {
            mayRead.countDown();
        }
    }

    @Test
    void silentPeerIsGivenUpAndFoundAgain() {
        var mayGoOn = new CountDownLatch(1);
        try (var a = impatient(1);
                var b = impatient(2).onReplication((_, _) -> awaitUnchecked(mayGoOn))) {
            Endpoint.meet(a, b);
            a.send(b, Lane.REPLICATION, Endpoint.ack(1));
            a.await("-CONTROL " + b.id().brief() + "#1");
            assertThat(a.rpc().counters().value(RpcCounter.SILENCES)).isPositive();
            mayGoOn.countDown();
            a.awaitLinks(b, 1);
            b.awaitLinks(a, 1);
        } finally {
            mayGoOn.countDown();
        }
    }

    private static Endpoint impatient(int number) {
        var hello = Endpoint.hello(number, 1, Endpoint.freePort(), Endpoint.GRID);
        return new Endpoint(hello, 20, null).open();
    }

    @Test
    void listenerThatFailsCostsTheStreamOnly() {
        try (var a = Endpoint.open(1);
                var b = Endpoint.open(2)) {
            Endpoint.meet(a, b);
            b.onReplication(
                    (_, _) -> {
                        throw new IllegalStateException("a bug");
                    });
            a.send(b, Lane.REPLICATION, Endpoint.ack(1));
            a.await("-REPLICATION " + b.id().brief() + "#1");
            a.await("+REPLICATION " + b.id().brief() + "#1");
        }
    }

    @Test
    void lostControlStreamTakesTheOthersAlong() {
        try (var a = Endpoint.open(1);
                var b = Endpoint.open(2)) {
            Endpoint.meet(a, b);
            b.rpc().peers().reset(a.id(), Lane.CONTROL, "for the test");
            a.await("-CONTROL " + b.id().brief() + "#1");
            a.awaitLinks(b, 1);
            b.awaitLinks(a, 1);
        }
    }

    @Test
    void forgottenNodeIsLeftAlone() {
        try (var a = Endpoint.open(1);
                var b = Endpoint.open(2)) {
            Endpoint.meet(a, b);
            a.rpc().peers().forget(b.id());
            a.await("-CONTROL " + b.id().brief() + "#1");
            assertThat(a.send(b, Lane.CONTROL, Endpoint.ack(1))).isFalse();
            assertThat(a.rpc().counters().value(RpcCounter.DROPPED)).isEqualTo(1);
            var knock = b.rpc().introductions().hello("127.0.0.1", a.rpc().port(), DEADLINE);
            assertThat(knock.toCompletableFuture().join().node()).isEqualTo(a.id());
            assertThat(a.send(b, Lane.CONTROL, Endpoint.ack(1))).isFalse();
        }
    }

    @Test
    void callsAreAnsweredOrFail() {
        try (var a = Endpoint.open(1);
                var b = Endpoint.open(2)) {
            Endpoint.meet(a, b);
            b.rpc().metadata().serve(RpcTest::answer);
            assertThat(call(a, b, "ping", DEADLINE)).isEqualTo("ping!");
            assertThatThrownBy(() -> call(a, b, "bad", DEADLINE))
                    .hasRootCauseInstanceOf(CallFailed.class)
                    .hasMessageContaining("no such thing");
            assertThatThrownBy(() -> call(a, b, "silence", Duration.ofMillis(50)))
                    .hasMessageContaining("no answer in 50 ms");
            assertThatThrownBy(() -> call(b, a, "nobody serves", DEADLINE))
                    .hasMessageContaining("nobody here answers");
            var cut = a.rpc().metadata().call(b.id(), bytes("silence"), DEADLINE);
            b.rpc().peers().reset(a.id(), Lane.CONTROL, "for the test");
            assertThatThrownBy(() -> cut.toCompletableFuture().join())
                    .hasMessageContaining("the stream broke");
        }
    }

    @Test
    void strangersMayAskWhatTheyAreAllowedTo() {
        try (var a = new Endpoint(1, 1, Endpoint.freePort(), null).open();
                var b = new Endpoint(2, 1, Endpoint.freePort(), null).open()) {
            b.rpc().introductions().serve(RpcTest::answer);
            assertThat(ask(a, b, "ping")).isEqualTo("ping!");
            assertThatThrownBy(() -> ask(a, b, "bad")).hasMessageContaining("no such thing");
            assertThatThrownBy(() -> ask(b, a, "ping")).hasMessageContaining("not ready");
        }
    }

    private static CompletableFuture<byte[]> answer(byte[] request) {
        String text = new String(request, StandardCharsets.UTF_8);
        return switch (text) {
            case "bad" -> CompletableFuture.failedFuture(new CallFailed("no such thing"));
            case "silence" -> new CompletableFuture<>();
            default -> CompletableFuture.completedFuture(bytes(text + "!"));
        };
    }

    private static String call(Endpoint from, Endpoint to, String text, Duration deadline) {
        var reply = from.rpc().metadata().call(to.id(), bytes(text), deadline);
        return new String(reply.toCompletableFuture().join(), StandardCharsets.UTF_8);
    }

    private static String ask(Endpoint from, Endpoint to, String text) {
        var introductions = from.rpc().introductions();
        var reply = introductions.ask("127.0.0.1", to.rpc().port(), bytes(text), DEADLINE);
        return new String(reply.toCompletableFuture().join(), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void awaitCount(Endpoint endpoint, RpcCounter counter) {
        while (endpoint.rpc().counters().value(counter) == 0) {
            Thread.onSpinWait();
        }
    }

    private static void awaitUnchecked(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
