/** The pages of the reference that are written from the tables of commands and settings. */
@NullMarked
package dev.cairn.reference;

import org.jspecify.annotations.NullMarked;
