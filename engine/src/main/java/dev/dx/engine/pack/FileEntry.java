package dev.dx.engine.pack;

import dev.dx.engine.ContentHash;

/**
 * One file of a package.
 *
 * @param path relative to the package's folder, separated by {@code /}, never leading out of it
 * @param hash of the file's bytes
 */
public record FileEntry(String path, FileMode mode, long size, ContentHash hash) {
    public FileEntry {
        if (!staysInside(path)) {
            throw new IllegalArgumentException("not a path inside a package: " + path);
        }
        if (size < 0) {
            throw new IllegalArgumentException("a file's size is not negative: " + size);
        }
    }

    /** Whether every part of the path is a name of its own: none empty, {@code .}, {@code ..} or with a separator. */
    private static boolean staysInside(String path) {
        return !path.isEmpty()
                && path.charAt(0) != '/'
                && !path.endsWith("/")
                && !path.contains("//")
                && path.indexOf('\\') < 0
                && path.indexOf(0) < 0
                && !((path.charAt(0) == '.' || path.contains("/.")) && hasDotPart(path));
    }

    private static boolean hasDotPart(String path) {
        for (String part : path.split("/", -1)) {
            if (part.equals(".") || part.equals("..")) {
                return true;
            }
        }
        return false;
    }
}
