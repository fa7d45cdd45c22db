/**
 * End-to-end measurements beside a peer on the same machine: every claim of speed or memory is a
 * ratio of two servers measured alternately in one run. Run by {@code ./cairn bench}, never by a
 * test.
 */
@NullMarked
package dev.cairn.benchmark;

import org.jspecify.annotations.NullMarked;
