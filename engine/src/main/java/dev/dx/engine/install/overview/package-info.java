/**
 * Questions about a project, the store and the caches, and their answers. Nothing here changes anything.
 */
@NullMarked
package dev.dx.engine.install.overview;

import org.jspecify.annotations.NullMarked;
