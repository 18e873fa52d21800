package dev.dx.engine.link;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotLinkException;
import java.nio.file.Path;

/** A link to a folder: a symbolic one, and on Windows, where few may make those, a junction. */
final class FolderLink {
    private FolderLink() {}

    /** @param target an absolute path */
    static void create(Path link, Path target) throws IOException {
        if (Junction.isTheWayHere()) {
            Junction.create(link, target);
        } else {
            Files.createSymbolicLink(link, target);
        }
    }

    /** Whether it is a link to this very path. */
    static boolean leadsTo(Path link, Path target) throws IOException {
        if (Junction.isTheWayHere()) {
            return !Files.isRegularFile(link) && link.toRealPath().equals(target.toRealPath());
        }
        try {
            return Files.readSymbolicLink(link).equals(target);
        } catch (NotLinkException somethingElse) {
            return false;
        }
    }
}
