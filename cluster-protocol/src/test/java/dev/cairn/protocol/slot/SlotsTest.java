package dev.cairn.protocol.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.Unpooled;

import org.junit.jupiter.api.Test;

import java.util.Random;

class SlotsTest {

    @Test
    void knowsTheCheckValueOfTheSpecification() {
        assertThat(slot("123456789")).isEqualTo(0x31c3);
    }

    @Test
    void agreesWithSlotsThatRedisReports() {
        assertThat(slot("")).isEqualTo(0);
        assertThat(slot("foo")).isEqualTo(12182);
        assertThat(slot("bar")).isEqualTo(5061);
        assertThat(slot("hello")).isEqualTo(866);
        assertThat(slot("somekey")).isEqualTo(11058);
        assertThat(slot("key:000000000001")).isEqualTo(bitByBit("key:000000000001") % 16384);
    }

    @Test
    void hashesOnlyTheFirstTagUnlessItIsEmpty() {
        assertThat(slot("foo{hash_tag}")).isEqualTo(slot("hash_tag")).isEqualTo(2515);
        assertThat(slot("{user1000}.following")).isEqualTo(slot("{user1000}.followers"));
        assertThat(slot("foo{}{bar}")).isEqualTo(bitByBit("foo{}{bar}") % 16384);
        assertThat(slot("foo{{bar}}zap")).isEqualTo(slot("{bar"));
        assertThat(slot("foo{bar}{zap}")).isEqualTo(slot("bar"));
        assertThat(slot("foo{bar")).isEqualTo(bitByBit("foo{bar") % 16384);
    }

    @Test
    void anyKeyAnywhereHasTheSlotOfTheBitwiseDefinition() {
        var random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            String text = new String(bytes, ISO_8859_1);
            if (text.contains("{")) {
                continue;
            }
            int expected = bitByBit(text) % 16384;
            var buffer = Unpooled.directBuffer().writeZero(3).writeBytes(bytes);
            try {
                assertThat(Slots.of(bytes)).isEqualTo(expected);
                assertThat(Slots.of(key(bytes))).isEqualTo(expected);
                assertThat(Slots.of(buffer, 3, bytes.length)).isEqualTo(expected);
            } finally {
                buffer.release();
            }
        }
    }

    @Test
    void rangesCutTheSlotsIntoEqualShards() {
        assertThat(SlotRange.ofShard(0, 256)).isEqualTo(new SlotRange(0, 63));
        assertThat(SlotRange.ofShard(255, 256)).isEqualTo(new SlotRange(16320, 16383));
        assertThat(SlotRange.ofShard(1, 4).contains(4096)).isTrue();
        assertThat(SlotRange.ofShard(1, 4).contains(8192)).isFalse();
        assertThat(new SlotRange(5, 5)).hasToString("5");
        assertThat(new SlotRange(5, 9)).hasToString("5-9");
        assertThatThrownBy(() -> new SlotRange(3, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SlotRange.ofShard(0, 3))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static int slot(String key) {
        return Slots.of(key.getBytes(US_ASCII));
    }

    /** CRC-16/XMODEM as its definition says, one bit at a time. */
    private static int bitByBit(String key) {
        int crc = 0;
        for (byte b : key.getBytes(ISO_8859_1)) {
            for (int bit = 7; bit >= 0; bit--) {
                boolean high = (crc & 0x8000) != 0;
                boolean one = (b >> bit & 1) != 0;
                crc = (crc << 1) & 0xffff;
                if (high != one) {
                    crc ^= 0x1021;
                }
            }
        }
        return crc;
    }

    private static KeyBytes key(byte[] bytes) {
        return new KeyBytes() {
            @Override
            public int length() {
                return bytes.length;
            }

            @Override
            public byte at(int index) {
                return bytes[index];
            }
        };
    }
}
