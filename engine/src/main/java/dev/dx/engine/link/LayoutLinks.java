package dev.dx.engine.link;

import dev.dx.engine.ContentHash;
import dev.dx.engine.DxException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
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
    static final String FILE = ".dx/layout";

    /** The fingerprint that the folders of the links had when each was looked at. */
    private static final String CHECKED = ".dx/checked";

    /** File systems do not count time more finely than that, to be on the safe side. */
    private static final Duration MOMENT = Duration.ofSeconds(2);

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

    /** Whether this is a file that is about links alone. */
    public static boolean isAbout(Path file) {
        return file.endsWith(FILE) || file.endsWith(CHECKED);
    }

    /** Whether something was noted, legible or not. */
    public static boolean areIn(Path modules) {
        return Files.exists(modules.resolve(FILE), LinkOption.NOFOLLOW_LINKS);
    }

    private static void note(Path modules, String fingerprint) {
        try {
            Files.writeString(modules.resolve(CHECKED), fingerprint);
        } catch (IOException readOnly) {
            // Then every link is looked at next time too.
        }
    }

    private static String checked(Path modules) {
        try {
            return Files.readString(modules.resolve(CHECKED));
        } catch (IOException never) {
            return "";
        }
    }

    /**
     * What changes whenever a link in one of the folders is replaced, for the system notes when; null where it does not, or where
     * one of the folders was changed so lately that another change would look the same.
     */
    private @Nullable String fingerprint(Path modules) throws IOException {
        if (!modules.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return null;
        }
        TreeSet<String> folders = new TreeSet<>(Set.of(""));
        for (String entry : entries) {
            int slash = entry.indexOf('/');
            if (slash > 0) {
                folders.add(entry.substring(0, slash));
            }
        }
        Instant moment = Instant.now().minus(MOMENT);
        StringBuilder text = new StringBuilder(layout + "\n");
        for (String folder : folders) {
            Map<String, Object> read =
                    Files.readAttributes(modules.resolve(folder), "unix:ctime,ino", LinkOption.NOFOLLOW_LINKS);
            if (!(read.get("ctime") instanceof FileTime changed)
                    || changed.toInstant().isAfter(moment)) {
                return null;
            }
            text.append(read.get("ino")).append(' ').append(changed.toInstant()).append('\n');
        }
        return text.toString();
    }

    /** Whether the layout is there and every link leads into it. */
    public boolean stand(Path modules, LayoutCache layouts) {
        if (!layouts.has(layout)) {
            return false;
        }
        Path tree = layouts.modulesOf(layout);
        try {
            String now = fingerprint(modules);
            if (now != null && now.equals(checked(modules))) {
                return true;
            }
            for (String entry : entries) {
                if (!FolderLink.leadsTo(modules.resolve(entry), tree.resolve(entry))) {
                    return false;
                }
            }
            if (now != null && now.equals(fingerprint(modules))) {
                note(modules, now);
            }
            return true;
        } catch (IOException notALink) {
            return false;
        }
    }
}
