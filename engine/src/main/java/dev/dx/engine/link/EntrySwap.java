package dev.dx.engine.link;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Puts a new tree in the place of an old one where the folder itself cannot be renamed, entry by entry: node_modules is a
 * mount point, as container set-ups make it, or comes from a lower layer of an overlay. What is carried over stays where
 * it is. First all that is old goes, which the existence of a file notes down; then all that is new comes, its mark last.
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
            empty(staging.modules(), "");
            checkpoint.before("note that the old entries are gone");
            Files.createFile(emptied);
            undo.note(() -> Files.delete(emptied));
        }
        fill(staging.newModules(), staging.modules());
        replace(staging.newModules().resolve(Commit.MARK), staging.modules().resolve(Commit.MARK));
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
