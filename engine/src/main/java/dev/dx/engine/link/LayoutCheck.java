package dev.dx.engine.link;

import dev.dx.engine.ContentHash;
import dev.dx.engine.DxException;
import dev.dx.engine.binary.Blake3;
import dev.dx.engine.pack.FileEntry;
import dev.dx.engine.store.StoredPackage;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compares a tree with its recipe: every file is there with the bytes it should have, and nothing else is. */
final class LayoutCheck {
    private static final int HASHED_AT_ONCE = 1 << 16;

    private final Path modules;
    private final Map<String, Expected> files = new HashMap<>();
    private final Map<String, Set<String>> commands = new HashMap<>();
    private @Nullable String wrong;

    private record Expected(FileEntry entry, Path source, boolean command) {}

    private LayoutCheck(Path modules) {
        this.modules = modules;
    }

    /** The first thing that is not as it should be; null if there is none. */
    static @Nullable String of(Path modules, TreeRecipe recipe, PackageContents contents) {
        LayoutCheck check = new LayoutCheck(modules);
        for (TreeRecipe.Piece piece : recipe.pieces()) {
            check.expect(piece, contents.of(piece));
        }
        for (TreeRecipe.Commands each : recipe.commands()) {
            String folder = each.folder().isEmpty() ? "" : each.folder() + "/";
            for (BinLink link : each.links()) {
                check.commands
                        .computeIfAbsent(folder + BinLinks.FOLDER + "/" + link.name(), none -> new HashSet<>())
                        .add("../" + link.packageFolder() + "/" + link.target());
            }
        }
        try {
            return check.run();
        } catch (IOException e) {
            throw DxException.io(modules.toString(), e);
        }
    }

    private void expect(TreeRecipe.Piece piece, StoredPackage content) {
        Set<String> taken = new HashSet<>();
        content.files().entries().forEach(entry -> taken.add(entry.path()));
        for (FileEntry entry : content.files().entries()) {
            String renamed = piece.renamed().get(entry.path());
            if (renamed == null || !taken.contains(renamed)) {
                String path = renamed == null ? entry.path() : renamed;
                files.put(
                        piece.folder() + "/" + path,
                        new Expected(
                                entry,
                                content.folder().resolve(entry.path()),
                                piece.executables().contains(entry.path())));
            }
        }
    }

    private @Nullable String run() throws IOException {
        Set<String> found = new HashSet<>();
        Files.walkFileTree(modules, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                DxException.checkCancelled();
                String path = modules.relativize(file).toString().replace('\\', '/');
                found.add(path);
                wrong = wrongWith(path, file, attributes);
                return wrong == null ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
            }
        });
        if (wrong == null) {
            for (String path : files.keySet()) {
                if (!found.contains(path)) {
                    return path + " is missing";
                }
            }
        }
        return wrong;
    }

    private @Nullable String wrongWith(String path, Path file, BasicFileAttributes attributes) throws IOException {
        if (isCommand(path)) {
            Set<String> targets = commands.get(commandOf(path));
            boolean fits = targets != null
                    && (!attributes.isSymbolicLink()
                            ? Junction.isTheWayHere()
                            : targets.contains(Files.readSymbolicLink(file).toString()));
            return fits ? null : path + " is no command of a package";
        }
        Expected expected = files.get(path);
        if (expected == null) {
            return path + " does not belong there";
        }
        if (!attributes.isRegularFile()) {
            return path + " is not a file";
        }
        Object same = attributes.fileKey();
        if (same != null && Files.exists(expected.source())) {
            Object source = Files.readAttributes(expected.source(), BasicFileAttributes.class)
                    .fileKey();
            if (same.equals(source)) {
                // The store's own file, which the store looks after.
                return null;
            }
        }
        boolean whole = attributes.size() == expected.entry().size()
                && hash(file).equals(expected.entry().hash());
        return whole || (expected.command() && isMadeToStart(file, expected.source())) ? null : path + " was changed";
    }

    private static boolean isCommand(String path) {
        return path.startsWith(BinLinks.FOLDER + "/") || path.contains("/" + "node_modules/" + BinLinks.FOLDER + "/");
    }

    /** On Windows a command has a file for each shell. */
    private static String commandOf(String path) {
        return Junction.isTheWayHere() ? path.replaceFirst("\\.(cmd|ps1)$", "") : path;
    }

    /** Whether it is the store's file without the carriage return that would keep it from being started. */
    private static boolean isMadeToStart(Path file, Path source) throws IOException {
        byte[] original = Files.readAllBytes(source);
        int at = FilePlacer.carriageReturnOfShebang(original);
        if (at < 0) {
            return false;
        }
        byte[] made = new byte[original.length - 1];
        System.arraycopy(original, 0, made, 0, at);
        System.arraycopy(original, at + 1, made, at, made.length - at);
        return Arrays.equals(made, Files.readAllBytes(file));
    }

    private static ContentHash hash(Path file) throws IOException {
        Blake3 hash = new Blake3();
        byte[] buffer = new byte[HASHED_AT_ONCE];
        try (java.io.InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
                hash.update(buffer, 0, read);
            }
        }
        return ContentHash.of(hash.digest());
    }
}
