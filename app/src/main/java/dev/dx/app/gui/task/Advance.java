package dev.dx.app.gui.task;

/**
 * How far a piece of work is, as the user is told.
 *
 * @param fraction of the whole, 0 to 1; -1 as long as that is unknown
 */
public record Advance(String words, double fraction) {}
