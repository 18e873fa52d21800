/** Controls of our own, and what every screen is to the window around it. Nothing here knows what a screen is about. */
@NullMarked
package dev.dx.app.gui.control;

import org.jspecify.annotations.NullMarked;
