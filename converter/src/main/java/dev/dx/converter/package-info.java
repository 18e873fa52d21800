/** Turns packages from the form they are published in into {@code .dxp} files. */
@NullMarked
package dev.dx.converter;

import org.jspecify.annotations.NullMarked;
