/** What the fuzz targets share. A target takes any bytes, and fails if a reader answers them with anything but a code. */
@NullMarked
package dev.dx.engine.fuzz;

import org.jspecify.annotations.NullMarked;
