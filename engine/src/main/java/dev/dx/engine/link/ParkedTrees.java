package dev.dx.engine.link;

import dev.dx.engine.DxException;
import dev.dx.engine.store.Freeing;
import dev.dx.engine.store.StoreKeeper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Trees of a project that were replaced and may come back, whole and as they were left, beside the store:
 *
 * <pre>
 * PROJECT/                 a hash of the project's path
 *     project              that path, as text
 *     NUMBER/node_modules  a tree; the higher the number, the later it was put aside
 * </pre>
 *
 * A tree comes and goes by a rename, so a project on another file system has none. Whoever uses a project's trees holds the
 * lock of its {@link ProjectTransaction}. A tree that is lost costs time, and nothing else.
 */
public final class ParkedTrees {
    private static final String MODULES = "node_modules";
    private static final String OWNER = "project";
    private static final String GONE = "gone-";

    private final Path root;
    private final Path project;
    private final int most;
    private @Nullable Path home;
    private @Nullable Path vacant;

    /**
     * @param root where the trees of all projects are
     * @param most how many trees of the project are kept
     */
    public ParkedTrees(Path root, Path project, int most) {
        this.root = root;
        this.project = project;
        this.most = most;
    }

    /** The project's trees, the one that was put aside last first. */
    public List<Path> trees() {
        return numbered().reversed().stream()
                .map(folder -> folder.resolve(MODULES))
                .filter(tree -> Files.isDirectory(tree, LinkOption.NOFOLLOW_LINKS))
                .toList();
    }

    private List<Path> numbered() {
        return numbered(home());
    }

    private static List<Path> numbered(Path home) {
        List<Path> folders = new ArrayList<>();
        for (Path folder : ModulesFolder.children(home)) {
            if (folder.getFileName().toString().matches("\\d{1,9}")) {
                folders.add(folder);
            }
        }
        folders.sort(Comparator.comparingInt(ParkedTrees::number));
        return folders;
    }

    private static int number(Path folder) {
        return Integer.parseInt(folder.getFileName().toString());
    }

    private Path home() {
        Path known = home;
        if (known == null) {
            known = findHome();
            home = known;
        }
        return known;
    }

    private Path findHome() {
        try {
            byte[] path = project.toRealPath().toString().getBytes(StandardCharsets.UTF_8);
            String hash = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(path))
                    .substring(0, 24);
            return root.resolve(hash);
        } catch (IOException e) {
            throw DxException.io(project.toString(), e);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    /** Where a tree of the project can be put aside; null where it cannot be moved there, or none is to be kept. */
    public @Nullable Path vacancy() {
        if (most <= 0) {
            return null;
        }
        if (vacant != null) {
            return vacant.resolve(MODULES);
        }
        try {
            Path home = Files.createDirectories(home());
            Object there = device(home);
            if (there == null || !there.equals(device(project))) {
                return null;
            }
            Path owner = home.resolve(OWNER);
            if (!Files.exists(owner)) {
                Files.writeString(owner, project.toRealPath().toString());
            }
            int next = numbered().stream().mapToInt(ParkedTrees::number).max().orElse(0) + 1;
            vacant = Files.createDirectories(home.resolve(Integer.toString(next)));
            return vacant.resolve(MODULES);
        } catch (IOException noRoom) {
            return null;
        }
    }

    private static @Nullable Object device(Path folder) throws IOException {
        return folder.getFileSystem().supportedFileAttributeViews().contains("unix")
                ? Files.getAttribute(folder, "unix:dev")
                : Files.getFileStore(folder);
    }

    /** Makes room for one more of the project's trees, and deletes those of projects that are gone. */
    public void makeRoom() {
        List<Path> folders = new ArrayList<>(numbered());
        folders.removeIf(folder -> {
            boolean empty = !Files.isDirectory(folder.resolve(MODULES), LinkOption.NOFOLLOW_LINKS);
            if (empty && !folder.equals(vacant)) {
                ModulesFolder.delete(root, folder);
            }
            return empty;
        });
        for (Path folder : folders.subList(0, Math.max(0, folders.size() - most + 1))) {
            ModulesFolder.delete(root, folder);
        }
        for (Path other : ModulesFolder.children(root)) {
            if (!other.equals(home()) && owner(other).filter(Files::exists).isEmpty()) {
                ModulesFolder.delete(root, other);
            }
        }
    }

    /**
     * The trees of one project.
     *
     * @param project its path; empty where that is not known
     * @param last when the last of them was put aside
     */
    public record Parked(String project, int trees, int files, long bytes, Instant last) {}

    /** The trees of all projects. */
    public static List<Parked> list(Path root) {
        List<Parked> parked = new ArrayList<>();
        for (Path home : ModulesFolder.children(root)) {
            DxException.checkCancelled();
            int[] files = {0};
            long[] bytes = {0};
            Instant last = Instant.EPOCH;
            List<Path> trees = treesIn(home);
            for (Path tree : trees) {
                SpareTrees.measure(tree, files, bytes);
                Instant then = putAsideAt(tree);
                last = then.isAfter(last) ? then : last;
            }
            if (!trees.isEmpty()) {
                String project = owner(home).map(Path::toString).orElse("");
                parked.add(new Parked(project, trees.size(), files[0], bytes[0], last));
            }
        }
        return parked;
    }

    /** Removes the trees of all projects. */
    public static TreeRemoval clear(Path root, StoreKeeper.Mode mode, Freeing freeing) {
        TreeRemoval removal = TreeRemoval.NONE;
        for (Path home : ModulesFolder.children(root)) {
            int trees = treesIn(home).size();
            removal = removal.and(new TreeRemoval(trees, freeing.goes(List.of(home))));
            if (mode == StoreKeeper.Mode.DO) {
                remove(root, home);
            }
        }
        return removal;
    }

    private static List<Path> treesIn(Path home) {
        return ModulesFolder.children(home).stream()
                .filter(tree -> Files.isDirectory(tree.resolve(MODULES), LinkOption.NOFOLLOW_LINKS))
                .toList();
    }

    /**
     * Removes trees that were put aside so long ago, and those beyond what their project keeps. Nobody needs one of them to
     * get out of a change that was stopped.
     *
     * @param most how many trees of a project are kept, by its path
     */
    public static TreeRemoval collect(
            Path root, Duration unusedFor, ToIntFunction<Path> most, StoreKeeper.Mode mode, Freeing freeing) {
        Instant before = Instant.now().minus(unusedFor);
        TreeRemoval removal = TreeRemoval.NONE;
        for (Path home : ModulesFolder.children(root)) {
            if (home.getFileName().toString().startsWith(GONE)) {
                if (mode == StoreKeeper.Mode.DO) {
                    ModulesFolder.delete(root, home);
                }
                continue;
            }
            List<Path> trees = numbered(home).stream()
                    .filter(tree -> Files.isDirectory(tree.resolve(MODULES), LinkOption.NOFOLLOW_LINKS))
                    .toList();
            // Of one that cannot be reached just now it is not known how many it keeps.
            int tooMany = owner(home)
                    .filter(Files::isDirectory)
                    .map(owner -> trees.size() - most.applyAsInt(owner))
                    .orElse(0);
            for (int i = 0; i < trees.size(); i++) {
                DxException.checkCancelled();
                if (i < tooMany || putAsideAt(trees.get(i)).isBefore(before)) {
                    removal = removal.and(new TreeRemoval(1, freeing.goes(List.of(trees.get(i)))));
                    if (mode == StoreKeeper.Mode.DO) {
                        remove(root, trees.get(i));
                    }
                }
            }
        }
        return removal;
    }

    private static Instant putAsideAt(Path tree) {
        try {
            return Files.getLastModifiedTime(tree).toInstant();
        } catch (IOException gone) {
            return Instant.MAX;
        }
    }

    /** A project that wants a tree back has it whole by then, or not at all. */
    private static void remove(Path root, Path folder) {
        String name = root.relativize(folder)
                .toString()
                .replace(folder.getFileSystem().getSeparator(), "-");
        Path gone = root.resolve(GONE + ProcessHandle.current().pid() + "-" + name);
        try {
            Files.move(folder, gone, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException removedMeanwhile) {
            return;
        } catch (IOException e) {
            throw DxException.io(folder.toString(), e);
        }
        ModulesFolder.delete(root, gone);
    }

    private static Optional<Path> owner(Path home) {
        try {
            return Optional.of(Path.of(Files.readString(home.resolve(OWNER))));
        } catch (IOException unknown) {
            return Optional.empty();
        }
    }
}
