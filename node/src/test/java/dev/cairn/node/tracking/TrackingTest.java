package dev.cairn.node.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.node.memory.Slice;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

@Timeout(60)
class TrackingTest {

    private static final Mode PLAIN = new Mode(false, false, false, false, null);
    private static final Mode NOLOOP = new Mode(false, false, false, true, null);
    private static final Mode BROADCAST = new Mode(true, false, false, false, null);
    private static final long PLENTY = 1 << 20;

    private final Tracking tracking = new Tracking(PLENTY);
    private final CachedKeys keys = new CachedKeys(tracking, 3);
    private final Heard one = new Heard();
    private final Heard two = new Heard();

    @Test
    void whoeverHasReadAKeyIsToldOnce() {
        Tracker first = tracking.begin(one, PLAIN);
        Tracker second = tracking.begin(two, PLAIN);
        note("k", first);
        note("k", first);
        note("k", second);
        note("l", second);
        assertFigures(2, 3);
        assertThat(second.bytes()).isEqualTo(2 * first.bytes()).isPositive();
        assertThat(first.shards().stream()).containsExactly(3);

        changed("other", null);
        changed("k", one);
        assertThat(one.take()).containsExactly("k");
        assertThat(two.take()).containsExactly("k");
        changed("k", null);
        assertThat(one.take()).isEmpty();
        assertFigures(1, 1);
        assertThat(first.bytes()).isZero();
    }

    @Test
    void whoWantsNoLoopIsSparedHisOwnChanges() {
        note("k", tracking.begin(one, NOLOOP));
        note("k", tracking.begin(two, NOLOOP));
        changed("k", one);
        assertThat(one.take()).isEmpty();
        assertThat(two.take()).containsExactly("k");
        assertFigures(0, 0);
    }

    @Test
    void whatAClientLeavesBehindIsDropped() {
        Tracker first = tracking.begin(one, PLAIN);
        Tracker second = tracking.begin(two, PLAIN);
        for (int i = 0; i < 100; i++) {
            note("k" + i, first);
            note("k" + i / 2, second);
        }
        assertFigures(100, 150);
        tracking.end(first);
        keys.drop(first);
        keys.drop(first);
        assertFigures(50, 50);
        assertThat(first.bytes()).isZero();
        assertThat(tracking.isOn()).isTrue();
        tracking.end(second);
        keys.drop(second);
        assertFigures(0, 0);
        assertThat(tracking.isOn()).isFalse();
    }

    @Test
    void whatIsTooMuchIsGivenUpAndTold() {
        Tracker tracker = tracking.begin(one, PLAIN);
        tracking.mostKeys(2);
        note("a", tracker);
        note("b", tracker);
        note("c", tracker);
        assertThat(one.take()).containsExactly("a");
        tracking.mostKeys(1);
        keys.shrink();
        assertThat(one.take()).containsExactly("b");
        assertFigures(1, 1);
        tracking.mostKeys(0);
        var told = new ArrayList<String>();
        for (int i = 0; i < 20_000; i++) {
            note("k" + i, tracker);
            told.addAll(one.take());
        }
        assertThat(tracking.keys()).isBetween(4_000L, 8_000L);
        assertThat(told).hasSize(20_001 - (int) tracking.keys());
    }

    @Test
    void aShardThatIsLeftIsForgotten() {
        note("k", tracking.begin(one, PLAIN));
        tracking.begin(two, BROADCAST);
        keys.forgetAll();
        assertThat(one.take()).containsExactly("k");
        assertThat(two.take()).containsExactly("all");
        assertFigures(0, 0);
    }

    @Test
    void aRedirectionIsToldUntilItIsGone() {
        var mode = new Mode(false, false, false, false, new Mode.Redirection(9, two));
        Tracker tracker = tracking.begin(one, mode);
        note("k", tracker);
        changed("k", null);
        assertThat(two.take()).containsExactly("k");
        two.leave();
        note("k", tracker);
        assertThat(tracker.isBroken()).isFalse();
        changed("k", null);
        assertThat(one.take()).containsExactly("broken 9");
        assertThat(two.take()).isEmpty();
        assertThat(tracker.isBroken()).isTrue();
        tracker.mode(PLAIN);
        assertThat(tracker.isBroken()).isFalse();
    }

    @Test
    void cachingHoldsForTheNextCommandOrTransaction() {
        Tracker tracker = tracking.begin(one, new Mode(false, true, false, false, null));
        tracker.began(true, false); // CLIENT CACHING YES
        tracker.caching();
        tracker.began(true, false); // another CLIENT
        assertThat(tracker.isNoting()).isTrue();
        tracker.began(false, false); // GET
        assertThat(tracker.isNoting()).isTrue();
        tracker.began(false, false); // GET
        assertThat(tracker.isNoting()).isFalse();

        tracker.began(true, false);
        tracker.caching();
        tracker.began(false, false); // MULTI
        tracker.began(false, true); // queued
        tracker.began(false, true); // EXEC
        assertThat(tracker.isNoting()).isTrue();
        tracker.began(false, false);
        assertThat(tracker.isNoting()).isFalse();
    }

    @Test
    void prefixesAreFoundAsByTryingAll() {
        var random = new Random(11);
        var heard = new ArrayList<Heard>();
        var prefixes = new ArrayList<String>();
        for (int i = 0; i < 200; i++) {
            var listener = new Heard();
            String prefix = word(random, 5);
            tracking.add(bytes(prefix), tracking.begin(listener, BROADCAST));
            heard.add(listener);
            prefixes.add(prefix);
        }
        assertThat(tracking.prefixes()).isEqualTo((int) prefixes.stream().distinct().count());
        for (int i = 0; i < 5_000; i++) {
            String key = word(random, 8);
            changed(key, null);
            for (int j = 0; j < heard.size(); j++) {
                String prefix = prefixes.get(j);
                assertThat(heard.get(j).take())
                        .isEqualTo(
                                key.startsWith(prefix) ? List.of(prefix + "*: " + key) : List.of());
            }
        }
    }

    @Test
    void prefixesTakeNoMoreThanTheirShare() {
        Tracker tracker = tracking.begin(one, BROADCAST);
        int added = 0;
        while (!tracking.isTooMuch(List.of(bytes("prefix" + added)))) {
            tracking.add(bytes("prefix" + added), tracker);
            added++;
        }
        assertThat(added).isBetween(1_000, 5_000);
        assertThat(tracker.bytes()).isBetween(PLENTY / 2, PLENTY);
        tracking.end(tracker);
        assertThat(tracking.prefixes()).isZero();
        assertThat(tracking.isTooMuch(List.of(bytes("prefix")))).isFalse();
    }

    private static String word(Random random, int most) {
        var word = new StringBuilder();
        for (int i = random.nextInt(most); i > 0; i--) {
            word.append((char) ('a' + random.nextInt(2)));
        }
        return word.toString();
    }

    private void note(String key, Tracker tracker) {
        keys.note(Slice.copyOf(key), tracker);
    }

    private void changed(String key, @Nullable Listener by) {
        keys.changed(Slice.copyOf(key), by);
    }

    private void assertFigures(int expectedKeys, int expectedItems) {
        assertThat(tracking.keys()).isEqualTo(expectedKeys);
        assertThat(tracking.items()).isEqualTo(expectedItems);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
