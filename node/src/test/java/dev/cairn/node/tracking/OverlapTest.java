package dev.cairn.node.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;

@Timeout(60)
class OverlapTest {

    @Test
    void itIsTheOneThatTryingAllPairsFinds() {
        var random = new Random(7);
        int overlaps = 0;
        for (int round = 0; round < 20_000; round++) {
            var existing = new TreeSet<byte[]>(Arrays::compareUnsigned);
            for (byte[] prefix : prefixes(random)) {
                if (Overlap.find(existing, List.of(prefix)) == null) {
                    existing.add(prefix);
                }
            }
            if (random.nextInt(10) == 0) {
                existing.add(new byte[0]); // to track every key is never refused
            }
            var added = prefixes(random);
            String found = text(Overlap.find(existing, added));
            assertThat(found).isEqualTo(byAllPairs(existing, added));
            overlaps += found.isEmpty() ? 0 : 1;
        }
        assertThat(overlaps).isBetween(5_000, 19_000);
    }

    @Test
    void aMillionPrefixesAreLookedThroughOnce() {
        var added = new ArrayList<byte[]>();
        for (int i = 0; i < 1_000_000; i++) {
            added.add(bytes("prefix:%07d:".formatted(i)));
        }
        var none = new TreeSet<byte[]>(Arrays::compareUnsigned);
        assertThat(Overlap.find(none, added)).isNull();
        added.add(bytes("prefix:0999999:x"));
        assertThat(text(Overlap.find(none, added)))
                .isEqualTo("prefix:0999999: prefix:0999999:x false");
    }

    private static List<byte[]> prefixes(Random random) {
        var all = new ArrayList<byte[]>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            var prefix = new byte[random.nextInt(4)];
            for (int j = 0; j < prefix.length; j++) {
                prefix[j] = (byte) (random.nextInt(3) == 0 ? 'a' : 200 + random.nextInt(3));
            }
            all.add(prefix);
        }
        return all;
    }

    private static String byAllPairs(NavigableSet<byte[]> existing, List<byte[]> added) {
        for (int i = 0; i < added.size(); i++) {
            for (byte[] other : existing) {
                if (overlap(added.get(i), other)) {
                    return text(new Overlap(added.get(i), other, true));
                }
            }
            for (int j = i + 1; j < added.size(); j++) {
                if (overlap(added.get(i), added.get(j))) {
                    return text(new Overlap(added.get(i), added.get(j), false));
                }
            }
        }
        return "";
    }

    private static boolean overlap(byte[] a, byte[] b) {
        int length = Math.min(a.length, b.length);
        return Arrays.equals(a, 0, length, b, 0, length);
    }

    private static String text(@Nullable Overlap overlap) {
        return overlap == null
                ? ""
                : "%s %s %s"
                        .formatted(
                                latin(overlap.prefix()),
                                latin(overlap.other()),
                                overlap.isExisting());
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
