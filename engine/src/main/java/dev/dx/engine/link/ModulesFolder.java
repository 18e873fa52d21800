package dev.dx.engine.link;

import dev.dx.engine.DxException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.DosFileAttributeView;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Deletes trees of files, on all cores. A symbolic link is deleted, never followed: folders are opened one below the
 * other, from the project down, so that not even a link that is put in the way meanwhile leads out of it.
 */
public final class ModulesFolder {
    /** As many pieces of work as make the cores finish together, and no deeper than it takes to find them. */
    private static final int ENOUGH_SHARES = 64;

    private static final int FEW = 8;

    private static final int DEEPEST_SHARE = 4;

    /** Some systems skip entries of a folder that others are deleted from meanwhile. */
    private static final int MOST_PASSES = 20;

    private ModulesFolder() {}

    /**
     * Deletes {@code entry} and all below it. What is gone already does not matter. An interrupt does not stop it: what
     * is half deleted is of no use to anybody.
     *
     * @param project a folder that {@code entry} must be in
     */
    public static void delete(Path project, Path entry) {
        Path relative = project.relativize(entry);
        if (relative.toString().isEmpty() || !relative.equals(relative.normalize()) || relative.startsWith("..")) {
            throw new IllegalArgumentException(entry + " is not in " + project);
        }
        List<Path> shares = shares(project, relative);
        // A handful of files is gone before another thread has started.
        if (shares.size() >= FEW) {
            Workers.forEach("dx-delete", Workers.OnInterrupt.FINISH, shares, share -> deleteOne(project, share));
        }
        deleteOne(project, relative);
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

    private static List<Path> shares(Path project, Path relative) {
        List<Path> shares = List.of(relative);
        for (int depth = 0; depth < DEEPEST_SHARE && shares.size() < ENOUGH_SHARES; depth++) {
            List<Path> inner = new ArrayList<>();
            for (Path share : shares) {
                Path folder = project.resolve(share);
                if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                    children(folder).forEach(child -> inner.add(share.resolve(child.getFileName())));
                }
            }
            if (inner.isEmpty()) {
                return shares;
            }
            shares = inner;
        }
        return shares;
    }

    private static void deleteOne(Path project, Path relative) {
        try (DirectoryStream<Path> top = Files.newDirectoryStream(project)) {
            if (top instanceof SecureDirectoryStream<Path> secure) {
                delete(secure, relative, 0);
            } else {
                delete(project.resolve(relative));
            }
        } catch (NoSuchFileException | NotDirectoryException gone) {
            // Somebody else was quicker; or a folder on the way is none, and what is behind it is not ours.
        } catch (IOException e) {
            throw DxException.io(project.resolve(relative).toString(), e);
        }
    }

    private static void delete(SecureDirectoryStream<Path> folder, Path relative, int level) throws IOException {
        Path name = relative.getName(level);
        if (level == relative.getNameCount() - 1) {
            deleteEntry(folder, name);
        } else {
            try (SecureDirectoryStream<Path> next = folder.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
                delete(next, relative, level + 1);
            }
        }
    }

    private static void delete(SecureDirectoryStream<Path> parent, Path name) throws IOException {
        FileSystemException notAFile = tryDelete(parent, name);
        if (notAFile == null) {
            return;
        }
        for (int pass = 1; ; pass++) {
            try (SecureDirectoryStream<Path> folder = parent.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
                deleteEntries(folder);
            } catch (NotDirectoryException aFileAfterAll) {
                throw notAFile;
            }
            try {
                parent.deleteDirectory(name);
                return;
            } catch (DirectoryNotEmptyException e) {
                if (pass == MOST_PASSES) {
                    throw e;
                }
            }
        }
    }

    private static void deleteEntries(SecureDirectoryStream<Path> folder) throws IOException {
        for (Path entry : folder) {
            deleteEntry(folder, entry.getFileName());
        }
    }

    private static void deleteEntry(SecureDirectoryStream<Path> folder, Path name) throws IOException {
        try {
            delete(folder, name);
        } catch (NoSuchFileException gone) {
            // all the better
        } catch (AccessDeniedException e) {
            PosixFileAttributeView view = folder.getFileAttributeView(PosixFileAttributeView.class);
            if (view == null) {
                throw e;
            }
            // Its owner protected the folder against writing.
            view.setPermissions(PosixFilePermissions.fromString("rwx------"));
            delete(folder, name);
        }
    }

    /** Deletes a file or link; answers why not, which for a folder is that it is one. */
    private static @Nullable FileSystemException tryDelete(SecureDirectoryStream<Path> parent, Path name)
            throws IOException {
        try {
            parent.deleteFile(name);
            return null;
        } catch (NoSuchFileException gone) {
            return null;
        } catch (FileSystemException e) {
            return e;
        }
    }

    /** Where folders cannot be opened one below the other. */
    private static void delete(Path entry) throws IOException {
        if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
            for (Path child : children(entry)) {
                delete(child);
            }
        }
        try {
            Files.deleteIfExists(entry);
        } catch (AccessDeniedException e) {
            DosFileAttributeView view =
                    Files.getFileAttributeView(entry, DosFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
            if (view == null || !view.readAttributes().isReadOnly()) {
                throw e;
            }
            view.setReadOnly(false);
            Files.deleteIfExists(entry);
        }
    }
}
