/**
 * How nodes reach each other: one gRPC port, three streams to each peer, introductions for those
 * who do not know each other yet, and the codec between messages and their wire form.
 */
@NullMarked
package dev.cairn.node.rpc;

import org.jspecify.annotations.NullMarked;
