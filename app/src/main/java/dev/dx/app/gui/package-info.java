/**
 * The window: what starts it, what surrounds the screens, and the one place where objects are wired together. JavaFX is
 * known here and below, and nowhere else. The UI thread never reads a file, opens a connection or waits.
 */
@NullMarked
package dev.dx.app.gui;

import org.jspecify.annotations.NullMarked;
