package dev.cairn.node.store;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/** Objects on the heap that records point to by number; numbers given back are used again. */
final class Handles<T> {
    private final List<@Nullable T> objects = new ArrayList<>();
    private int[] free = new int[4];
    private int freeCount;

    int add(T object) {
        if (freeCount > 0) {
            int number = free[--freeCount];
            objects.set(number, object);
            return number;
        }
        objects.add(object);
        return objects.size() - 1;
    }

    T get(int number) {
        return Objects.requireNonNull(objects.get(number));
    }

    T remove(int number) {
        T object = Objects.requireNonNull(objects.set(number, null));
        if (freeCount == free.length) {
            free = Arrays.copyOf(free, 2 * freeCount);
        }
        free[freeCount++] = number;
        return object;
    }

    void removeAll(Consumer<T> taker) {
        objects.stream().filter(Objects::nonNull).forEach(taker);
        objects.clear();
        freeCount = 0;
    }
}
