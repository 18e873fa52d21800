package dev.dx.engine.link;

/**
 * What writing a tree took.
 *
 * @param strategy how files were meant to be placed
 * @param files how many there are
 * @param copied how many of them were copied after all: commands that had to be made executable, and files the strategy
 *     did not work for
 * @param sharedBytes what the files that were not copied would have taken
 */
public record WrittenTree(LinkStrategy strategy, int files, int copied, long sharedBytes) {}
