/** The table of settings, their live values, and the file, flags and environment they come from. */
@NullMarked
package dev.cairn.node.config;

import org.jspecify.annotations.NullMarked;
