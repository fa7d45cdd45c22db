package dev.cairn.node.membership;

import dev.cairn.protocol.topology.NodeId;

import java.util.List;

/** What members say to each other; rumors ride on every message. */
public sealed interface Gossip {
    /** Rumors that ride on this message. */
    List<Rumor> rumors();

    /** Are you there? To be answered with the same number. */
    record Probe(long number, List<Rumor> rumors) implements Gossip {
        public Probe {
            rumors = List.copyOf(rumors);
        }
    }

    /** I cannot reach the target: please probe it for me. */
    record ProbeFor(long number, NodeId target, List<Rumor> rumors) implements Gossip {
        public ProbeFor {
            rumors = List.copyOf(rumors);
        }
    }

    /** I am here, or: the one you asked me about is there. */
    record Answer(long number, List<Rumor> rumors) implements Gossip {
        public Answer {
            rumors = List.copyOf(rumors);
        }
    }

    /** The one you asked me about does not answer me either, but I do. */
    record NoAnswer(long number) implements Gossip {
        @Override
        public List<Rumor> rumors() {
            return List.of();
        }
    }

    /** News between the probes. */
    record Spread(List<Rumor> rumors) implements Gossip {
        public Spread {
            rumors = List.copyOf(rumors);
        }
    }

    /** Everything the sender knows; with a wish for the same in return. */
    record Sync(boolean answerWanted, List<Rumor> rumors) implements Gossip {
        public Sync {
            rumors = List.copyOf(rumors);
        }
    }
}
