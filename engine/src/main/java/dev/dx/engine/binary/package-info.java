/**
 * Bytes: how they are hashed, and how the engine's own files frame them. Nothing here knows what the bytes mean, and
 * nothing here allocates by a length it has not checked.
 */
@NullMarked
package dev.dx.engine.binary;

import org.jspecify.annotations.NullMarked;
