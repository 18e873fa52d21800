package dev.dx.engine.link;

import dev.dx.engine.ContentHash;
import dev.dx.engine.DxException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which entries of a project's node_modules are links into a layout, kept inside it as {@code .dx/layout}: a line with the format,
 * one with the layout, and one for each entry.
 *
 * @param entries {@code name} or {@code @scope/name}
 */
public record LayoutLinks(ContentHash layout, Set<String> entries) {
    private static final String FORMAT = "dx-layout 1";
    private static final String FILE = ".dx/layout";

    public LayoutLinks {
        entries = new TreeSet<>(entries);
        if (!entries.stream().allMatch(LayoutLinks::isEntry)) {
            throw new IllegalArgumentException("not entries of node_modules: " + entries);
        }
    }

    private static boolean isEntry(String entry) {
        int slash = entry.indexOf('/');
        String name = entry.substring(slash + 1);
        return CommitRecord.isEntry(name)
                && !name.startsWith(".")
                && (slash < 0 || (entry.startsWith("@") && CommitRecord.isEntry(entry.substring(0, slash))))
                && entry.chars().noneMatch(c -> c < ' ');
    }

    /**
     * Makes the links in a node_modules, and notes them there.
     *
     * @param tree the layout's node_modules
     */
    public void write(Path modules, Path tree) {
        try {
            for (String entry : entries) {
                DxException.checkCancelled();
                Path link = modules.resolve(entry);
                if (entry.indexOf('/') > 0) {
                    Files.createDirectories(link.getParent());
                }
                FolderLink.create(link, tree.resolve(entry));
            }
            Path file = modules.resolve(FILE);
            Files.createDirectories(file.getParent());
            List<String> lines = new ArrayList<>(List.of(FORMAT, layout.toString()));
            lines.addAll(entries);
            Files.write(file, lines);
        } catch (IOException e) {
            throw DxException.io(modules.toString(), e);
        }
    }

    /** What was noted in this node_modules; null if it holds no such links, or nobody can tell which. */
    public static @Nullable LayoutLinks read(Path modules) {
        try {
            List<String> lines = Files.readAllLines(modules.resolve(FILE));
            if (lines.size() < 2 || !lines.getFirst().equals(FORMAT)) {
                return null;
            }
            return new LayoutLinks(
                    ContentHash.of(HexFormat.of().parseHex(lines.get(1))), Set.copyOf(lines.subList(2, lines.size())));
        } catch (IOException | IllegalArgumentException none) {
            return null;
        }
    }

    /** Whether this is the file that says so. */
    public static boolean isIn(Path file) {
        return file.endsWith(FILE);
    }

    /** Whether something was noted, legible or not. */
    public static boolean areIn(Path modules) {
        return Files.exists(modules.resolve(FILE), LinkOption.NOFOLLOW_LINKS);
    }

    /** Whether the layout is there and every link leads into it. */
    public boolean stand(Path modules, LayoutCache layouts) {
        if (!layouts.has(layout)) {
            return false;
        }
        Path tree = layouts.modulesOf(layout);
        try {
            for (String entry : entries) {
                if (!FolderLink.leadsTo(modules.resolve(entry), tree.resolve(entry))) {
                    return false;
                }
            }
            return true;
        } catch (NoSuchFileException gone) {
            return false;
        } catch (IOException notALink) {
            return false;
        }
    }
}
