package dev.dx.engine.link;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Puts a new tree in the place of an old one where the folder itself cannot be renamed, entry by entry: node_modules is a
 * mount point, as container set-ups make it, or comes from a lower layer of an overlay. What is carried over stays where
 * it is. So does everything else where only some entries change, at whatever depth they are. First all that is old goes, which the existence of a file notes down; then all that is new comes, its mark last.
 */
final class EntrySwap {
    private final StagingFolder staging;
    private final CommitRecord record;
    private final Checkpoint checkpoint;
    private final UndoLog undo;

    EntrySwap(StagingFolder staging, CommitRecord record, Checkpoint checkpoint, UndoLog undo) {
        this.staging = staging;
        this.record = record;
        this.checkpoint = checkpoint;
        this.undo = undo;
    }

    void run() throws IOException {
        Path emptied = staging.folder().resolve("emptied");
        if (!Files.exists(emptied)) {
            if (record.modules() == CommitRecord.Modules.CHANGE) {
                for (String path : record.dropped()) {
                    discardAt(path);
                }
                for (String path : record.put()) {
                    discardAt(path);
                }
            } else {
                empty(staging.modules(), "");
            }
            checkpoint.before("note that the old entries are gone");
            Files.createFile(emptied);
            undo.note(() -> Files.delete(emptied));
        }
        if (record.modules() == CommitRecord.Modules.CHANGE) {
            putEach();
            return;
        }
        fill(staging.newModules(), staging.modules());
        replace(staging.newModules().resolve(Commit.MARK), staging.modules().resolve(Commit.MARK));
    }

    private void discardAt(String path) throws IOException {
        Path target = staging.modules().resolve(path);
        for (Path above = staging.modules(); !above.equals(target.getParent()); ) {
            above = above.resolve(above.relativize(target).getName(0));
            if (!isFolder(above)) {
                // What is behind a link is not ours, and behind anything else there is nothing.
                return;
            }
        }
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            discard(target);
        }
    }

    private void putEach() throws IOException {
        for (String path : record.put()) {
            Path source = staging.newModules().resolve(path);
            if (Files.exists(source, LinkOption.NOFOLLOW_LINKS)) {
                Path target = staging.modules().resolve(path);
                makeFolders(target);
                replace(source, target);
            }
        }
        for (String path : record.dropped()) {
            removeEmptyFolders(staging.modules().resolve(path));
        }
    }

    /** Makes the folders above. A link in the way is not followed. */
    private void makeFolders(Path target) throws IOException {
        for (Path above = staging.modules(); !above.equals(target.getParent()); ) {
            above = above.resolve(above.relativize(target).getName(0));
            if (isFolder(above)) {
                continue;
            }
            if (Files.exists(above, LinkOption.NOFOLLOW_LINKS)) {
                discard(above);
            }
            checkpoint.before("create " + above.getFileName());
            Path made = Files.createDirectory(above);
            undo.note(() -> Files.delete(made));
        }
    }

    /** A scope, a .bin or an inner node_modules that nothing is in any more. */
    private void removeEmptyFolders(Path dropped) throws IOException {
        for (Path inside = staging.modules().relativize(dropped).getParent();
                inside != null && holdsEntriesAlone(inside);
                inside = inside.getParent()) {
            Path folder = staging.modules().resolve(inside);
            if (!isFolder(folder)) {
                return;
            }
            try {
                checkpoint.before("remove " + folder.getFileName() + " if it is empty");
                Files.delete(folder);
            } catch (DirectoryNotEmptyException stays) {
                return;
            }
            undo.note(() -> Files.createDirectory(folder));
        }
    }

    private static boolean holdsEntriesAlone(Path folder) {
        String name = folder.getFileName().toString();
        return name.equals("node_modules") || name.equals(BinLinks.FOLDER) || name.startsWith("@");
    }

    private static boolean isFolder(Path path) {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }

    private void empty(Path folder, String prefix) throws IOException {
        for (Path entry : ModulesFolder.children(folder)) {
            String path = prefix + entry.getFileName();
            if (path.equals(StagingFolder.NAME) || record.carried().contains(path)) {
                continue;
            }
            if (prefix.isEmpty() && record.carried().stream().anyMatch(carried -> carried.startsWith(path + "/"))) {
                empty(entry, path + "/");
            } else {
                discard(entry);
            }
        }
    }

    private void fill(Path from, Path to) throws IOException {
        for (Path source : ModulesFolder.children(from)) {
            String name = source.getFileName().toString();
            if (!name.equals(Commit.MARK)) {
                replace(source, to.resolve(name));
            }
        }
    }

    private void replace(Path source, Path target) throws IOException {
        boolean folder = Files.isDirectory(source, LinkOption.NOFOLLOW_LINKS);
        if (folder && Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
            // Something in it stayed, or an earlier process got half-way.
            fill(source, target);
            return;
        }
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            discard(target);
        }
        checkpoint.before("move in " + source.getFileName());
        try {
            undo.move(source, target);
        } catch (AtomicMoveNotSupportedException otherFileSystem) {
            undo.noReturn();
            if (folder) {
                Files.createDirectory(target);
                fill(source, target);
            } else {
                Files.copy(source, target, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
                checkpoint.before("delete the source of the copy " + source.getFileName());
                Files.delete(source);
            }
        }
    }

    private void discard(Path entry) throws IOException {
        checkpoint.before("move out " + entry.getFileName());
        try {
            undo.move(entry, staging.vacantForOld());
        } catch (AtomicMoveNotSupportedException otherFileSystem) {
            undo.noReturn();
            ModulesFolder.delete(staging.project(), entry);
        }
    }
}
