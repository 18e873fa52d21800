package dev.dx.engine.install.project;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.npm.PackageName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Packages that stand at the top of node_modules as links, because somebody asked for that by hand: neither the manifest nor the
 * lock knows of it. Their names are kept in node_modules, one a line; where each leads is what its link says, so that a link that
 * is gone, or that became something else, is none any more.
 *
 * @param folders by name
 */
public record LinkedPackages(Map<String, Path> folders) {
    public static final String FILE_NAME = "linked";
    public static final LinkedPackages NONE = new LinkedPackages(Map.of());
    private static final long MOST_BYTES = 1L << 20;

    public LinkedPackages {
        folders = Collections.unmodifiableMap(new TreeMap<>(folders));
    }

    /** What is written down in a node_modules, as far as it is so. */
    public static LinkedPackages read(Path modules) {
        Path file = modules.resolve(InstalledState.FOLDER).resolve(FILE_NAME);
        Map<String, Path> found = new TreeMap<>();
        try {
            if (Files.size(file) > MOST_BYTES) {
                return NONE;
            }
            for (String name : Files.readAllLines(file)) {
                Path folder = isName(name) ? leadsTo(modules, name) : null;
                if (folder != null) {
                    found.put(name, folder);
                }
            }
        } catch (IOException none) {
            return NONE;
        }
        return new LinkedPackages(found);
    }

    /** These folders by the names of the packages in them. */
    public static LinkedPackages of(Collection<Path> folders) {
        Map<String, Path> named = new TreeMap<>();
        for (Path folder : folders) {
            named.put(nameOf(folder), real(folder));
        }
        return new LinkedPackages(named);
    }

    /** What the package in a folder is called. */
    public static String nameOf(Path folder) {
        ProjectManifest manifest = Files.isDirectory(folder) ? ProjectManifest.readIfPresent(folder) : null;
        if (manifest == null) {
            throw new DxException(
                    ErrorCode.DX_NOT_FOUND, folder + ": there is no package", "Name a folder that has a package.json.");
        }
        String name = manifest.manifest().name();
        if (name.isEmpty()) {
            throw new DxException(
                    ErrorCode.DX_MANIFEST,
                    folder + ": its package.json gives no name",
                    "Give it one: it is linked to by that.");
        }
        return new PackageName(name).value();
    }

    private static Path real(Path folder) {
        try {
            return folder.toRealPath();
        } catch (IOException e) {
            throw DxException.io(folder.toString(), e);
        }
    }

    private static boolean isName(String name) {
        try {
            return !name.isEmpty() && new PackageName(name).value().equals(name);
        } catch (DxException another) {
            return false;
        }
    }

    /** The folder that a link at the top of a node_modules leads out to; null where nothing there does. */
    public static @Nullable Path leadsTo(Path modules, String name) {
        try {
            Path folder = modules.resolve(name).toRealPath();
            boolean leadsOut = !folder.startsWith(modules.toRealPath());
            return leadsOut && Files.isDirectory(folder) ? folder : null;
        } catch (IOException leadsNowhere) {
            return null;
        }
    }

    public boolean isEmpty() {
        return folders.isEmpty();
    }

    public LinkedPackages with(LinkedPackages others) {
        Map<String, Path> all = new TreeMap<>(folders);
        all.putAll(others.folders);
        return new LinkedPackages(all);
    }

    public LinkedPackages without(Collection<String> names) {
        return only(name -> !names.contains(name));
    }

    public LinkedPackages only(Predicate<String> wanted) {
        Map<String, Path> some = new TreeMap<>(folders);
        some.keySet().removeIf(wanted.negate());
        return new LinkedPackages(some);
    }

    /** As somebody would ask for them by hand. */
    public List<String> specs() {
        List<String> specs = new ArrayList<>();
        folders.forEach((name, folder) -> specs.add(name + "@file:" + folder));
        return specs;
    }

    /** Tells a tree with these links from others; empty for one without. */
    public String settings() {
        return folders.isEmpty() ? "" : " linked " + folders;
    }

    /** Writes it into a node_modules, in the place of what is there. */
    public void write(Path modules) {
        Path file = modules.resolve(InstalledState.FOLDER).resolve(FILE_NAME);
        try {
            if (folders.isEmpty()) {
                Files.deleteIfExists(file);
                return;
            }
            Files.createDirectories(file.getParent());
            Path written = file.resolveSibling(
                    FILE_NAME + "." + ProcessHandle.current().pid() + "-" + System.nanoTime());
            Files.writeString(written, String.join("\n", folders.keySet()) + "\n");
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw DxException.io(file.toString(), e);
        }
    }

    /** Names of this set that are links at the top of a node_modules, whoever made them. */
    public static Set<String> linksAmong(Path modules, Collection<String> names) {
        Set<String> links = new TreeSet<>();
        for (String name : names) {
            if (isName(name) && Files.isSymbolicLink(modules.resolve(name))) {
                links.add(name);
            }
        }
        return links;
    }
}
