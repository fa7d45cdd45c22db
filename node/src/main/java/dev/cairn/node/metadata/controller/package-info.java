/**
 * The controller: what the leader of the metadata log proposes. Pure: hints and the agreed topology
 * go in with the time, proposals and requests to nodes come out. It may be wrong about who is alive
 * without harm, since every command is checked again when it is applied.
 */
@NullMarked
package dev.cairn.node.metadata.controller;

import org.jspecify.annotations.NullMarked;
