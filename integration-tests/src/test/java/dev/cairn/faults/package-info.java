/**
 * Real processes that are killed, stopped and restarted under load, and the check of what clients
 * were told.
 */
@NullMarked
package dev.cairn.faults;

import org.jspecify.annotations.NullMarked;
