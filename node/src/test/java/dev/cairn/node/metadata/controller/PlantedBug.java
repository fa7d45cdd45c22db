package dev.cairn.node.metadata.controller;

/** Bugs that the simulation of the metadata must find. */
enum PlantedBug {
    NONE,
    /** Snapshots of the log lack the proposals that are remembered: a doubled one runs twice. */
    FORGETFUL_SNAPSHOT,
    /** A change of a shard is made whatever its version is by now. */
    NO_COMPARISON,
    /** The best of all replicas is elected, although others have all committed records. */
    ELECTS_ANYBODY,
    /** What a voter does not hear of after its start, it never asks for. */
    NEVER_MET
}
