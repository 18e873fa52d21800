package dev.dx.engine.link;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
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
 *   <li>the record is deleted; the mark goes with what else is left
 * </ol>
 *
 * Where the tree stays and only entries of it change, an {@link EntrySwap} takes the place of the first two steps.
 *
 * <p>Each step notes how it is taken back, for the one who gets an error half-way. Nothing here reacts to interrupts:
 * files are read and written through {@code java.io}, whose streams do not close on them.
 */
final class Commit {
    /** In the new tree, from before it is committed until after; holds the nonce of the record. */
    static final String MARK = ".dx-commit";

    private final StagingFolder staging;
    private final CommitRecord record;
    private final Checkpoint checkpoint;
    private final UndoLog undo = new UndoLog();

    Commit(StagingFolder staging, CommitRecord record, Checkpoint checkpoint) {
        this.staging = staging;
        this.record = record;
        this.checkpoint = checkpoint;
    }

    /** Writes the record. It is valid from the moment its file has its name. */
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

    /** Does, or goes on doing, what the record says, and deletes it. */
    void finish() throws IOException {
        switch (record.modules()) {
            case SWAP -> {
                if (!swapped()) {
                    swap();
                }
            }
            case CHANGE -> {
                if (Files.isDirectory(staging.modules(), LinkOption.NOFOLLOW_LINKS)) {
                    new EntrySwap(staging, record, checkpoint, undo).run();
                }
            }
            case STAY -> {}
        }
        for (int i = 0; i < record.files().size(); i++) {
            Path staged = staging.newFile(i);
            if (Files.exists(staged, LinkOption.NOFOLLOW_LINKS)) {
                replaceFile(staged, staging.project().resolve(record.files().get(i)));
            }
        }
        checkpoint.before("delete the journal");
        Files.delete(staging.journal());
    }

    /**
     * Takes back what {@link #finish} did before it failed, and deletes the record; false if that is not possible and the
     * record stands. As long as the record exists, any state on the way back is one from which it can be finished.
     */
    boolean takeBack() {
        try {
            if (!undo.run()) {
                return false;
            }
            checkpoint.before("delete the journal, all taken back");
            Files.deleteIfExists(staging.journal());
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private boolean swapped() throws IOException {
        Path mark = staging.modules().resolve(MARK);
        return Files.isDirectory(staging.modules(), LinkOption.NOFOLLOW_LINKS)
                && Files.isRegularFile(mark, LinkOption.NOFOLLOW_LINKS)
                && new String(read(mark), StandardCharsets.UTF_8).equals(record.nonce());
    }

    private void swap() throws IOException {
        Path modules = staging.modules();
        Path fresh = staging.newModules();
        if (!Files.exists(fresh, LinkOption.NOFOLLOW_LINKS)) {
            // It was in place, and somebody has deleted it since: node_modules is as they want it.
            return;
        }
        boolean moved = !Files.exists(modules, LinkOption.NOFOLLOW_LINKS)
                || (!staging.modulesStayInPlace() && carry() && (exchange() || moveAside()));
        if (!moved) {
            new EntrySwap(staging, record, checkpoint, undo).run();
        } else if (!swapped()) {
            checkpoint.before("move the new node_modules in");
            undo.move(fresh, modules);
        }
    }

    /** Moves what is carried over into the new tree; false if some of it cannot be moved. */
    private boolean carry() throws IOException {
        Path modules = staging.modules();
        if (!Files.isDirectory(modules, LinkOption.NOFOLLOW_LINKS)) {
            return true;
        }
        for (String path : record.carried()) {
            Path source = modules.resolve(path);
            Path target = staging.newModules().resolve(path);
            if (Files.exists(source, LinkOption.NOFOLLOW_LINKS) && !Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
                checkpoint.before("carry over " + path);
                int slash = path.indexOf('/');
                if (slash > 0) {
                    Files.createDirectories(staging.newModules().resolve(path.substring(0, slash)));
                }
                if (!undo.tryMove(source, target)) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean exchange() throws IOException {
        Path modules = staging.modules();
        Path fresh = staging.newModules();
        checkpoint.before("exchange node_modules");
        if (!AtomicExchange.exchange(modules, fresh)) {
            return false;
        }
        undo.note(() -> {
            if (!AtomicExchange.exchange(modules, fresh)) {
                throw new IOException("node_modules could not be exchanged back");
            }
        });
        return true;
    }

    private boolean moveAside() throws IOException {
        checkpoint.before("move the old node_modules aside");
        return undo.tryMove(staging.modules(), staging.vacantForOld());
    }

    /** Gives {@code file}, or the file it links to, the staged content. */
    private void replaceFile(Path staged, Path file) throws IOException {
        Path target = throughLinks(file);
        checkpoint.before("replace " + file.getFileName());
        noteOldContent(staged, target);
        try {
            Files.move(staged, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException linkedFromElsewhere) {
            // Another file system, or a folder where nothing may be created: as long as the staged file is there, a
            // half-written one is written again.
            writeDurably(target, read(staged));
            checkpoint.before("unstage " + file.getFileName());
            Files.delete(staged);
        }
    }

    private void noteOldContent(Path staged, Path target) throws IOException {
        byte[] before = Files.exists(target) ? read(target) : null;
        undo.note(() -> {
            if (!Files.exists(staged)) {
                // First staged again: from then on the record can be finished whatever the target holds.
                Path draft = staged.resolveSibling(staged.getFileName() + ".back");
                Files.copy(target, draft, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
                Files.move(draft, staged, StandardCopyOption.ATOMIC_MOVE);
            }
            if (before == null) {
                Files.deleteIfExists(target);
            } else {
                writeDurably(target, before);
            }
        });
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

    private static byte[] read(Path file) throws IOException {
        try (FileInputStream in = new FileInputStream(file.toFile())) {
            return in.readAllBytes();
        }
    }

    /** Writes a file that outlives a loss of power. An interrupt does not stop it. */
    static void writeDurably(Path file, byte[] bytes) throws IOException {
        try (FileOutputStream out = new FileOutputStream(file.toFile())) {
            out.write(bytes);
            out.getFD().sync();
        }
    }
}
