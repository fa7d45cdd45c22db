/**
 * Connections of clients over Netty: reading requests, running them in batches, sending replies in
 * order once per iteration of an event loop, within limits on everything.
 */
@NullMarked
package dev.cairn.node.server;

import org.jspecify.annotations.NullMarked;
