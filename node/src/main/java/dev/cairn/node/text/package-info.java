/** How Redis reads and writes numbers, and matches patterns: pure functions over bytes. */
@NullMarked
package dev.cairn.node.text;

import org.jspecify.annotations.NullMarked;
