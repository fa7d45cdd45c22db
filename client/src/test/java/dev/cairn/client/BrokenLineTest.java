package dev.cairn.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.client.ClientSettings.Timeouts;
import dev.cairn.client.call.CairnException;
import dev.cairn.client.call.Call;
import dev.cairn.client.call.NotExecuted;
import dev.cairn.client.call.OutcomeUnknown;
import dev.cairn.client.command.Strings;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/** A line that breaks in an unusual way breaks at once, and the next one serves. */
@Timeout(30)
class BrokenLineTest extends WithTwoNodes {

    private static final Timeouts PATIENT =
            new Timeouts(Duration.ofSeconds(5), Duration.ofMinutes(5), Duration.ofMinutes(5));

    @Test
    void aReplyThatIsNoneBreaksTheLineAtOnce() {
        for (String garbage : List.of("HTTP/1.1 400 Bad Request\r\n", "$x\r\n", "$-7\r\n")) {
            low.inTurn("GET", garbage, "$1\r\nv\r\n");
            try (var client = connect(PATIENT)) {
                assertThat(client.call(Strings.get(LOW_KEY))).as(garbage).contains("v");
            }
        }
    }

    @Test
    void whoAsksWhatIsNoNodeIsToldSo() {
        low.inTurn("INCR", "HTTP/1.1 400 Bad Request\r\n");
        try (var client = connect(PATIENT)) {
            assertThatThrownBy(() -> client.call(Strings.increment(LOW_KEY)))
                    .isInstanceOf(OutcomeUnknown.class)
                    .hasMessageContaining("no reply begins with byte");
        }
    }

    @Test
    void aNodeThatReadsNoMoreIsGivenUpAlthoughItAnsweredLate() {
        low.on("INCR", FakeNode.DEAFNESS);
        low.on("GET", "$1\r\nv\r\n");
        var brief =
                new Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofSeconds(20));
        try (var client = connect(brief)) {
            CompletableFuture<Long> answered = client.send(Strings.increment(LOW_KEY));
            await(() -> !low.heard("INCR").isEmpty());
            String long32Mb = "x".repeat(32 << 20);
            CompletableFuture<?> unanswered = client.send(Strings.set(LOW_KEY, long32Mb));
            low.say(":1\r\n");
            assertThat(answered.join()).isEqualTo(1);
            assertThatThrownBy(unanswered::join).hasCauseInstanceOf(OutcomeUnknown.class);
            assertThat(client.call(Strings.get(LOW_KEY))).contains("v");
        }
    }

    @Test
    void whatCannotBeWrittenHarmsNoOtherCall() {
        low.on("GET", "$1\r\nv\r\n").on("INCR", ":1\r\n");
        var brief =
                new Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(2));
        try (var client = connect(brief)) {
            CompletableFuture<?> unwritable = client.send(Call.ofWords(new Vanishing()));
            CompletableFuture<?> other = client.send(Strings.increment(LOW_KEY));
            assertThat(other.join()).isEqualTo(1L);
            assertThatThrownBy(unwritable::join).hasCauseInstanceOf(NotExecuted.class);
            assertThat(low.connections()).isEqualTo(1);
        }
    }

    @Test
    void whatCannotEvenBeginKeepsNoRoom() {
        low.on("GET", "$1\r\nv\r\n");
        var bounds = new ClientSettings.Bounds(1, 1, 5, 1);
        var settings = ClientSettings.of(low.address()).withBounds(bounds);
        try (var client = CairnClient.connect(settings)) {
            Call vanishing = Call.ofWords(new Vanishing()).split(Call.Split.SUM);
            assertThatThrownBy(() -> client.send(vanishing))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(client.call(Strings.get(LOW_KEY))).contains("v");
        }
    }

    /** Words that are there when they are checked first, and gone when they are taken again. */
    private static final class Vanishing extends AbstractList<byte[]> {
        private int taken;

        @Override
        public byte[] get(int index) {
            if (index == 1 && ++taken > 1) {
                throw new IllegalStateException("gone");
            }
            return "PING".getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public int size() {
            return 2;
        }
    }

    @Test
    void nothingStaysWithoutAnAnswerWhenTheClientIsClosedInTheMiddle() throws Exception {
        low.on("GET", "$1\r\nv\r\n");
        high.on("GET", "-TRYAGAIN look again\r\n");
        var client = connect(PATIENT);
        var begun = new CountDownLatch(2_000);
        var senders = new ArrayList<CompletableFuture<List<CompletableFuture<?>>>>();
        for (int sender = 0; sender < 4; sender++) {
            senders.add(CompletableFuture.supplyAsync(() -> tenThousand(client, begun)));
        }
        begun.await();
        client.close();
        for (var sender : senders) {
            for (CompletableFuture<?> call : sender.get()) {
                Throwable failure = call.handle((value, cause) -> cause).get();
                if (failure != null) {
                    assertThat(failure).hasCauseInstanceOf(CairnException.class);
                }
            }
        }
    }

    private static List<CompletableFuture<?>> tenThousand(
            CairnClient client, CountDownLatch begun) {
        var calls = new ArrayList<CompletableFuture<?>>();
        for (int i = 0; i < 10_000; i++) {
            calls.add(client.send(Strings.get(i % 16 == 0 ? HIGH_KEY : LOW_KEY)));
            begun.countDown();
        }
        return calls;
    }
}
