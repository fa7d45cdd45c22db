package dev.cairn.faults;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether the calls on one key can be put into one order that explains every answer and in which no
 * call comes before one that had ended when it began: the search of Wing and Gong, which remembers
 * where it has been as Lowe proposed.
 *
 * <p>A call of unknown outcome may have any place after its beginning, or none. It is supposed to
 * have taken effect only where an answer would be wrong otherwise: anywhere else nobody could have
 * noticed. Of increments, which are all alike, the earliest comes first.
 */
final class Linearizability {
    private static final int SHOWN = 8;

    private final Model model;
    private final List<Observation> known;
    private final List<Observation> unknown;
    private final Set<Point> visited = new HashSet<>();
    private int farthest;

    /**
     * A point of the search.
     *
     * @param first all known calls before this one have their place
     * @param ahead which others have, counted from {@code first}
     * @param supposed which unknown calls are supposed to have taken effect
     */
    private record Point(int first, BitSet ahead, BitSet supposed, String state) {}

    private Linearizability(Model model, List<Observation> calls) {
        this.model = model;
        var sorted =
                calls.stream().sorted(Comparator.comparingLong(Observation::beganNanos)).toList();
        this.known = sorted.stream().filter(call -> !call.isUnknown()).toList();
        this.unknown = sorted.stream().filter(Observation::isUnknown).toList();
    }

    /** Why these calls have no such order; empty if they have one. */
    static Optional<String> contradiction(Model model, List<Observation> calls) {
        var search = new Linearizability(model, calls);
        return search.finds() ? Optional.empty() : Optional.of(search.stuck());
    }

    private boolean finds() {
        var start = new Point(0, new BitSet(), new BitSet(), model.initial());
        Deque<Iterator<Point>> path = new ArrayDeque<>();
        path.push(List.of(start).iterator());
        while (!path.isEmpty()) {
            if (!path.element().hasNext()) {
                path.pop();
                continue;
            }
            Point point = path.element().next();
            if (point.first() == known.size()) {
                return true;
            }
            if (visited.add(point)) {
                farthest = Math.max(farthest, point.first());
                path.push(next(point).iterator());
            }
        }
        return false;
    }

    /** The points that can follow: each call that may be the next one. */
    private List<Point> next(Point point) {
        var candidates = new ArrayList<Integer>();
        long soonestEnd = Observation.NEVER;
        for (int i = point.first(); i < known.size(); i++) {
            if (known.get(i).beganNanos() > soonestEnd) {
                break; // and so did all that come after it
            }
            if (!point.ahead().get(i - point.first())) {
                candidates.add(i);
                soonestEnd = Math.min(soonestEnd, known.get(i).endedNanos());
            }
        }
        var next = new ArrayList<Point>();
        for (int candidate : candidates) {
            String wanted = model.found(known.get(candidate));
            Point found = wanted == null ? point : supposing(point, wanted, soonestEnd);
            if (found != null) {
                next.add(place(found, candidate));
            }
        }
        return next;
    }

    /**
     * The point with the state that is wanted, by unknown calls if need be; null if there is none.
     */
    private @Nullable Point supposing(Point point, String wanted, long soonestEnd) {
        if (point.state().equals(wanted)) {
            return point;
        }
        var supposed = (BitSet) point.supposed().clone();
        String state = point.state();
        for (int i = 0; i < unknown.size() && unknown.get(i).beganNanos() <= soonestEnd; i++) {
            if (!supposed.get(i) && model.helps(unknown.get(i), state, wanted)) {
                supposed.set(i);
                state = model.after(state, unknown.get(i));
            }
        }
        return state.equals(wanted)
                ? new Point(point.first(), point.ahead(), supposed, state)
                : null;
    }

    private Point place(Point point, int call) {
        var ahead = (BitSet) point.ahead().clone();
        ahead.set(call - point.first());
        int placed = ahead.nextClearBit(0);
        return new Point(
                point.first() + placed,
                ahead.get(placed, Math.max(placed, ahead.length())),
                point.supposed(),
                model.after(point.state(), known.get(call)));
    }

    private String stuck() {
        int from = Math.max(0, farthest - SHOWN / 2);
        int to = Math.min(known.size(), from + SHOWN);
        return "no order explains call %d of %d: %s, and perhaps %s"
                .formatted(
                        farthest,
                        known.size(),
                        known.subList(from, to),
                        unknown.stream().limit(SHOWN).toList());
    }
}
