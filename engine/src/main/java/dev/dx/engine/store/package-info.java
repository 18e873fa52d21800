/**
 * Packages as files, by content. A folder's name is the root of what is in it; a folder, once visible, never changes.
 * An integrity leads to a root only after an archive with that integrity was verified here.
 */
@NullMarked
package dev.dx.engine.store;

import org.jspecify.annotations.NullMarked;
