/**
 * Who seems alive, where, and how loaded: SWIM with Lifeguard. Everything here is a hint; ownership
 * is decided by the metadata log and by leases.
 */
@NullMarked
package dev.cairn.node.membership;

import org.jspecify.annotations.NullMarked;
