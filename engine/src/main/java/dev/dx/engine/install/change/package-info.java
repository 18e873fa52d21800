/**
 * What is asked of an install, and what that makes of the manifest and of what the lock pins: a step of thought that writes
 * nothing.
 */
@NullMarked
package dev.dx.engine.install.change;

import org.jspecify.annotations.NullMarked;
