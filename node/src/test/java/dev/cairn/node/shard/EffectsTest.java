package dev.cairn.node.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.cairn.node.memory.Slice;

import org.junit.jupiter.api.Test;

import java.util.Random;

class EffectsTest {

    private static final int MUTATIONS = 20_000;

    @Test
    void recordsReadBackAsTheyWereWritten() {
        byte[] record = sample();
        var reader = new EffectReader(Slice.copyOf(record));
        assertThat(reader.nowMillis()).isEqualTo(1_700_000_000_123L);
        assertThat(reader.next()).isTrue();
        assertThat(reader.db()).isEqualTo(3);
        assertThat(reader.count()).isEqualTo(3);
        assertThat(reader.at(0)).hasToString("SET");
        assertThat(reader.at(2).length()).isEqualTo(300);
        assertThat(reader.next()).isTrue();
        assertThat(reader.at(1)).hasToString("key");
        assertThat(reader.next()).isFalse();
    }

    @Test
    void everyTruncationIsNoticedOrEndsBetweenEffects() {
        byte[] record = sample();
        for (int length = 0; length < record.length; length++) {
            int effects = effectsOf(java.util.Arrays.copyOf(record, length));
            assertThat(effects).as("cut to %d", length).isLessThan(2);
        }
    }

    @Test
    void noMutationReadsBeyondTheRecord() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        byte[] record = sample();
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] mutant = record.clone();
            for (int n = 1 + random.nextInt(4); n > 0; n--) {
                mutant[random.nextInt(mutant.length)] = (byte) random.nextInt();
            }
            try {
                effectsOf(mutant);
            } catch (RuntimeException bug) {
                fail("seed " + seed + " mutation " + i, bug);
            }
        }
    }

    /** How many effects can be read; malformed records end where they are malformed. */
    private static int effectsOf(byte[] record) {
        int effects = 0;
        try {
            var reader = new EffectReader(Slice.copyOf(record));
            for (; reader.next(); effects++) {
                for (int i = 0; i < reader.count(); i++) {
                    assertThat(reader.at(i).toBytes()).hasSize(reader.at(i).length());
                }
            }
        } catch (MalformedRecord expected) {
            return effects;
        }
        return effects;
    }

    private static byte[] sample() {
        var effects = new Effects();
        effects.begin(1_700_000_000_123L, 3, 3);
        effects.argument(Slice.copyOf("SET"));
        effects.argument(Slice.copyOf("k"));
        effects.argument(Slice.copyOf("v".repeat(300)));
        effects.begin(1_700_000_000_123L, 0, 2);
        effects.argument(Slice.copyOf("DEL"));
        effects.argument(Slice.copyOf("key"));
        return effects.take();
    }
}
