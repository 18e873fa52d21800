package dev.dx.engine.link;

import dev.dx.engine.ContentHash;
import dev.dx.engine.ContentRoot;
import dev.dx.engine.Integrity;
import dev.dx.engine.binary.Blake3;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * What a whole node_modules is made of, so that it can be made again by whoever has the packages. Two recipes that make the
 * same tree are equal.
 *
 * @param target for whom: the platform, and whatever else decides what the same packages become
 * @param pieces by folder
 * @param commands by folder
 */
public record TreeRecipe(String target, List<Piece> pieces, List<Commands> commands) {
    /**
     * A package at its place.
     *
     * @param folder from node_modules, with slashes
     * @param integrity under which the store knows the package
     * @param executables and
     * @param renamed as in {@link Placement}
     */
    public record Piece(
            String folder,
            ContentRoot root,
            Integrity integrity,
            Set<String> executables,
            Map<String, String> renamed) {
        public Piece {
            executables = Set.copyOf(executables);
            renamed = Map.copyOf(renamed);
            if (!staysInside(folder) || !renamed.values().stream().allMatch(TreeRecipe::staysInside)) {
                throw new IllegalArgumentException("outside of the tree, or renamed out of its package: " + folder);
            }
        }
    }

    /**
     * The commands of one node_modules.
     *
     * @param folder that node_modules, from the one at the top, with slashes; "" for that
     * @param links the first of a name gets it
     */
    public record Commands(String folder, List<BinLink> links) {
        public Commands {
            links = List.copyOf(links);
            if (!folder.isEmpty() && !staysInside(folder)) {
                throw new IllegalArgumentException("commands outside of node_modules: " + folder);
            }
        }
    }

    public TreeRecipe {
        pieces = pieces.stream().sorted(Comparator.comparing(Piece::folder)).toList();
        commands =
                commands.stream().sorted(Comparator.comparing(Commands::folder)).toList();
    }

    private static boolean staysInside(String path) {
        for (String step : path.split("/", -1)) {
            if (step.isEmpty()
                    || step.equals(".")
                    || step.equals("..")
                    || step.indexOf('\\') >= 0
                    || step.indexOf('\0') >= 0) {
                return false;
            }
        }
        return true;
    }

    public boolean isEmpty() {
        return pieces.isEmpty();
    }

    /** What the tree is called; the archives its packages came as do not matter for it. */
    public ContentHash hash() {
        return ContentHash.of(Blake3.hash(TreeRecipeFormat.identity(this)));
    }

    /** As {@link #hash}, for any target and whatever the commands. */
    public ContentHash graph() {
        return ContentHash.of(Blake3.hash(TreeRecipeFormat.identity(new TreeRecipe("", pieces, List.of()))));
    }

    /** The packages it is made of. */
    public Set<ContentRoot> roots() {
        Set<ContentRoot> roots = new java.util.HashSet<>();
        pieces.forEach(piece -> roots.add(piece.root()));
        return roots;
    }

    /** A recipe as text, for people. */
    public static List<String> dump(Path file) {
        return TreeRecipeFormat.dump(TreeRecipeFormat.read(file));
    }

    /** What stands at the top: {@code name} or {@code @scope/name}. */
    public static String entryOf(String folder) {
        int slash = folder.indexOf('/');
        int end = folder.startsWith("@") && slash > 0 ? folder.indexOf('/', slash + 1) : slash;
        return end < 0 ? folder : folder.substring(0, end);
    }

    /** The part of it that stands in some entries at the top. */
    public TreeRecipe only(Set<String> entries) {
        List<Piece> some = pieces.stream()
                .filter(piece -> entries.contains(entryOf(piece.folder())))
                .toList();
        List<Commands> theirs = new ArrayList<>();
        for (Commands each : commands) {
            boolean top = each.folder().isEmpty();
            List<BinLink> links = each.links().stream()
                    .filter(link -> entries.contains(top ? link.packageFolder() : entryOf(each.folder())))
                    .toList();
            if (!links.isEmpty()) {
                theirs.add(new Commands(each.folder(), links));
            }
        }
        return new TreeRecipe(target, some, theirs);
    }

    /** The placements of some of its pieces, whose files may share with the store what {@code files} says. */
    static List<Placement> placements(
            List<Piece> pieces, PackageContents contents, Function<Piece, Placement.Files> files) {
        List<Placement> placements = new ArrayList<>();
        Map<ContentRoot, dev.dx.engine.store.StoredPackage> known = new HashMap<>();
        for (Piece piece : pieces) {
            placements.add(new Placement(
                    Path.of(piece.folder()),
                    known.computeIfAbsent(piece.root(), root -> contents.of(piece)),
                    piece.executables(),
                    piece.renamed(),
                    files.apply(piece)));
        }
        return placements;
    }
}
