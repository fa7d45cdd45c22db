package dev.cairn.node.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;

final class SliceTest {
    @Test
    void comparesAsUnsignedBytes() {
        var random = new Random(11);
        for (int i = 0; i < 20_000; i++) {
            var a = bytes(random);
            var b = random.nextInt(4) == 0 ? a.clone() : bytes(random);
            var left = Slice.copyOf(a);
            var right = Slice.copyOf(b);
            assertThat(Integer.signum(left.compareTo(right)))
                    .isEqualTo(Integer.signum(Arrays.compareUnsigned(a, b)));
            assertThat(left.contentEquals(right)).isEqualTo(Arrays.equals(a, b));
            assertThat(left.contentEquals(b)).isEqualTo(Arrays.equals(a, b));
            assertThat(left.hash() == right.hash()).isEqualTo(Arrays.equals(a, b));
        }
    }

    @Test
    void knowsItsBounds() {
        var slice = Slice.copyOf("abc");
        assertThat(slice.at(2)).isEqualTo((byte) 'c');
        assertThatThrownBy(() -> slice.at(3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> slice.longAt(0)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void ignoresCaseOfLettersOnly() {
        assertThat(Slice.copyOf("gEt").equalsIgnoreCase("GET")).isTrue();
        assertThat(Slice.copyOf("GE@").equalsIgnoreCase("GE`")).isFalse();
        assertThat(Slice.copyOf("GET ").equalsIgnoreCase("GET")).isFalse();
    }

    @Test
    void hashesOfSimilarKeysSpreadOverAllBits() {
        var high = new HashSet<Long>();
        var low = new HashSet<Long>();
        for (int i = 0; i < 65_536; i++) {
            long hash = Slice.copyOf("key:" + i).hash();
            high.add(hash >>> 48);
            low.add(hash & 0xffff);
        }
        // A fair hash fills 1 - 1/e of as many places as there are keys.
        assertThat(high.size()).isBetween(41_000, 42_000);
        assertThat(low.size()).isBetween(41_000, 42_000);
    }

    private static byte[] bytes(Random random) {
        var bytes = new byte[random.nextInt(20)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (random.nextInt(3) * 100);
        }
        return bytes;
    }
}
