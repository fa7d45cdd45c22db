/** Commands about the node itself. */
@NullMarked
package dev.cairn.node.command.server;

import org.jspecify.annotations.NullMarked;
