package dev.dx.engine.link;

import dev.dx.engine.Platform;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes what a {@link TreeRecipe} says. */
final class RecipeTree {
    private static final Set<PosixFilePermission> READ_ONLY = PosixFilePermissions.fromString("r-xr-xr-x");

    private final PackageContents contents;
    private final SourceCheck check;
    private final Platform platform;

    /**
     * @param check asked before each file is placed
     * @param platform whose way of starting commands is used
     */
    RecipeTree(PackageContents contents, SourceCheck check, Platform platform) {
        this.contents = contents;
        this.check = check;
        this.platform = platform;
    }

    /** Fills {@code modules}, an empty folder; answers how files were placed. */
    LinkStrategy write(TreeRecipe recipe, Path modules, Placement.Files files, Consumer<Path> finished) {
        return write(recipe, null, modules, null, piece -> files, finished);
    }

    /**
     * @param listing of its packages, where there is one; those are not looked into
     * @param asked how files are placed; null for the best way there is
     */
    LinkStrategy write(
            TreeRecipe recipe,
            @Nullable TreeListing listing,
            Path modules,
            @Nullable LinkStrategy asked,
            Function<TreeRecipe.Piece, Placement.Files> files,
            Consumer<Path> finished) {
        List<TreeRecipe.Piece> pieces = recipe.pieces();
        LinkStrategy strategy = LinkStrategy.COPY;
        if (!pieces.isEmpty()) {
            strategy = LinkStrategy.asked(asked, contents.folderOf(pieces.getFirst()), modules);
            List<TreeWriter.ListedPackage> listed = new ArrayList<>();
            List<TreeRecipe.Piece> others = new ArrayList<>();
            TreeListing used = TreeWriter.linksListed(strategy) ? listing : null;
            for (int i = 0; i < pieces.size(); i++) {
                TreeRecipe.Piece piece = pieces.get(i);
                TreeListing.Listed its = used == null ? null : used.of(i);
                if (its == null) {
                    others.add(piece);
                } else {
                    listed.add(new TreeWriter.ListedPackage(Path.of(piece.folder()), contents.folderOf(piece), its));
                }
            }
            List<Placement> placements = TreeRecipe.placements(others, contents, files);
            new TreeWriter(strategy, check).write(modules, placements, listed, finished);
        }
        for (TreeRecipe.Commands commands : recipe.commands()) {
            BinLinks.create(modules.resolve(commands.folder()), commands.links(), platform);
        }
        return strategy;
    }

    /**
     * Takes away the permission to change a tree: of its folders always, so that nothing comes or goes, and of its files unless
     * they are the store's own under another name, whose permissions all projects see.
     */
    static void protect(Path modules, LinkStrategy strategy) throws IOException {
        if (!modules.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        Files.walkFileTree(modules, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (strategy != LinkStrategy.HARDLINK && attributes.isRegularFile()) {
                    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
                    permissions.removeIf(permission -> !READ_ONLY.contains(permission));
                    Files.setPosixFilePermissions(file, permissions);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.setPosixFilePermissions(folder, READ_ONLY);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
