package dev.dx.engine.link;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.InstallEvent;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One change of a project: its node_modules, its manifest and its lock, all or nothing. What becomes of the project is
 * built in a {@linkplain StagingFolder staging folder}; {@link #commit} writes one record, and from that moment on the
 * change is made, if need be by the next process to come along. Until then, whatever happens, the project is untouched.
 *
 * <p>Against loss of power the files of the project itself are as safe as the disk lets them be; a tree of packages is
 * not, for it can be made again.
 *
 * <p>For one thread at a time. Holds a lock on the project; {@link #close} gives it back and deletes what is not needed
 * any more.
 */
public final class ProjectTransaction implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final StagingFolder staging;
    private final ProjectLock lock;
    private final Consumer<InstallEvent> events;
    private final Checkpoint checkpoint;
    private final Map<String, StagedFile> files = new LinkedHashMap<>();
    private final Map<String, byte[]> expected = new TreeMap<>();
    private Predicate<String> carriedOver = path -> false;
    private CommitRecord.Modules modules = CommitRecord.Modules.STAY;
    private List<String> put = List.of();
    private List<String> dropped = List.of();
    private Progress progress = Progress.OPEN;
    private @Nullable Path adoptedFrom;
    private @Nullable Path aside;

    private enum Progress {
        /** The project is in its old state. */
        OPEN,
        /** The record is written, and not all of it is done. */
        RECORDED,
        /** The project is in its new state. */
        COMMITTED
    }

    /** A file that was staged, and what it held before; null if it did not exist. */
    private static final class StagedFile {
        private final int index;
        private final byte @Nullable [] before;

        StagedFile(int index, byte @Nullable [] before) {
            this.index = index;
            this.before = before;
        }
    }

    private ProjectTransaction(
            StagingFolder staging, ProjectLock lock, Consumer<InstallEvent> events, Checkpoint checkpoint) {
        this.staging = staging;
        this.lock = lock;
        this.events = events;
        this.checkpoint = checkpoint;
    }

    /**
     * Starts a change of {@code project}, an existing folder, after completing or discarding one that was stopped by
     * force. Waits a minute at most while another process works on the project.
     *
     * @throws DxException with {@link ErrorCode#DX_BUSY} if that process takes longer
     */
    public static ProjectTransaction begin(Path project, Consumer<InstallEvent> events) {
        return begin(staging(project), events, PATIENCE, Checkpoint.NONE);
    }

    static ProjectTransaction begin(
            StagingFolder staging, Consumer<InstallEvent> events, Duration patience, Checkpoint checkpoint) {
        ProjectLock lock = ProjectLock.acquire(staging, patience, events);
        ProjectTransaction transaction = new ProjectTransaction(staging, lock, events, checkpoint);
        boolean begun = false;
        try {
            recover(staging, checkpoint);
            checkpoint.before("hide the staging folder from git");
            Files.writeString(staging.folder().resolve(".gitignore"), "*\n");
            begun = true;
            return transaction;
        } catch (IOException e) {
            throw DxException.io(staging.folder().toString(), e);
        } finally {
            if (!begun) {
                lock.close();
            }
        }
    }

    /**
     * Completes or discards a change of {@code project} that was stopped by force; answers whether there was one. Does
     * nothing while a process is at work there, and nothing but one look at the disk in a project at rest.
     */
    public static boolean recover(Path project) {
        return recover(staging(project));
    }

    static boolean recover(StagingFolder staging) {
        if (!staging.exists()) {
            return false;
        }
        return switch (ProjectLock.tryAcquire(staging)) {
            case ProjectLock.Busy busy -> false;
            case ProjectLock.Taken(ProjectLock lock) -> {
                try (lock) {
                    recover(staging, Checkpoint.NONE);
                    yield true;
                } catch (IOException e) {
                    throw DxException.io(staging.folder().toString(), e);
                }
            }
        };
    }

    /** Whether somebody changes {@code project}, or was stopped by force and has not been recovered. */
    static boolean isUnderWay(Path project) {
        return staging(project).exists();
    }

    static StagingFolder staging(Path project) {
        try {
            return new StagingFolder(project.toRealPath(), MountPoints::contains);
        } catch (NoSuchFileException none) {
            throw new DxException(
                    ErrorCode.DX_NOT_FOUND,
                    project + ": there is no such folder",
                    "Put it back where it was, or choose another.",
                    none);
        } catch (IOException e) {
            throw DxException.io(project.toString(), e);
        }
    }

    private static void recover(StagingFolder staging, Checkpoint checkpoint) throws IOException {
        byte[] journal;
        try {
            journal = Files.readAllBytes(staging.journal());
        } catch (NoSuchFileException nothingCommitted) {
            journal = null;
        }
        if (journal != null) {
            CommitRecord record = CommitRecord.decode(journal);
            if (record == null || !record.staging().equals(staging.identity())) {
                throw staging.foreign("holds a commit record that was not written here");
            }
            new Commit(staging, record, checkpoint).finish();
        }
        staging.empty();
    }

    /**
     * The folder, empty at first, that becomes the project's node_modules. Without a call of this the project's
     * node_modules stays as it is.
     */
    public Path stagingModules() {
        try {
            if (modules == CommitRecord.Modules.STAY) {
                checkpoint.before("create the new node_modules");
                staging.createNewModules();
                modules = CommitRecord.Modules.SWAP;
            }
            return staging.newModules();
        } catch (IOException e) {
            throw DxException.io(staging.folder().toString(), e);
        }
    }

    /**
     * The folder, empty at first, for what is new in a node_modules that stays, each entry where it stands there. Only what
     * {@link #changeEntries} names becomes part of it.
     */
    public Path stagingEntries() {
        if (modules == CommitRecord.Modules.SWAP) {
            throw new IllegalStateException("there is a new node_modules already");
        }
        try {
            if (modules == CommitRecord.Modules.STAY) {
                checkpoint.before("create the folder of new entries");
                staging.createNewModules();
                modules = CommitRecord.Modules.CHANGE;
            }
            return staging.newModules();
        } catch (IOException e) {
            throw DxException.io(staging.folder().toString(), e);
        }
    }

    /**
     * Which entries change: paths relative to node_modules, with slashes, none inside another.
     *
     * @param staged those of {@link #stagingEntries} that take the place of what is there
     * @param removed those that go
     */
    public void changeEntries(Collection<String> staged, Collection<String> removed) {
        put = List.copyOf(staged);
        dropped = List.copyOf(removed);
    }

    /**
     * Makes a tree that stands elsewhere on this file system the new node_modules. Where the transaction is not committed, it
     * goes back.
     *
     * @return false if it cannot be moved here; then nothing has happened
     */
    public boolean stageTree(Path tree) {
        if (modules != CommitRecord.Modules.STAY) {
            throw new IllegalStateException("there is a new node_modules already");
        }
        try {
            checkpoint.before("take a tree that was put aside");
            staging.adoptNewModules(tree);
            modules = CommitRecord.Modules.SWAP;
            adoptedFrom = tree;
            return true;
        } catch (IOException elsewhere) {
            return false;
        }
    }

    /** Lets {@link #close} move the tree that is replaced to a place where nothing is, rather than delete it. */
    public void putAside(Path place) {
        aside = place;
    }

    /**
     * Where the project's node_modules points to if it is a symbolic link; null if it is not. A commit replaces the link
     * by a folder, as npm does, and leaves alone what it points to.
     */
    public @Nullable Path linkedModules() {
        try {
            return Files.isSymbolicLink(staging.modules()) ? Files.readSymbolicLink(staging.modules()) : null;
        } catch (IOException e) {
            throw DxException.io(staging.modules().toString(), e);
        }
    }

    /**
     * Which entries of the old node_modules move into the new one, unless it has them itself. Asked at commit, for each by
     * its path relative to node_modules: {@code .cache}, {@code name}, {@code @scope/name}, or {@code @scope} for one that
     * is not a folder.
     */
    public void carryOver(Predicate<String> belongsToUser) {
        carriedOver = belongsToUser;
    }

    /**
     * What the caller has read from a file of the project, and built upon. If it holds anything else by the time of the
     * commit, somebody edited it meanwhile, and the commit refuses.
     */
    public void basedOn(String name, byte[] bytes) {
        expected.put(name, bytes.clone());
    }

    /**
     * The new content of a file of the project, say package.json. The file keeps its permissions and owner; where it is a
     * symbolic link, the file it links to is written. Nothing happens to a file that has this content already.
     *
     * @param name of a file, as a path from the project's folder, with slashes
     */
    public void stageFile(String name, byte[] bytes) {
        if (!CommitRecord.isFile(name)) {
            throw new IllegalArgumentException("not a file of the project: " + name);
        }
        Path file = staging.project().resolve(name);
        try {
            StagedFile earlier = files.get(name);
            byte[] before = earlier == null ? read(file) : earlier.before;
            if (before != null && Arrays.equals(before, bytes)) {
                if (earlier != null) {
                    Files.delete(staging.newFile(earlier.index));
                }
                return;
            }
            Path staged = staging.newFile(earlier == null ? files.size() : earlier.index);
            checkpoint.before("stage " + name);
            Files.createDirectories(staging.folder().resolve("files"));
            Commit.writeDurably(staged, bytes);
            if (before != null) {
                keepPermissions(Commit.throughLinks(file), staged);
            }
            files.putIfAbsent(name, new StagedFile(files.size(), before));
        } catch (IOException e) {
            throw DxException.io(file.toString(), e);
        }
    }

    private static byte @Nullable [] read(Path file) throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException none) {
            return null;
        }
    }

    private static void keepPermissions(Path from, Path to) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(to, PosixFileAttributeView.class);
        if (view == null) {
            return;
        }
        PosixFileAttributes wanted = Files.readAttributes(from, PosixFileAttributes.class);
        PosixFileAttributes actual = view.readAttributes();
        view.setPermissions(wanted.permissions());
        try {
            if (!actual.owner().equals(wanted.owner())) {
                view.setOwner(wanted.owner());
            }
            if (!actual.group().equals(wanted.group())) {
                view.setGroup(wanted.group());
            }
        } catch (IOException notAllowed) {
            // Only the superuser gives files away; whoever may write here may keep the file.
        }
    }

    /**
     * Makes the change. When this returns the project is in its new state; when it throws, in its old one. An interrupt
     * is honoured until the moment the record is written, and kept for afterwards from then on.
     */
    public void commit() {
        DxException.checkCancelled();
        if (progress != Progress.OPEN) {
            throw new IllegalStateException("committed already");
        }
        Commit commit;
        try {
            refuseIfEdited();
            List<String> carried = modules == CommitRecord.Modules.SWAP ? carried() : List.of();
            CommitRecord record =
                    new CommitRecord(staging.identity(), nonce(), modules, names(), carried, put, dropped);
            commit = new Commit(staging, record, checkpoint);
        } catch (IOException e) {
            throw DxException.io(staging.project().toString(), e);
        }
        DxException.checkCancelled();
        boolean interrupted = Thread.interrupted();
        try {
            commit.writeRecord();
            progress = Progress.RECORDED;
            commit.finish();
            progress = Progress.COMMITTED;
        } catch (IOException e) {
            throw failed(commit, DxException.io(staging.project().toString(), e));
        } catch (DxException e) {
            throw failed(commit, e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private DxException failed(Commit commit, DxException cause) {
        if (progress == Progress.OPEN) {
            return cause;
        }
        if (commit.takeBack()) {
            progress = Progress.OPEN;
            return cause;
        }
        return new DxException(
                cause.code(),
                cause.what() + "; the project is half changed",
                "Remove the cause and run any dx command there: it completes the change first.",
                cause);
    }

    private List<String> names() {
        return List.copyOf(files.keySet());
    }

    private void refuseIfEdited() throws IOException {
        for (Map.Entry<String, StagedFile> file : files.entrySet()) {
            byte[] before = expected.get(file.getKey());
            refuseIfEdited(file.getKey(), before == null ? file.getValue().before : before);
        }
        for (Map.Entry<String, byte[]> file : expected.entrySet()) {
            refuseIfEdited(file.getKey(), file.getValue());
        }
    }

    private void refuseIfEdited(String name, byte @Nullable [] before) throws IOException {
        if (!Arrays.equals(before, read(staging.project().resolve(name)))) {
            throw new DxException(
                    ErrorCode.DX_BUSY,
                    staging.project().resolve(name) + ": it was changed in the meantime",
                    "Nothing was installed; run it again.");
        }
    }

    private List<String> carried() throws IOException {
        Path old = staging.modules();
        List<String> carried = new ArrayList<>();
        if (Files.isDirectory(old, LinkOption.NOFOLLOW_LINKS)) {
            addCarried(old, "", carried);
        }
        return carried;
    }

    private void addCarried(Path folder, String prefix, List<String> carried) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                String path = prefix + entry.getFileName();
                if (path.equals(StagingFolder.NAME) || path.equals(Commit.MARK)) {
                    continue;
                }
                boolean scope = prefix.isEmpty() && path.startsWith("@");
                if (scope && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    addCarried(entry, path + "/", carried);
                } else if (carriedOver.test(path)
                        && !Files.exists(staging.newModules().resolve(path), LinkOption.NOFOLLOW_LINKS)) {
                    carried.add(path);
                }
            }
        }
    }

    /** Unlike any other of this machine; nobody gains by guessing it. */
    private static String nonce() {
        return ProcessHandle.current().pid() + "-" + Instant.now() + "-" + System.nanoTime();
    }

    /**
     * Ends the transaction. Uncommitted, nothing is left of it. Committed, the old tree is deleted, which may take a
     * while; that can be done by another thread than the one that committed.
     */
    @Override
    public void close() {
        try (lock) {
            if (progress != Progress.RECORDED) {
                moveAside();
                staging.empty();
            }
        } catch (IOException e) {
            closeFailed(DxException.io(staging.folder().toString(), e));
        } catch (DxException e) {
            closeFailed(e);
        }
    }

    /** Of no consequence to the project: what cannot be moved is deleted. */
    private void moveAside() throws IOException {
        Path from = null;
        Path to = null;
        if (progress == Progress.COMMITTED && modules == CommitRecord.Modules.SWAP && !staging.modulesStayInPlace()) {
            from = staging.oldModules();
            to = aside;
        } else if (progress == Progress.OPEN) {
            from = adoptedFrom == null ? null : staging.newModules();
            to = adoptedFrom;
        }
        if (from != null && to != null && !Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
            try {
                checkpoint.before("put a tree aside");
                Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException lost) {
                // It can be made again.
            }
        }
    }

    private void closeFailed(DxException e) {
        if (progress != Progress.COMMITTED) {
            throw e;
        }
        events.accept(new InstallEvent.Warning("What was replaced could not be deleted: " + e.what()));
    }
}
