package dev.dx.engine.store;

import dev.dx.engine.ContentRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Packages as packs: {@code ab/cd/<root>.dxp}. A pack is named by the root of its files, and what it claims to be beside
 * that means nothing here.
 */
record PackShelf(Path folder) {
    static final String PACK = ".dxp";

    Path fileOf(ContentRoot root) {
        String hex = root.toString();
        return folder.resolve(hex.substring(0, 2)).resolve(hex.substring(2, 4)).resolve(hex + PACK);
    }

    boolean has(ContentRoot root) {
        return Files.isRegularFile(fileOf(root), LinkOption.NOFOLLOW_LINKS);
    }

    /** The roots that packs are named by. */
    List<ContentRoot> roots() throws IOException {
        List<ContentRoot> roots = new ArrayList<>();
        for (Path file : StoreFolders.leaves(folder)) {
            String name = file.getFileName().toString();
            if (name.endsWith(PACK) && StoreFolders.isRoot(name.substring(0, name.length() - PACK.length()))) {
                roots.add(ContentRoot.parse(name.substring(0, name.length() - PACK.length())));
            }
        }
        return roots;
    }
}
