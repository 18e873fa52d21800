package dev.dx.engine.npm.publish;

/** A file of a packed package, by its path inside it. */
public record PackedFile(String path, long size, int mode) {}
