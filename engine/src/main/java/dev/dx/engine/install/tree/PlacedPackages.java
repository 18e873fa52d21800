package dev.dx.engine.install.tree;

import dev.dx.engine.ContentRoot;
import dev.dx.engine.DxException;
import dev.dx.engine.install.project.InstalledState;
import dev.dx.engine.install.supply.PackageFetches;
import dev.dx.engine.link.TreeRecipe;
import dev.dx.engine.npm.tree.TreeNode;
import dev.dx.engine.store.PackageRoots;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * What an install put where, kept in node_modules, so that the next one makes only what differs. As text, one package a line,
 * its fields parted by tabs; the last line holds the CRC-32 of all before it, without which nothing is known:
 *
 * <pre>
 * dx-placed 1
 * KIND  ROOT  COMMANDS  KEY  LOCATION
 * end CRC32
 * </pre>
 *
 * @param packages by location, as the lock has it
 */
public record PlacedPackages(Map<String, Placed> packages) {
    public static final String FILE_NAME = "placed";
    /** Beside it: which packages these are. */
    public static final String ROOTS_FILE_NAME = "roots";

    private static final String FIRST = "dx-placed 1";
    private static final String NO_ROOT = "-";
    static final PlacedPackages NONE = new PlacedPackages(Map.of());

    /** How something got to its place. */
    enum Kind {
        /** As the strategy has it. */
        LINKED,
        /** As files of its own, since somebody writes to them. */
        OWN,
        /** It stands in a layout that is linked to. */
        SHARED,
        /** It is a symbolic link to a folder. */
        FOLDER_LINK
    }

    /**
     * What is at one place.
     *
     * @param key what its archive hashes to, or where it comes from; of a link what it says
     * @param commands tells which of its files were made commands
     * @param root what is in it; null for a link
     */
    record Placed(
            Kind kind,
            String key,
            String commands,
            @Nullable ContentRoot root) {}

    public boolean isEmpty() {
        return packages.isEmpty();
    }

    @Nullable
    Placed at(String location) {
        return packages.get(location);
    }

    /** Whether a piece of the project's own node_modules got the files of the store as they are. */
    boolean isLinked(TreeRecipe.Piece piece) {
        return isOf(piece, Kind.LINKED);
    }

    /** Whether it got files of its own. */
    boolean isOwn(TreeRecipe.Piece piece) {
        return isOf(piece, Kind.OWN);
    }

    private boolean isOf(TreeRecipe.Piece piece, Kind kind) {
        Placed its = packages.get(locationOf(piece));
        return its != null && its.kind() == kind;
    }

    static String locationOf(TreeRecipe.Piece piece) {
        return "node_modules/" + piece.folder();
    }

    /** Whether the very package stands where it is wanted. What nothing promises to stay the same is never sure to. */
    public boolean holds(TreeNode node) {
        Placed placed = packages.get(node.location());
        return placed != null
                && placed.root() != null
                && PackageFetches.promiseOf(node) != null
                && placed.key().equals(PackageFetches.keyOf(node));
    }

    /** The same where files stand in the place of links to a layout. */
    PlacedPackages ownInsteadOfShared() {
        Map<String, Placed> own = new LinkedHashMap<>(packages);
        own.replaceAll((location, placed) -> placed.kind() == Kind.SHARED
                ? new Placed(Kind.LINKED, placed.key(), placed.commands(), placed.root())
                : placed);
        return new PlacedPackages(own);
    }

    public boolean hasShared() {
        return packages.values().stream().anyMatch(placed -> placed.kind() == Kind.SHARED);
    }

    /** Whether all of the node_modules of one folder is the same in another tree, the project's being that of "". */
    public boolean isSameIn(String home, PlacedPackages other) {
        String prefix = FilledTree.prefixOf(home);
        return of(prefix).equals(other.of(prefix));
    }

    private Map<String, Placed> of(String prefix) {
        Map<String, Placed> some = new LinkedHashMap<>();
        packages.forEach((location, placed) -> {
            if (location.startsWith(prefix)) {
                some.put(location, placed);
            }
        });
        return some;
    }

    /** The packages of the store that are among them. */
    public PackageRoots roots() {
        Set<ContentRoot> roots = new HashSet<>();
        packages.values().forEach(placed -> {
            if (placed.root() != null) {
                roots.add(placed.root());
            }
        });
        return PackageRoots.of(roots);
    }

    /** The same of what is written down, without all of it being read where that can be. */
    static PackageRoots rootsIn(Path modules) {
        PackageRoots noted =
                PackageRoots.read(modules.resolve(InstalledState.FOLDER).resolve(ROOTS_FILE_NAME));
        return noted == null ? read(modules).roots() : noted;
    }

    /** Nothing where nobody wrote it down, or not legibly. */
    static PlacedPackages read(Path modules) {
        try {
            String text =
                    Files.readString(modules.resolve(InstalledState.FOLDER).resolve(FILE_NAME));
            int end = text.lastIndexOf("end ");
            if (end < 0 || !text.substring(end).equals("end " + checksum(text.substring(0, end)) + "\n")) {
                return NONE;
            }
            return parse(text, end);
        } catch (IOException | IllegalArgumentException none) {
            return NONE;
        }
    }

    private static PlacedPackages parse(String text, int end) {
        Map<String, Placed> packages = new LinkedHashMap<>();
        int from = text.indexOf('\n') + 1;
        if (!text.startsWith(FIRST + "\n")) {
            return NONE;
        }
        while (from < end) {
            int to = text.indexOf('\n', from);
            String[] fields = text.substring(from, to).split("\t", -1);
            if (fields.length != 5) {
                return NONE;
            }
            ContentRoot root = fields[1].equals(NO_ROOT) ? null : ContentRoot.parse(fields[1]);
            packages.put(fields[4], new Placed(Kind.valueOf(fields[0]), fields[3], fields[2], root));
            from = to + 1;
        }
        return new PlacedPackages(packages);
    }

    /** Writes it into a folder that becomes a node_modules, or part of one. */
    public void write(Path modules) {
        StringBuilder text = new StringBuilder(FIRST + "\n");
        packages.forEach((location, placed) -> {
            String root = placed.root() == null ? NO_ROOT : placed.root().toString();
            String line = String.join("\t", placed.kind().name(), root, placed.commands(), placed.key(), location);
            // A line that is not legible makes the whole say nothing.
            text.append(line).append('\n');
        });
        String checksum = checksum(text);
        text.append("end ").append(checksum).append('\n');
        Path file = modules.resolve(InstalledState.FOLDER).resolve(FILE_NAME);
        try {
            Files.createDirectories(file.getParent());
            // Whoever is stopped in between leaves roots that are worked out, and never those of something else.
            Path roots = file.resolveSibling(ROOTS_FILE_NAME);
            Files.deleteIfExists(roots);
            Files.writeString(file, text);
            roots().write(roots);
        } catch (IOException e) {
            throw DxException.io(file.toString(), e);
        }
    }

    private static String checksum(CharSequence text) {
        CRC32 crc = new CRC32();
        crc.update(text.toString().getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(crc.getValue());
    }
}
