/** A grid of processes on this machine: {@code cairn up}, {@code down} and {@code status}. */
@NullMarked
package dev.cairn.client.cli.grid;

import org.jspecify.annotations.NullMarked;
