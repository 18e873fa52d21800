package dev.dx.engine.store;

import dev.dx.engine.ContentHash;
import dev.dx.engine.DxException;
import dev.dx.engine.binary.Blake3;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The projects that use a store: what the removal of packages has to leave alone. */
final class ProjectRegistry {
    static final String SUFFIX = ".dxproject";

    private final Path folder;
    private final Staging staging;

    ProjectRegistry(Path folder, Staging staging) {
        this.folder = folder;
        this.staging = staging;
    }

    /** A project with the file that says so. */
    record Registered(Path file, ProjectEntry entry, ProjectState state) {}

    /**
     * Adds packages to what a project is known to use, before it uses them: whoever dies in between leaves too much known,
     * never too little.
     */
    void add(Path project, PackageRoots packages, Set<ContentHash> layouts) throws IOException {
        ProjectEntry before = find(project);
        PackageRoots all = packages;
        Set<ContentHash> allLayouts = new HashSet<>(layouts);
        if (before != null) {
            all = before.packages().and(packages);
            allLayouts.addAll(before.layouts());
        }
        if (before == null
                || !before.packages().equals(all)
                || !before.layouts().equals(allLayouts)) {
            write(project, all, allLayouts);
        }
    }

    /** Says what a project uses now. */
    void set(Path project, PackageRoots packages, Set<ContentHash> layouts) throws IOException {
        ProjectEntry before = find(project);
        boolean isFresh = before != null
                && before.packages().equals(packages)
                && before.layouts().equals(layouts)
                && before.written().isAfter(Instant.now().minus(Duration.ofDays(1)));
        if (!isFresh) {
            write(project, packages, layouts);
        }
    }

    private @Nullable ProjectEntry find(Path project) throws IOException {
        try {
            return ProjectEntry.read(fileOf(project));
        } catch (NoSuchFileException none) {
            return null;
        } catch (DxException damaged) {
            if (UnpackedPackages.isOfTheFormat(damaged)) {
                return null;
            }
            throw damaged;
        }
    }

    private void write(Path project, PackageRoots packages, Set<ContentHash> layouts) throws IOException {
        Files.createDirectories(folder);
        ProjectEntry entry = new ProjectEntry(
                project.toString(),
                diskOf(project),
                Instant.ofEpochSecond(Instant.now().getEpochSecond()),
                packages,
                layouts);
        try (Staging.Place place = staging.open()) {
            Path written = Files.write(place.path("project"), entry.encode(), StandardOpenOption.CREATE_NEW);
            Files.move(written, fileOf(project), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private Path fileOf(Path project) {
        byte[] hash = Blake3.hash(project.toString().getBytes(StandardCharsets.UTF_8));
        return folder.resolve(HexFormat.of().formatHex(hash, 0, Blake3.LENGTH / 2) + SUFFIX);
    }

    /**
     * All of them. One that cannot be read is thrown as what it is: what its project uses is not known, so nothing may be
     * removed.
     */
    List<Registered> all() throws IOException {
        List<Registered> all = new ArrayList<>();
        for (Path file : StoreFolders.children(folder)) {
            if (file.getFileName().toString().endsWith(SUFFIX)) {
                try {
                    ProjectEntry entry = ProjectEntry.read(file);
                    all.add(new Registered(file, entry, stateOf(entry)));
                } catch (NoSuchFileException removedMeanwhile) {
                    // Then it uses nothing any more.
                }
            }
        }
        return all;
    }

    private static ProjectState stateOf(ProjectEntry entry) {
        try {
            Path project = Path.of(entry.path());
            if (Files.isDirectory(project)) {
                return ProjectState.PRESENT;
            }
            Path there = project;
            while (there != null && !Files.exists(there, LinkOption.NOFOLLOW_LINKS)) {
                there = there.getParent();
            }
            return there != null && diskOf(there).equals(entry.disk()) ? ProjectState.GONE : ProjectState.OUT_OF_REACH;
        } catch (IOException | InvalidPathException | SecurityException unknown) {
            return ProjectState.OUT_OF_REACH;
        }
    }

    private static String diskOf(Path path) throws IOException {
        return Files.getFileStore(path).name();
    }
}
