/**
 * The house style as tests: the hard numbers, names and comments, over the sources of all modules.
 */
@NullMarked
package dev.cairn.tidy;

import org.jspecify.annotations.NullMarked;
