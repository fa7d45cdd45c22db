/** Sessions: what a node knows of its clients, and what a client's commands may ask of it. */
@NullMarked
package dev.cairn.node.session;

import org.jspecify.annotations.NullMarked;
