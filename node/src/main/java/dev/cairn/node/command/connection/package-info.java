/** Commands about the connection itself. */
@NullMarked
package dev.cairn.node.command.connection;

import org.jspecify.annotations.NullMarked;
