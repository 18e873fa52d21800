/** The window. JavaFX is known here and nowhere else. */
@NullMarked
package dev.dx.app.gui;

import org.jspecify.annotations.NullMarked;
