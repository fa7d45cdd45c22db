/** How a grid is deployed: the manifests, the composition of containers, the image. */
@NullMarked
package dev.cairn.deploy;

import org.jspecify.annotations.NullMarked;
