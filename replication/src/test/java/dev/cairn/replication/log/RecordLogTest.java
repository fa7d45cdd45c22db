package dev.cairn.replication.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A log of records, compared with a plain list of all that was ever written. */
final class RecordLogTest {
    private static final long MOST_BYTES = 4_000;

    private final RecordLog log = new RecordLog(MOST_BYTES);

    /** Records from offset 1 on, those included that the log has forgotten. */
    private final List<LogRecord> all = new ArrayList<>();

    @Test
    void holdsWhatAListHolds() {
        var random = new Random(7);
        long term = 1;
        for (int step = 0; step < 20_000; step++) {
            switch (random.nextInt(20)) {
                case 0 -> truncate(Math.max(log.base().offset(), all.size() - random.nextInt(30)));
                case 1 -> log.trim(Math.max(0, all.size() - random.nextInt(200)));
                case 2 -> term++;
                default -> append(term, random.nextInt(100));
            }
            compare(random);
        }
        assertThat(log.base().offset()).as("has forgotten some").isPositive();
    }

    @Test
    void aSnapshotTakesThePlaceOfAllThatWasBefore() {
        append(1, 10);
        append(1, 10);
        log.reset(new LogEnd(3, 100));
        assertThat(log.heldBytes()).isZero();
        assertThat(log.bytesAfter(50)).isZero();
        assertThat(log.after(0, Long.MAX_VALUE)).isEmpty();
        assertThat(log.contains(new LogEnd(3, 100))).isTrue();
        assertThat(log.contains(new LogEnd(1, 2))).isFalse();
        var next = new LogRecord(3, 101, 0, new byte[5]);
        log.append(next);
        assertThat(log.after(100, 1)).containsExactly(next);
        assertThat(log.bytesAfter(100)).isEqualTo(next.heldBytes());
    }

    private void append(long term, int length) {
        var record = new LogRecord(term, all.size() + 1L, 0, new byte[length]);
        log.append(record);
        all.add(record);
    }

    private void truncate(long offset) {
        log.truncateTo(offset);
        all.subList((int) offset, all.size()).clear();
    }

    private void compare(Random random) {
        assertThat(log.end()).isEqualTo(all.isEmpty() ? LogEnd.NONE : all.getLast().place());
        var held = all.subList((int) log.base().offset(), all.size());
        assertThat(log.heldBytes()).isEqualTo(bytes(held));
        int from = (int) log.base().offset() + random.nextInt(held.size() + 1);
        var expected = all.subList(from, all.size());
        assertThat(log.after(from, Long.MAX_VALUE)).isEqualTo(expected);
        assertThat(log.bytesAfter(from)).isEqualTo(bytes(expected));
        assertThat(log.placeAt(from))
                .isEqualTo(from == 0 ? LogEnd.NONE : all.get(from - 1).place());
        var some = log.after(from, 300);
        assertThat(some).isEqualTo(expected.subList(0, some.size()));
        assertThat(some.size() == expected.size() || bytes(some) >= 300).isTrue();
    }

    private static long bytes(List<LogRecord> records) {
        return records.stream().mapToLong(LogRecord::heldBytes).sum();
    }
}
