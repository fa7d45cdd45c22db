package dev.cairn.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.client.ClientSettings.Bounds;
import dev.cairn.client.ClientSettings.Timeouts;
import dev.cairn.client.call.Command;
import dev.cairn.client.call.ErrorReply;
import dev.cairn.client.call.NotExecuted;
import dev.cairn.client.call.OutcomeUnknown;
import dev.cairn.client.command.Keys;
import dev.cairn.client.command.Strings;
import dev.cairn.protocol.slot.Slots;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The client against nodes that answer by script: redirections, failures, limits. */
@Timeout(30)
class CairnClientTest extends WithTwoNodes {

    private static final Timeouts QUICK =
            new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(1), Duration.ofSeconds(5));

    @Test
    void sendsEachKeyToTheNodeOfItsSlot() {
        low.on("GET", "$3\r\nlow\r\n");
        high.on("GET", "$4\r\nhigh\r\n");
        try (var client = connect()) {
            assertThat(client.call(Strings.get(LOW_KEY))).contains("low");
            assertThat(client.call(Strings.get(HIGH_KEY))).contains("high");
            assertThat(client.nodes()).containsExactlyInAnyOrder(low.address(), high.address());
        }
    }

    @Test
    void followsARedirectionAndRemembersIt() {
        low.on("GET", moved(LOW_KEY, high));
        high.on("GET", "$4\r\nhigh\r\n");
        low.on("CLUSTER", "-ERR busy\r\n");
        try (var client = connect(ClientSettings.of(high.address()))) {
            high.on("CLUSTER", "-ERR busy\r\n");
            assertThat(client.call(Strings.get(LOW_KEY))).contains("high");
            assertThat(client.call(Strings.get(LOW_KEY))).contains("high");
            assertThat(low.heard("GET")).hasSize(1);
        }
    }

    @Test
    void followsAnAskForOneCallOnly() {
        low.on("GET", "-ASK 5061 127.0.0.1:" + high.address().port() + "\r\n");
        high.on("ASKING", "+OK\r\n").on("GET", "$4\r\nhigh\r\n");
        try (var client = connect()) {
            assertThat(client.call(Strings.get(LOW_KEY))).contains("high");
            assertThat(client.call(Strings.get(LOW_KEY))).contains("high");
            assertThat(low.heard("GET")).hasSize(2);
            assertThat(high.heard("ASKING")).hasSize(2);
        }
    }

    @Test
    void pausesAfterFiveRedirectionsAndStopsWhenItsTimeIsUp() {
        low.on("SET", moved(LOW_KEY, high));
        high.on("SET", moved(LOW_KEY, low));
        var brief = new Timeouts(QUICK.connect(), QUICK.reply(), Duration.ofMillis(300));
        try (var client = connect(quick().withTimeouts(brief))) {
            assertThatThrownBy(() -> client.call(Strings.set(LOW_KEY, "v")))
                    .isInstanceOf(NotExecuted.class)
                    .hasMessageContaining("redirected after 5 times");
            int heard = low.heard("SET").size() + high.heard("SET").size();
            assertThat(heard).isGreaterThan(6).isLessThan(300);
        }
    }

    @Test
    void repeatsWhatWasCertainlyNotExecuted() {
        for (String code : List.of("TRYAGAIN", "CLUSTERDOWN", "LOADING", "NOREPLICAS", "MISCONF")) {
            low.inTurn("INCR", "-" + code + " not now\r\n", ":1\r\n");
            try (var client = connect()) {
                assertThat(client.call(Strings.increment(LOW_KEY))).as(code).isEqualTo(1);
            }
        }
    }

    @Test
    void handsOnALastingRefusalSoon() {
        low.on("INCR", "-OOM command not allowed\r\n");
        try (var client = connect()) {
            assertThatThrownBy(() -> client.call(Strings.increment(LOW_KEY)))
                    .isInstanceOfSatisfying(
                            ErrorReply.class, e -> assertThat(e.code()).isEqualTo("OOM"));
            assertThat(low.heard("INCR")).hasSize(3);
        }
    }

    @Test
    void neverRepeatsAnUnknownOutcomeUnlessDeclared() {
        for (String unknown :
                List.of(FakeNode.HANG_UP, FakeNode.SILENCE, "-INDOUBT who knows\r\n")) {
            low.inTurn("INCR", unknown, ":2\r\n");
            int before = low.heard("INCR").size();
            try (var client = connect(quick())) {
                assertThatThrownBy(() -> client.call(Strings.increment(LOW_KEY)))
                        .as(unknown)
                        .isInstanceOf(OutcomeUnknown.class);
                assertThat(low.heard("INCR")).hasSize(before + 1);
            }
            low.inTurn("INCR", unknown, ":2\r\n");
            try (var client = connect(quick())) {
                Command<Long> declared = Strings.increment(LOW_KEY).repeatable();
                assertThat(client.call(declared)).as(unknown).isEqualTo(2);
            }
        }
    }

    @Test
    void repeatsReadsWhenTheConnectionBreaks() {
        low.inTurn("GET", FakeNode.HANG_UP, FakeNode.HANG_UP, "$1\r\nv\r\n");
        try (var client = connect()) {
            assertThat(client.call(Strings.get(LOW_KEY))).contains("v");
        }
    }

    @Test
    void givesUpInTimeWhenNobodyListens() {
        try (var client = connect(quick())) {
            low.close();
            assertThatThrownBy(() -> client.call(Strings.increment(LOW_KEY)))
                    .isInstanceOfAny(NotExecuted.class, OutcomeUnknown.class);
            assertThatThrownBy(() -> client.call(Strings.increment(LOW_KEY)))
                    .isInstanceOf(NotExecuted.class);
        }
    }

    @Test
    void aReplyAfterItsTimeoutIsDroppedAndTheNextOnesStillMatch() {
        Map<String, String> answers =
                Map.of("a{bar}", "", "b{bar}", ":1\r\n", "c{bar}", ":2\r\n:3\r\n");
        low.on("INCR", words -> answers.getOrDefault(words.get(1), "-ERR\r\n"));
        var brief = new Timeouts(QUICK.connect(), Duration.ofSeconds(10), Duration.ofSeconds(1));
        try (var client = connect(brief)) {
            CompletableFuture<Long> a = client.send(Strings.increment("a{bar}"));
            CompletableFuture<Long> b = client.send(Strings.increment("b{bar}"));
            assertThat(a.join()).isEqualTo(1);
            assertThatThrownBy(b::join).hasCauseInstanceOf(OutcomeUnknown.class);
            assertThat(client.call(Strings.increment("c{bar}"))).isEqualTo(3);
            assertThat(low.connections()).isEqualTo(1);
        }
    }

    @Test
    void sendsWhatWaitsInOneGo() {
        low.on("GET", "$1\r\nv\r\n");
        try (var client = connect()) {
            client.call(Strings.get(LOW_KEY));
            int before = low.reads();
            var futures = new ArrayList<CompletableFuture<Optional<String>>>();
            for (int i = 0; i < 1_000; i++) {
                futures.add(client.send(Strings.get("k" + i + "{bar}")));
            }
            futures.forEach(future -> assertThat(future.join()).contains("v"));
            assertThat(low.reads() - before).isLessThan(500);
            assertThat(low.connections()).isLessThanOrEqualTo(2);
        }
    }

    @Test
    void neverSendsOrHoldsMoreThanItsBounds() {
        low.on("GET", FakeNode.SILENCE);
        var settings =
                quick().withBounds(new Bounds(4, 10, 5, 1))
                        .withTimeouts(
                                new Timeouts(
                                        Duration.ofSeconds(2),
                                        Duration.ofSeconds(20),
                                        Duration.ofMillis(400)));
        try (var client = connect(settings)) {
            var futures = new ArrayList<CompletableFuture<?>>();
            for (int i = 0; i < 10; i++) {
                futures.add(client.send(Strings.get("k" + i + "{bar}")));
            }
            CompletableFuture<?> eleventh = client.send(Strings.get("more{bar}"));
            futures.add(eleventh);
            for (var future : futures) {
                assertThatThrownBy(future::join)
                        .isInstanceOf(CompletionException.class)
                        .cause()
                        .isInstanceOfAny(NotExecuted.class, OutcomeUnknown.class);
            }
            assertThat(low.heard("GET")).hasSizeLessThanOrEqualTo(8);
        }
    }

    @Test
    void takesMultiKeyCommandsApartOverSlots() {
        low.on("DEL", words -> ":" + (words.size() - 1) + "\r\n");
        high.on("DEL", words -> ":" + (words.size() - 1) + "\r\n");
        low.on(
                "MGET",
                words -> "*" + (words.size() - 1) + "\r\n" + "$-1\r\n".repeat(words.size() - 1));
        high.on("MGET", words -> "*1\r\n$1\r\nh\r\n");
        try (var client = connect()) {
            assertThat(client.call(Keys.delete(LOW_KEY, HIGH_KEY, "{bar}2", "{foo}2")))
                    .isEqualTo(4);
            assertThat(low.heard("DEL")).containsExactly(List.of("DEL", LOW_KEY, "{bar}2"));
            assertThat(client.call(Strings.mget(LOW_KEY, HIGH_KEY, "{bar}2")))
                    .containsExactly(Optional.empty(), Optional.of("h"), Optional.empty());
        }
    }

    @Test
    void aTransactionGoesOutAsOneAndFollowsARedirection() {
        low.on("MULTI", "+OK\r\n").on("INCR", moved(LOW_KEY, high)).on("EXEC", "-EXECABORT no\r\n");
        high.on("MULTI", "+OK\r\n").on("INCR", "+QUEUED\r\n").on("EXEC", "*2\r\n:1\r\n:2\r\n");
        try (var client = connect()) {
            var transaction = new Transaction();
            var first = transaction.add(Strings.increment(LOW_KEY));
            var second = transaction.add(Strings.increment(LOW_KEY));
            client.call(transaction);
            assertThat(first).isCompletedWithValue(1L);
            assertThat(second).isCompletedWithValue(2L);
        }
    }

    @Test
    void aSingleNodeServesEverything() {
        low.on("CLUSTER", "-ERR This instance has cluster support disabled\r\n")
                .on("GET", "$-1\r\n");
        try (var client = connect()) {
            assertThat(client.isClustered()).isFalse();
            assertThat(client.call(Strings.get(HIGH_KEY))).isEmpty();
        }
    }

    @Test
    void saysClearlyWhyItCannotConnect() {
        low.close();
        assertThatThrownBy(() -> connect(ClientSettings.of(low.address())))
                .isInstanceOf(NotExecuted.class)
                .hasMessageContaining("no node could be reached");
        high.on("HELLO", "-WRONGPASS invalid username-password pair or user is disabled.\r\n");
        assertThatThrownBy(
                        () ->
                                connect(
                                        ClientSettings.of(high.address())
                                                .withCredentials("default", "no")))
                .isInstanceOf(RuntimeException.class)
                .hasMessageContaining("WRONGPASS");
    }

    @Test
    void knowsAddresses() {
        assertThat(Address.parse("h")).isEqualTo(new Address("h", 6379));
        assertThat(Address.parse("h:1")).isEqualTo(new Address("h", 1));
        assertThat(Address.parse("[::1]:7"))
                .isEqualTo(new Address("::1", 7))
                .hasToString("[::1]:7");
        assertThat(Address.parse("::1")).isEqualTo(new Address("::1", 6379));
        assertThatThrownBy(() -> Address.parse("h:x")).isInstanceOf(IllegalArgumentException.class);
    }

    private static String moved(String key, FakeNode to) {
        int slot = Slots.of(key.getBytes(StandardCharsets.UTF_8));
        return "-MOVED " + slot + " 127.0.0.1:" + to.address().port() + "\r\n";
    }

    private ClientSettings quick() {
        return ClientSettings.of(low.address()).withTimeouts(QUICK);
    }

    private static CairnClient connect(ClientSettings settings) {
        return CairnClient.connect(settings);
    }
}
