package dev.dx.engine.link;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Makes what a commit record says come true. Every step can be told from the disk to be done or not, so that the whole
 * can be started again wherever an earlier process was stopped:
 *
 * <ol>
 *   <li>entries of the old tree move into the new one; done when they are not in the old one any more
 *   <li>the new tree takes the old one's place; done when node_modules bears the record's mark
 *   <li>staged files replace the project's; done when they are not staged any more
 *   <li>the record is deleted, then the mark
 * </ol>
 *
 * <p>Nothing here reacts to interrupts: files are written through {@code java.io}, whose streams do not close on them.
 */
final class Commit {
    /** In the new tree, from before it is committed until after; holds the nonce of the record. */
    static final String MARK = ".dx-commit";

    private final StagingFolder staging;
    private final CommitRecord record;
    private final Checkpoint checkpoint;

    Commit(StagingFolder staging, CommitRecord record, Checkpoint checkpoint) {
        this.staging = staging;
        this.record = record;
        this.checkpoint = checkpoint;
    }

    void writeRecord() throws IOException {
        if (record.modules() == CommitRecord.Modules.SWAP) {
            checkpoint.before("mark the new tree");
            Files.writeString(staging.newModules().resolve(MARK), record.nonce());
        }
        Path draft = staging.folder().resolve("journal.new");
        checkpoint.before("write the journal");
        writeDurably(draft, record.encode());
        checkpoint.before("publish the journal");
        Files.move(draft, staging.journal(), StandardCopyOption.ATOMIC_MOVE);
    }

    void finish() throws IOException {
        if (record.modules() == CommitRecord.Modules.SWAP && !swapped()) {
            carry(staging.modules(), staging.newModules());
            swap();
        }
        for (int i = 0; i < record.files().size(); i++) {
            Path staged = staging.newFile(i);
            if (Files.exists(staged, LinkOption.NOFOLLOW_LINKS)) {
                replaceFile(staged, staging.project().resolve(record.files().get(i)));
            }
        }
        checkpoint.before("delete the journal");
        Files.delete(staging.journal());
        checkpoint.before("delete the mark");
        Files.deleteIfExists(staging.modules().resolve(MARK));
    }

    private boolean swapped() {
        try {
            return Files.isDirectory(staging.modules(), LinkOption.NOFOLLOW_LINKS)
                    && Files.readString(staging.modules().resolve(MARK)).equals(record.nonce());
        } catch (IOException noMark) {
            return false;
        }
    }

    private void carry(Path from, Path to) throws IOException {
        if (!Files.isDirectory(from, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        for (String path : record.carried()) {
            Path source = from.resolve(path);
            Path target = to.resolve(path);
            if (Files.exists(source, LinkOption.NOFOLLOW_LINKS) && !Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
                checkpoint.before("carry over " + path);
                Path parent = target.getParent();
                if (parent != null) {
                    Files.createDirectories(parent);
                }
                Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
            }
        }
    }

    private void swap() throws IOException {
        Path modules = staging.modules();
        if (Files.exists(modules, LinkOption.NOFOLLOW_LINKS)) {
            checkpoint.before("move the old node_modules aside");
            Files.move(modules, staging.vacantForOld(), StandardCopyOption.ATOMIC_MOVE);
        }
        checkpoint.before("move the new node_modules in");
        Files.move(staging.newModules(), modules, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Gives {@code file}, or the file it links to, the staged content. */
    private void replaceFile(Path staged, Path file) throws IOException {
        Path target = throughLinks(file);
        checkpoint.before("replace " + file.getFileName());
        try {
            Files.move(staged, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException otherFileSystem) {
            Path beside = target.resolveSibling(target.getFileName() + ".dx-new");
            Files.copy(staged, beside, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
            checkpoint.before("replace the target of " + file.getFileName());
            Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
            checkpoint.before("unstage " + file.getFileName());
            Files.delete(staged);
        }
    }

    /** Where a file really is: the end of its chain of symbolic links, which need not exist. */
    static Path throughLinks(Path file) throws IOException {
        Path at = file;
        for (int links = 0; Files.isSymbolicLink(at); links++) {
            if (links == 40) {
                throw new FileSystemLoopException(file.toString());
            }
            at = at.resolveSibling(Files.readSymbolicLink(at));
        }
        return at;
    }

    static void writeDurably(Path file, byte[] bytes) throws IOException {
        try (FileOutputStream out = new FileOutputStream(file.toFile())) {
            out.write(bytes);
            out.getFD().sync();
        }
    }
}
