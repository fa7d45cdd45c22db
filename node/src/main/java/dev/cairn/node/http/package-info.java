/** The HTTP port: what a node says of its health and its figures, and nothing else. */
@NullMarked
package dev.cairn.node.http;

import org.jspecify.annotations.NullMarked;
