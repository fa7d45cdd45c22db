/**
 * The metadata log kept by Apache Ratis: the only package that sees the engine. Its calls travel in
 * the envelopes of the metadata transport; what it is asked to do keeps clear of its known defects.
 */
@NullMarked
package dev.cairn.node.metadata.ratis;

import org.jspecify.annotations.NullMarked;
