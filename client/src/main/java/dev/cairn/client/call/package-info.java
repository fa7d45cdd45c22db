/** What is asked of a grid, what is made of the answer, and the ways in which it can fail. */
@NullMarked
package dev.cairn.client.call;

import org.jspecify.annotations.NullMarked;
