package dev.cairn.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.client.ClientSettings.Timeouts;
import dev.cairn.client.call.CairnException;
import dev.cairn.client.call.ErrorReply;
import dev.cairn.client.call.NotExecuted;
import dev.cairn.client.call.OutcomeUnknown;
import dev.cairn.client.call.UnexpectedReply;
import dev.cairn.client.command.Keys;
import dev.cairn.client.command.Nodes;
import dev.cairn.client.command.Strings;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** No call stays without an answer, and no answer claims more than the client can know. */
@Timeout(30)
class FateTest extends WithTwoNodes {

    @Test
    void aNodeThatLeavesMayStillAnswerWhatItWasAsked() {
        high.on("INCR", "");
        low.inTurn("GET", "-TRYAGAIN look again\r\n", "$1\r\nv\r\n");
        try (var client = connect()) {
            CompletableFuture<Long> asked = client.send(Strings.increment(HIGH_KEY));
            await(() -> !high.heard("INCR").isEmpty());
            low.topology(8191, low, low);
            high.on("CLUSTER", "");
            client.call(Strings.get(LOW_KEY));
            await(() -> client.nodes().size() == 1);
            high.say(":7\r\n");
            assertThat(asked.join()).isEqualTo(7);
            await(() -> high.openConnections() == 0);
        }
    }

    @Test
    void oneImpatientQuestionDoesNotCutOffTheOthers() {
        low.on("INCR", "");
        var impatient = Duration.ofMillis(50);
        try (var client = connect();
                Session session = client.session(low.address())) {
            var asked =
                    CompletableFuture.supplyAsync(() -> session.call(Strings.increment(LOW_KEY)));
            await(() -> !low.heard("INCR").isEmpty());
            low.on("GET", "");
            assertThatThrownBy(() -> session.call(Strings.get(LOW_KEY).call(), impatient))
                    .isInstanceOf(OutcomeUnknown.class);
            low.say(":7\r\n");
            assertThat(asked.join()).isEqualTo(7);
        }
    }

    @Test
    void aNodeThatLeavesAndDoesNotAnswerIsNotWaitedForForever() {
        high.on("INCR", "");
        low.inTurn("GET", "-TRYAGAIN look again\r\n", "$1\r\nv\r\n");
        var brief =
                new Timeouts(Duration.ofSeconds(5), Duration.ofMillis(500), Duration.ofSeconds(5));
        try (var client = connect(brief)) {
            CompletableFuture<Long> asked = client.send(Strings.increment(HIGH_KEY));
            await(() -> !high.heard("INCR").isEmpty());
            low.topology(8191, low, low);
            high.on("CLUSTER", "");
            client.call(Strings.get(LOW_KEY));
            assertThatThrownBy(asked::join).hasCauseInstanceOf(OutcomeUnknown.class);
            await(() -> high.openConnections() == 0);
        }
    }

    @Test
    void whatPausesWhenTheClientIsClosedIsGivenUp() {
        low.on("INCR", "-CLUSTERDOWN not now\r\n");
        CompletableFuture<Long> pausing;
        try (var client = connect()) {
            pausing = client.send(Strings.increment(LOW_KEY));
            await(() -> low.heard("INCR").size() > 3);
        }
        assertThatThrownBy(() -> pausing.get(5, TimeUnit.SECONDS))
                .hasCauseInstanceOf(CairnException.class);
    }

    @Test
    void aClosedClientSaysSo() {
        var client = connect();
        Session session = client.session(low.address());
        client.close();
        assertThatThrownBy(() -> client.send(Strings.get(LOW_KEY)).join())
                .hasCauseInstanceOf(NotExecuted.class)
                .hasMessageContaining("this client is closed");
        await(() -> isClosed(session));
        session.close();
    }

    private static boolean isClosed(Session session) {
        try {
            session.call(Nodes.ping());
            return false;
        } catch (NotExecuted | OutcomeUnknown e) {
            return true;
        }
    }

    @Test
    void aRefusalDoesNotUndoWhatMayHaveHappenedBefore() {
        low.inTurn("INCR", FakeNode.HANG_UP, "-CLUSTERDOWN not now\r\n");
        var brief =
                new Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofMillis(500));
        try (var client = connect(brief)) {
            assertThatThrownBy(() -> client.call(Strings.increment(LOW_KEY).repeatable()))
                    .isInstanceOf(OutcomeUnknown.class);
        }
    }

    @Test
    void aTransactionWhoseBeginningWasRefusedIsNeverRepeated() {
        low.on("MULTI", "-LOADING not yet\r\n")
                .on("INCR", ":1\r\n")
                .on("EXEC", "-ERR EXEC without MULTI\r\n");
        try (var client = connect()) {
            var transaction = new Transaction();
            CompletableFuture<Long> result = transaction.add(Strings.increment(LOW_KEY));
            assertThatThrownBy(() -> client.call(transaction)).isInstanceOf(OutcomeUnknown.class);
            assertThat(result).isCompletedExceptionally();
            assertThat(low.heard("INCR")).hasSize(1);
        }
    }

    @Test
    void aTransactionIsRepeatedOnlyIfAllOfItMayBe() {
        low.on("MULTI", "+OK\r\n").on("INCR", "+QUEUED\r\n");
        low.inTurn("EXEC", FakeNode.HANG_UP, "*1\r\n:2\r\n");
        try (var client = connect()) {
            var once = new Transaction();
            CompletableFuture<Long> unknown = once.add(Strings.increment(LOW_KEY));
            assertThatThrownBy(() -> client.call(once)).isInstanceOf(OutcomeUnknown.class);
            assertThat(unknown).isCompletedExceptionally();
            low.inTurn("EXEC", FakeNode.HANG_UP, "*1\r\n:2\r\n");
            var declared = new Transaction();
            CompletableFuture<Long> two = declared.add(Strings.increment(LOW_KEY).repeatable());
            client.call(declared);
            assertThat(two).isCompletedWithValue(2L);
        }
    }

    @Test
    void everyCommandOfATransactionGetsAResult() {
        low.on("MULTI", "+OK\r\n").on("INCR", "+QUEUED\r\n").on("EXEC", "*1\r\n:1\r\n");
        try (var client = connect()) {
            var transaction = new Transaction();
            CompletableFuture<Long> first = transaction.add(Strings.increment(LOW_KEY));
            CompletableFuture<Long> second = transaction.add(Strings.increment(LOW_KEY));
            assertThatThrownBy(() -> client.call(transaction)).isInstanceOf(UnexpectedReply.class);
            assertThat(first).isDone();
            assertThat(second).isDone();
        }
    }

    @Test
    void whatWasExecutedInPartIsNotCalledNotExecuted() {
        low.on("DEL", ":1\r\n");
        high.on("DEL", "-MOVED 12182 127.0.0.1:" + high.address().port() + "\r\n");
        var brief =
                new Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofMillis(300));
        try (var client = connect(brief)) {
            assertThatThrownBy(() -> client.call(Keys.delete(LOW_KEY, HIGH_KEY)))
                    .isInstanceOf(OutcomeUnknown.class)
                    .hasMessageContaining("in part");
            assertThatThrownBy(() -> client.call(Keys.delete(HIGH_KEY, "{foo}2")))
                    .isInstanceOf(NotExecuted.class);
        }
    }

    @Test
    void whoIsRefusedEverywhereIsToldByWhat() {
        low.on("HELLO", "-WRONGPASS invalid username-password pair or user is disabled.\r\n");
        var settings = ClientSettings.of(low.address()).withCredentials("default", "no");
        assertThatThrownBy(() -> CairnClient.connect(settings))
                .isInstanceOfSatisfying(
                        ErrorReply.class, e -> assertThat(e.code()).isEqualTo("WRONGPASS"));
        low.on("HELLO", "%0\r\n").on("COMMAND", "-NOPERM no permissions\r\n");
        try (var client = connect()) {
            assertThatThrownBy(() -> client.call("GET", "k")).isInstanceOf(ErrorReply.class);
        }
    }

    @Test
    void cancellingACallDoesNotMakeRoomBeforeItsEnd() {
        low.on("GET", "");
        var bounds = new ClientSettings.Bounds(1, 1, 5, 1);
        var settings = ClientSettings.of(low.address()).withBounds(bounds);
        try (var client = CairnClient.connect(settings)) {
            CompletableFuture<?> cancelled = client.send(Strings.get(LOW_KEY));
            await(() -> !low.heard("GET").isEmpty());
            cancelled.cancel(true);
            var next = CompletableFuture.supplyAsync(() -> client.call(Strings.get(LOW_KEY)));
            low.on("GET", "$1\r\n2\r\n");
            low.say("$1\r\n1\r\n");
            assertThat(next.join()).contains("2");
        }
    }

    @Test
    void whatChangesTheSharedConnectionIsRefusedBeforeItIsSent() {
        try (var client = connect()) {
            for (String line :
                    List.of(
                            "MULTI",
                            "exec",
                            "WATCH k",
                            "SELECT 1",
                            "client reply off",
                            "RESET",
                            "HELLO 2",
                            "AUTH x",
                            "SUBSCRIBE c",
                            "MONITOR",
                            "READONLY",
                            "ASKING",
                            "QUIT",
                            "WAIT 1 0",
                            "Client SetName x")) {
                String[] words = line.split(" ");
                int before = low.heard(words[0]).size() + high.heard(words[0]).size();
                assertThatThrownBy(() -> client.call(words))
                        .as(line)
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("needs a connection of its own");
                assertThat(low.heard(words[0]).size() + high.heard(words[0]).size())
                        .as(line)
                        .isEqualTo(before);
            }
            assertThatThrownBy(() -> client.call(Nodes.select(1)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> client.callEveryNode(Nodes.select(1)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> new Transaction().add(Nodes.select(1)))
                    .isInstanceOf(IllegalArgumentException.class);
            low.on("SELECT", "+OK\r\n");
            try (Session session = client.session(low.address())) {
                assertThat(session.call(Nodes.select(1))).isTrue();
            }
        }
    }
}
