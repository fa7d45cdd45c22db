/**
 * The commands with their types, grouped as in the reference: each method makes a {@code Command}.
 */
@NullMarked
package dev.cairn.client.command;

import org.jspecify.annotations.NullMarked;
