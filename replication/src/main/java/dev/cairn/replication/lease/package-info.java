/** Who may serve and who may be deposed, by beacons between pairs of nodes. */
@NullMarked
package dev.cairn.replication.lease;

import org.jspecify.annotations.NullMarked;
