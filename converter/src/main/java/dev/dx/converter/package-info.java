/**
 * Turns packages from the form they are published in into {@code .dxp} files, and back. A {@code .dxp} stands in its folder
 * when it is whole; what it holds was verified against what the registry promised, where there was a promise.
 */
@NullMarked
package dev.dx.converter;

import org.jspecify.annotations.NullMarked;
