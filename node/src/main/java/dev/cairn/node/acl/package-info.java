/** Users and what they may do. */
@NullMarked
package dev.cairn.node.acl;

import org.jspecify.annotations.NullMarked;
