/**
 * Times package managers side by side: the same projects, the same starting points, the tools in turn. Each has a cache of its
 * own in a temporary folder, which is all that is ever deleted. What fails counts as a failure and never as a time.
 */
@NullMarked
package dev.dx.app.bench;

import org.jspecify.annotations.NullMarked;
