/**
 * What the user chose and where the window stood: one immutable record, kept in one file. A damaged file is never an
 * error: the defaults hold, and whoever asks is told.
 */
@NullMarked
package dev.dx.app.settings;

import org.jspecify.annotations.NullMarked;
