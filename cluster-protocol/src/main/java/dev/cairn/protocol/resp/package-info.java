/** The Redis serialisation protocol: reading requests, writing replies, reading replies. */
@NullMarked
package dev.cairn.protocol.resp;

import org.jspecify.annotations.NullMarked;
