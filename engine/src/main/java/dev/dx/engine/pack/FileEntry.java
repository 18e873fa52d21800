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
        int start = 0;
        for (int i = 0; i <= path.length(); i++) {
            char c = i == path.length() ? '/' : path.charAt(i);
            if (c == 0 || c == '\\') {
                return false;
            }
            if (c == '/') {
                int length = i - start;
                boolean dots = length <= 2 && path.startsWith("..".substring(0, length), start);
                if (dots) {
                    return false;
                }
                start = i + 1;
            }
        }
        return true;
    }
}
