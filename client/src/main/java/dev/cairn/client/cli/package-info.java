/** The command line: an interactive shell, one-shot and piped commands, and the bulk loader. */
@NullMarked
package dev.cairn.client.cli;

import org.jspecify.annotations.NullMarked;
