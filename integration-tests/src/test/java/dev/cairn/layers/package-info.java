/** The layers of the house as tests: which room may see which, over the classes of all modules. */
@NullMarked
package dev.cairn.layers;

import org.jspecify.annotations.NullMarked;
