/** The clients that others have written, unchanged, against a grid. */
@NullMarked
package dev.cairn.clients;

import org.jspecify.annotations.NullMarked;
