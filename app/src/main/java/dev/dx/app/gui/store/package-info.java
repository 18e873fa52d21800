/**
 * The screen of the store: what DX keeps for all projects, what that takes and saves, whether it is whole, and what could go. Its
 * numbers are those of {@code dx store}; nothing is removed that was not shown before.
 */
@NullMarked
package dev.dx.app.gui.store;

import org.jspecify.annotations.NullMarked;
