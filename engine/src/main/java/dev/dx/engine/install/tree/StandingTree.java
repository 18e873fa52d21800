package dev.dx.engine.install.tree;

import dev.dx.engine.DxException;
import dev.dx.engine.install.project.InstalledState;
import dev.dx.engine.install.project.ProjectManifest;
import dev.dx.engine.install.supply.PackageSupply;
import dev.dx.engine.install.tree.PlacedPackages.Kind;
import dev.dx.engine.install.tree.PlacedPackages.Placed;
import dev.dx.engine.npm.source.IgnoreFiles;
import dev.dx.engine.pack.FileEntry;
import dev.dx.engine.store.PackageRoots;
import dev.dx.engine.store.StoredPackage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The node_modules that stands, as far as it is known what is in it. What is written down is believed of an entry at the top
 * that nobody has changed since; where something was added to a folder or taken from it, its files are looked at.
 */
public final class StandingTree {
    private final Path modules;
    private final @Nullable InstalledState state;
    private @Nullable PlacedPackages placed;

    private StandingTree(Path modules, @Nullable InstalledState state) {
        this.modules = modules;
        this.state = state;
    }

    public static StandingTree read(Path modules) {
        return new StandingTree(modules, InstalledState.read(modules));
    }

    public Path modules() {
        return modules;
    }

    /** Null where nobody wrote it down. */
    @Nullable
    public InstalledState state() {
        return state;
    }

    /** What was put where; nothing where that is not known. */
    public PlacedPackages placed() {
        PlacedPackages known = placed;
        if (known == null) {
            known = state == null ? PlacedPackages.NONE : PlacedPackages.read(modules);
            placed = known;
        }
        return known;
    }

    /** The packages of the store that were put there. */
    public PackageRoots roots() {
        return state == null ? PackageRoots.NONE : PlacedPackages.rootsIn(modules);
    }

    /** The entries at the top that are not what was put there. */
    public Set<String> damaged(PackageSupply supply) {
        if (state == null) {
            return Set.of();
        }
        Set<String> touched = state.touched(modules);
        Set<String> damaged = new TreeSet<>();
        for (String entry : touched) {
            if (!isWhole(entry, supply)) {
                damaged.add(entry);
            }
        }
        boolean outdated = !touched.isEmpty() || !state.isStamped();
        if (outdated && damaged.isEmpty() && isWritable()) {
            // Nobody has to look into them again.
            state.stamped(modules::resolve).write(modules);
        }
        return damaged;
    }

    /** Notes which file the lock is, so that the next one need not read it. */
    public void remember(String lockStamp) {
        if (lockStamp.isEmpty() || (state != null && state.isOfFile(lockStamp))) {
            return;
        }
        InstalledState now = InstalledState.read(modules);
        if (state != null && now != null && now.isMadeFromTheSame(state) && isWritable()) {
            now.withLockStamp(lockStamp).write(modules);
        }
    }

    private boolean isWritable() {
        return Files.isWritable(modules.resolve(InstalledState.FOLDER));
    }

    private boolean isWhole(String entry, PackageSupply supply) {
        Path folder = modules.resolve(entry);
        Placed its = placed().at("node_modules/" + entry);
        try {
            if (its == null || its.kind() == Kind.SHARED) {
                return Files.exists(folder, LinkOption.NOFOLLOW_LINKS);
            }
            if (its.kind() == Kind.FOLDER_LINK) {
                return Files.isSymbolicLink(folder)
                        && Files.readSymbolicLink(folder).toString().equals(its.key());
            }
            if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                return false;
            }
            // What scripts or tools make of a package is theirs.
            StoredPackage content = its.kind() == Kind.OWN ? null : supply.stored(its.key());
            return content == null
                    ? Files.isRegularFile(folder.resolve(ProjectManifest.FILE_NAME), LinkOption.NOFOLLOW_LINKS)
                    : hasFiles(folder, content);
        } catch (NoSuchFileException | NotDirectoryException missing) {
            return false;
        } catch (IOException e) {
            throw DxException.io(folder.toString(), e);
        }
    }

    private static boolean hasFiles(Path folder, StoredPackage content) throws IOException {
        Map<String, String> renamed = IgnoreFiles.renamed(content.files());
        for (FileEntry file : content.files().entries()) {
            if (renamed.containsKey(file.path())) {
                continue;
            }
            BasicFileAttributes now = Files.readAttributes(
                    folder.resolve(file.path()), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            // A command may have lost the carriage return of its first line.
            boolean sized = now.size() == file.size() || now.size() == file.size() - 1;
            if (!now.isRegularFile() || !sized) {
                return false;
            }
        }
        return true;
    }
}
