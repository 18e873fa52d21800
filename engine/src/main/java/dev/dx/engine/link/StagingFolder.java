package dev.dx.engine.link;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * Where a project's next state is built, and what is where in it:
 *
 * <pre>
 * project/.dx-staging/
 *     .gitignore       keeps it out of git status
 *     lock             locked by the process that works on the project
 *     node_modules/    the new tree, or what is new in the one that stays
 *     files/0, 1, …    new contents of the project's files
 *     journal          the commit record; once it exists, the new state is the project's state
 *     old/0, 1, …      what was replaced, until it is deleted
 * </pre>
 *
 * <p>It exists only while an install runs, or after one was killed. It is in the project folder because everything in it
 * moves into place by rename, which needs the same file system, and node_modules itself, the obvious home, is one of the
 * things that are renamed. Only where node_modules is a mount point and cannot be renamed, the trees in it are staged
 * within, in a folder of the same name. Programs that watch or search a project's files skip whatever is below a folder named
 * node_modules, so the trees in it are always below one; git is told by the .gitignore.
 */
final class StagingFolder {
    static final String NAME = ".dx-staging";
    private static final String MODULES = "node_modules";

    /** Answered by {@link MountPoints}, and by tests that cannot mount anything. */
    @FunctionalInterface
    interface MountCheck {
        boolean isMountPoint(Path folder) throws IOException;
    }

    private final Path project;
    private final MountCheck mountCheck;
    private @Nullable Path trees;
    private int old;

    /**
     * @param project its real path
     */
    StagingFolder(Path project, MountCheck mountCheck) {
        this.project = project;
        this.mountCheck = mountCheck;
    }

    Path project() {
        return project;
    }

    Path folder() {
        return project.resolve(NAME);
    }

    Path lock() {
        return folder().resolve("lock");
    }

    /** Where the new tree is built; does not exist at first. */
    Path newModules() throws IOException {
        return trees().resolve(MODULES);
    }

    /** Whether node_modules can only be replaced entry by entry. */
    boolean modulesStayInPlace() throws IOException {
        return !trees().equals(folder());
    }

    private Path trees() throws IOException {
        Path known = trees;
        if (known == null) {
            boolean mounted =
                    Files.isDirectory(modules(), LinkOption.NOFOLLOW_LINKS) && mountCheck.isMountPoint(modules());
            known = mounted ? modules().resolve(NAME) : folder();
            trees = known;
        }
        return known;
    }

    Path newFile(int index) {
        return folder().resolve("files").resolve(Integer.toString(index));
    }

    Path journal() {
        return folder().resolve("journal");
    }

    /** Where something that is replaced can go: a path where nothing is. */
    Path vacantForOld() throws IOException {
        while (true) {
            Path parent = trees().resolve("old").resolve(Integer.toString(old));
            Path vacant = parent.resolve(MODULES);
            if (!Files.exists(vacant, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectories(parent);
                return vacant;
            }
            old++;
        }
    }

    /** The project's own node_modules. */
    Path modules() {
        return project.resolve(MODULES);
    }

    boolean exists() {
        return Files.exists(folder(), LinkOption.NOFOLLOW_LINKS);
    }

    void create() throws IOException {
        createOrKeep(folder());
    }

    /** Creates the empty folder of the new tree. */
    void createNewModules() throws IOException {
        createOrKeep(trees());
        Files.createDirectory(newModules());
    }

    /** Makes a tree from elsewhere the new one. */
    void adoptNewModules(Path tree) throws IOException {
        createOrKeep(trees());
        Files.move(tree, newModules(), StandardCopyOption.ATOMIC_MOVE);
    }

    /** The tree that was replaced, as far as it is still one; null if it is not. */
    @Nullable
    Path oldModules() throws IOException {
        Path exchanged = newModules();
        if (Files.isDirectory(exchanged, LinkOption.NOFOLLOW_LINKS)) {
            return exchanged;
        }
        Path moved = trees().resolve("old").resolve("0").resolve(MODULES);
        return Files.isDirectory(moved, LinkOption.NOFOLLOW_LINKS) ? moved : null;
    }

    /**
     * @throws java.nio.file.NoSuchFileException where another process has just deleted the folder
     */
    private void createOrKeep(Path folder) throws IOException {
        try {
            Files.createDirectory(folder);
        } catch (FileAlreadyExistsException e) {
            boolean isFolder = Files.readAttributes(folder, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .isDirectory();
            if (!isFolder) {
                throw foreign("is not a folder");
            }
        }
    }

    /**
     * Something that tells this very folder from any other, so that a record copied into a project, with a repository or
     * an archive, is not mistaken for one that was written here.
     */
    String identity() throws IOException {
        if (folder().getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return "inode " + Files.getAttribute(folder(), "unix:ino", LinkOption.NOFOLLOW_LINKS);
        }
        return "created " + Files.getAttribute(folder(), "creationTime", LinkOption.NOFOLLOW_LINKS);
    }

    /** Deletes all of it but the lock, and the mark of a commit from node_modules. */
    void empty() throws IOException {
        if (Files.isDirectory(modules(), LinkOption.NOFOLLOW_LINKS)) {
            ModulesFolder.delete(project, modules().resolve(NAME));
            Files.deleteIfExists(modules().resolve(Commit.MARK));
        }
        Path lock = lock();
        for (Path entry : ModulesFolder.children(folder())) {
            if (!entry.equals(lock)) {
                ModulesFolder.delete(project, entry);
            }
        }
    }

    DxException foreign(String why) {
        return new DxException(
                ErrorCode.DX_UNSAFE_PATH,
                folder() + " " + why,
                "Look at what is in it, and delete it if it is not yours; it may have come with the project.");
    }
}
