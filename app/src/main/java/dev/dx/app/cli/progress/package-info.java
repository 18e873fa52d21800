/**
 * Progress as a terminal shows it: one line that is redrawn, or one plain line per stage where nothing can be redrawn.
 * Closing a display leaves nothing of the live line behind.
 */
@NullMarked
package dev.dx.app.cli.progress;

import org.jspecify.annotations.NullMarked;
