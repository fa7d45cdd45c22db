/**
 * A whole simulated grid: the production cores under a seeded network, clocks, pauses, crashes,
 * elections and moves; what must hold after every event; and planted bugs that it must find.
 */
@NullMarked
package dev.cairn.replication.sim;

import org.jspecify.annotations.NullMarked;
