/**
 * The cluster-aware client: it finds the node of each key, pipelines, retries and never guesses.
 */
@NullMarked
package dev.cairn.client;

import org.jspecify.annotations.NullMarked;
