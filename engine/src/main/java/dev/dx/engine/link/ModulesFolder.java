package dev.dx.engine.link;

import dev.dx.engine.DxException;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Deletes trees of files. A symbolic link is deleted, never followed. */
public final class ModulesFolder {
    private ModulesFolder() {}

    /**
     * Deletes {@code entry} and all below it. What is gone already does not matter. An interrupt does not stop it: what
     * is half deleted is of no use to anybody.
     *
     * @param project a folder that {@code entry} must be in
     */
    public static void delete(Path project, Path entry) {
        if (entry.equals(project) || !entry.normalize().startsWith(project.normalize())) {
            throw new IllegalArgumentException(entry + " is not in " + project);
        }
        if (!Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
            deleteOne(entry);
            return;
        }
        // Two levels of folders are enough work to share out, even below a lone node_modules.
        List<Path> inner = new ArrayList<>();
        for (Path child : children(entry)) {
            if (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
                inner.addAll(children(child));
            }
        }
        Workers.forEach("dx-delete", Workers.OnInterrupt.FINISH, inner, ModulesFolder::deleteTree);
        deleteTree(entry);
    }

    private static void deleteTree(Path entry) {
        if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
            for (Path child : children(entry)) {
                deleteTree(child);
            }
        }
        deleteOne(entry);
    }

    /** What is in a folder; nothing where there is no folder. */
    static List<Path> children(Path folder) {
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            entries.forEach(children::add);
        } catch (NoSuchFileException gone) {
            return List.of();
        } catch (IOException e) {
            throw DxException.io(folder.toString(), e);
        }
        return children;
    }

    private static void deleteOne(Path entry) {
        try {
            Files.deleteIfExists(entry);
        } catch (DirectoryNotEmptyException filledMeanwhile) {
            deleteTree(entry);
        } catch (IOException e) {
            throw DxException.io(entry.toString(), e);
        }
    }
}
