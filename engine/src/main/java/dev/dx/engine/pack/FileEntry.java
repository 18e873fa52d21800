package dev.dx.engine.pack;

import dev.dx.engine.ContentHash;

/**
 * One file of a package.
 *
 * @param path relative to the package's folder, separated by {@code /}, never leading out of it
 * @param hash of the file's bytes
 */
public record FileEntry(String path, FileMode mode, long size, ContentHash hash) {}
