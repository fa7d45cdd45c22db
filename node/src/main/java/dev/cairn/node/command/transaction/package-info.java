/** The commands of transactions. */
@NullMarked
package dev.cairn.node.command.transaction;

import org.jspecify.annotations.NullMarked;
