package dev.dx.engine.npm.source;

import dev.dx.engine.pack.FileEntry;
import dev.dx.engine.pack.FileTable;
import java.util.HashMap;
import java.util.Map;

/**
 * What npm makes of the .gitignore files of a package: each is installed as .npmignore, so that a repository that
 * node_modules is part of does not go by it.
 */
public final class IgnoreFiles {
    private static final String GITIGNORE = ".gitignore";

    private IgnoreFiles() {}

    /** The path each of them gets, which is that of another file where a .npmignore stands beside it. */
    public static Map<String, String> renamed(FileTable files) {
        Map<String, String> renamed = Map.of();
        for (FileEntry entry : files.entries()) {
            String path = entry.path();
            if (path.endsWith(GITIGNORE)
                    && (path.length() == GITIGNORE.length()
                            || path.charAt(path.length() - GITIGNORE.length() - 1) == '/')) {
                if (renamed.isEmpty()) {
                    renamed = new HashMap<>();
                }
                renamed.put(path, path.substring(0, path.length() - GITIGNORE.length()) + ".npmignore");
            }
        }
        return renamed;
    }
}
