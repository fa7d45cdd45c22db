package dev.cairn.node.command.hash;

import dev.cairn.node.command.Reply;
import dev.cairn.node.memory.Slice;
import dev.cairn.node.store.HashValue;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Fields of a hash chosen at random, written as they are chosen. The hash does not change
 * meanwhile, so views of its fields stay valid.
 */
final class RandomFields {

    /** So few of a large hash are drawn one by one. */
    private static final int MOST_DRAWN = 1_000;

    /** Where nearly all fields are over, the others are looked for. */
    private static final int MOST_TRIES = 100;

    private final Fields fields;
    private final boolean values;
    private final Reply out;

    /** A field that is there, seen where it lies. */
    private record Pair(Slice field, Slice value) {}

    private RandomFields(Fields fields, boolean values, Reply out) {
        this.fields = fields;
        this.values = values;
        this.out = out;
    }

    /** A field at random, or null if none is alive. */
    static @Nullable Slice one(Fields fields) {
        var draw = new Draw(fields);
        return draw.isPossible() ? draw.next().field : null;
    }

    /** Replies with so many fields: different ones, or for a negative count with repeats. */
    static void reply(@Nullable Fields fields, long count, boolean values, Reply out) {
        if (fields == null || count == 0) {
            out.array(0);
            return;
        }
        var chosen = new RandomFields(fields, values, out);
        if (count < 0) {
            chosen.withRepeats((int) -count);
        } else {
            chosen.distinct(count);
        }
    }

    private void withRepeats(int count) {
        var draw = new Draw(fields);
        int possible = draw.isPossible() ? count : 0;
        head(possible);
        for (int i = 0; i < possible; i++) {
            write(draw.next());
        }
    }

    private void distinct(long count) {
        long size = fields.size();
        int wanted = Math.toIntExact(Math.min(count, size));
        head(wanted);
        if (wanted <= MOST_DRAWN && wanted < size / 3) {
            drawn(wanted);
        } else {
            selected(wanted, size);
        }
    }

    private void drawn(int wanted) {
        var draw = new Draw(fields);
        var places = new HashSet<Long>();
        while (places.size() < wanted) {
            Pair pair = draw.next();
            if (places.add(pair.field.address())) {
                write(pair);
            }
        }
    }

    /** One walk in which each field is taken with the chance that is due to it. */
    private void selected(int wanted, long size) {
        var random = ThreadLocalRandom.current();
        long[] left = {wanted, size};
        fields.forEach(
                (field, value, expireAt) -> {
                    if (random.nextLong(left[1]--) < left[0]) {
                        left[0]--;
                        write(new Pair(field, value));
                    }
                });
    }

    private void head(int count) {
        out.array(values && out.version() != 3 ? 2 * count : count);
    }

    private void write(Pair pair) {
        if (values && out.version() == 3) {
            out.array(2);
        }
        out.bulk(pair.field);
        if (values) {
            out.bulk(pair.value);
        }
    }

    /** Draws living fields evenly. */
    private static final class Draw implements HashValue.Visitor {
        private final Fields fields;
        private @Nullable List<Pair> alive;
        private @Nullable Pair drawn;

        private Draw(Fields fields) {
            this.fields = fields;
            if (fields.isSmall()) {
                alive = collected();
            }
        }

        private boolean isPossible() {
            return fields.size() > 0;
        }

        private Pair next() {
            for (int i = 0; alive == null && i < MOST_TRIES; i++) {
                drawn = null;
                fields.hash().random(ThreadLocalRandom.current(), fields.alive(this));
                Pair pair = drawn;
                if (pair != null) {
                    return pair;
                }
            }
            var all = alive == null ? collected() : alive;
            alive = all;
            return all.get(ThreadLocalRandom.current().nextInt(all.size()));
        }

        @Override
        public void visit(Slice field, Slice value, long expireAtMillis) {
            drawn = new Pair(field, value);
        }

        private List<Pair> collected() {
            var all = new ArrayList<Pair>();
            fields.forEach((field, value, expireAt) -> all.add(new Pair(field, value)));
            return all;
        }
    }
}
