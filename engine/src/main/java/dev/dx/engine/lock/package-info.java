/**
 * Resolved graphs as {@code .dxl} files. A file is mapped, and every number in it is checked before it is used; what a
 * file compiled from another lock says counts only for the very text it was made of.
 */
@NullMarked
package dev.dx.engine.lock;

import org.jspecify.annotations.NullMarked;
