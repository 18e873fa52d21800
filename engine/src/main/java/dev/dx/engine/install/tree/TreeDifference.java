package dev.dx.engine.install.tree;

import dev.dx.engine.install.tree.PlacedPackages.Placed;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What differs between the node_modules that stands and the one that is wanted. A package that is made anew is so with all
 * that stands in it; one inside another is exchanged without the outer.
 *
 * @param roots locations of packages, none inside another
 * @param made those of them that are part of the new tree
 * @param places how many packages have to be made for that
 * @param given how many that stand go for it, or are made anew
 */
public record TreeDifference(Set<String> roots, Set<String> made, int places, int given) {
    private static final String MODULES = "node_modules/";
    private static final String INNER = "/node_modules/";

    /**
     * Paths relative to node_modules.
     *
     * @param put those that take the place of what is there
     * @param dropped those that go
     */
    public record Entries(Set<String> put, Set<String> dropped) {}

    /**
     * @param modules the folder that stands
     * @param damaged entries at its top that are not what was put there
     */
    public static TreeDifference between(
            PlacedPackages before, PlacedPackages wanted, Path modules, Set<String> damaged) {
        Set<String> anew = new HashSet<>(damaged);
        while (true) {
            TreeDifference difference = between(before, wanted, anew);
            boolean founded = true;
            for (String location : difference.made()) {
                founded &= hasFolderAbove(location, modules) || !anew.add(topOf(location));
            }
            if (founded) {
                return difference;
            }
        }
    }

    private static TreeDifference between(PlacedPackages before, PlacedPackages wanted, Set<String> damaged) {
        Set<String> changed = new HashSet<>();
        wanted.packages().forEach((location, placed) -> {
            Placed now = before.at(location);
            if (isOfProject(location) && (!placed.equals(now) || damaged.contains(topOf(location)))) {
                changed.add(location);
            }
        });
        for (String location : before.packages().keySet()) {
            if (isOfProject(location) && wanted.at(location) == null) {
                changed.add(location);
            }
        }
        Set<String> roots = new TreeSet<>();
        for (String location : changed) {
            String above = above(location);
            if (above == null || outermost(above, changed) == null) {
                roots.add(location);
            }
        }
        Set<String> made = new TreeSet<>();
        int places = 0;
        for (String location : wanted.packages().keySet()) {
            String root = outermost(location, roots);
            if (root != null) {
                made.add(root);
                places++;
            }
        }
        int given = (int) before.packages().keySet().stream()
                .filter(location -> outermost(location, roots) != null)
                .count();
        return new TreeDifference(roots, made, places, given);
    }

    private static boolean isOfProject(String location) {
        return location.startsWith(MODULES);
    }

    /** The name at the top of node_modules that it is, or is in. */
    private static String topOf(String location) {
        int end = location.indexOf(INNER, MODULES.length());
        return location.substring(MODULES.length(), end < 0 ? location.length() : end);
    }

    private static @Nullable String above(String location) {
        int end = location.lastIndexOf(INNER);
        return end < 0 ? null : location.substring(0, end);
    }

    /** Which of these it is or is in; null for none. */
    private static @Nullable String outermost(String location, Set<String> of) {
        String found = null;
        for (String at = location; at != null; at = above(at)) {
            if (of.contains(at)) {
                found = at;
            }
        }
        return found;
    }

    private static boolean hasFolderAbove(String location, Path modules) {
        String above = above(location);
        Path at = modules;
        if (above != null) {
            for (Path step : Path.of(above.substring(MODULES.length()))) {
                at = at.resolve(step);
                if (!Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
                    return false;
                }
            }
        }
        return true;
    }

    boolean isEmpty() {
        return roots.isEmpty();
    }

    /** Whether what stands at a location, or would, is made anew. */
    public boolean isMade(String location) {
        return outermost(location, made) != null;
    }

    /** The folders that something differs directly in: "" for node_modules itself, else {@code a/node_modules}. */
    Set<String> foldersTouched() {
        Set<String> folders = new TreeSet<>();
        for (String root : roots) {
            String above = above(root);
            folders.add(
                    above == null
                            ? ""
                            : (above + INNER).substring(MODULES.length(), above.length() + INNER.length() - 1));
        }
        return folders;
    }

    /** Whether such a folder comes with a package that is made anew. */
    boolean isFolderMade(String folder) {
        return !folder.isEmpty() && isMade(MODULES + folder.substring(0, folder.length() - INNER.length() + 1));
    }

    Entries entries() {
        Entries entries = new Entries(new TreeSet<>(), new TreeSet<>());
        for (String root : roots) {
            (made.contains(root) ? entries.put() : entries.dropped()).add(root.substring(MODULES.length()));
        }
        return entries;
    }
}
