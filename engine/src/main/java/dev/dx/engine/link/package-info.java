/**
 * Files from the store into a project. A tree is built aside, whole, and becomes the project's in one commit: whatever
 * stops an install, the project holds exactly what it held before or exactly what was asked for. A file of the store is
 * shared or copied, never written to.
 */
@NullMarked
package dev.dx.engine.link;

import org.jspecify.annotations.NullMarked;
