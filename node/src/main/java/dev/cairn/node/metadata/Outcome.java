package dev.cairn.node.metadata;

import java.util.List;

/** What became of a proposal. */
public sealed interface Outcome {
    /** It took effect; the topology has this version now, 0 while there is none. */
    record Applied(long version) implements Outcome {}

    /** It was considered and had no effect. */
    record Rejected(Rejection reason) implements Outcome {}

    /** What became of each command of a batch; the version is that after all of them. */
    record Parts(long version, List<Outcome> parts) implements Outcome {
        public Parts {
            parts = List.copyOf(parts);
        }
    }

    /** It may have taken effect, or may still do so later. */
    record Unknown(String why) implements Outcome {}

    /** Whether it certainly took effect, for a batch: each part of it. */
    default boolean isApplied() {
        return switch (this) {
            case Applied _ -> true;
            case Rejected _, Unknown _ -> false;
            case Parts batch -> batch.parts().stream().allMatch(Outcome::isApplied);
        };
    }
}
