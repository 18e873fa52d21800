package dev.dx.engine.link;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.Platform;
import dev.dx.engine.binary.Blake3;
import dev.dx.engine.pack.FileEntry;
import dev.dx.engine.store.Freeing;
import dev.dx.engine.store.StoreKeeper.Mode;
import dev.dx.engine.store.StoredPackage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whole trees that stand ready to become a project's node_modules by a rename, of what was installed lately:
 *
 * <pre>
 * KEY/recipe         what the tree is made of; its time is when it was installed last
 * KEY/listing        the files of its packages, where that makes linking them faster
 * KEY/beside/        files that go into it beside packages, as they stand in it
 * KEY/node_modules/  the tree; once, whole or not at all
 * </pre>
 *
 * Its files have no other name: whatever is done to packages elsewhere, nothing happens to them, and nobody has to look at each
 * before the tree is given away. For any number of processes; a tree that is lost costs time, and nothing else.
 */
public final class SpareTrees {
    private static final String MODULES = "node_modules";
    private static final String RECIPE = "recipe";
    private static final String LISTING = "listing";
    private static final String BESIDE = "beside";
    private static final String WORK = "making-";
    private static final String GIVEN_UP = "gone-";
    /** A maker that cannot be seen may be one in a container of its own. */
    private static final Duration PERHAPS_ALIVE = Duration.ofMinutes(10);

    private static final Duration SURELY_DEAD = Duration.ofHours(6);

    private final Path root;
    private final Limits limits;

    /**
     * How much is kept.
     *
     * @param most how many trees
     * @param bytes of all of them together
     */
    public record Limits(int most, long bytes) {
        public Limits {
            if (most < 0 || bytes < 0) {
                throw new IllegalArgumentException("less than none: " + most + " trees, " + bytes + " bytes");
            }
        }
    }

    /**
     * A tree that stands ready, or that is known well enough to be made.
     *
     * @param bytes of its files; 0 where it does not stand
     */
    public record Spare(String key, boolean ready, int packages, int files, long bytes, Instant lastUsed) {}

    public SpareTrees(Path root, Limits limits) {
        this.root = root;
        this.limits = limits;
    }

    /**
     * Notes what was installed, so that a tree of it can be made.
     *
     * @param listing asked for its listing where that is not there yet; null if it is to have none
     * @param beside what goes into it beside packages, by path
     * @param project where it was installed; nothing is noted where it could not be moved there
     */
    public void note(TreeRecipe recipe, Supplier<byte @Nullable []> listing, Map<String, byte[]> beside, Path project) {
        if (limits.most() == 0) {
            return;
        }
        try {
            createPrivately(root);
            if (!Files.getFileStore(root).equals(Files.getFileStore(project))) {
                return;
            }
            Map<String, byte[]> sorted = new TreeMap<>(beside);
            byte[] encoded = TreeRecipeFormat.encode(recipe);
            Path folder = root.resolve(keyOf(encoded, sorted));
            if (Files.exists(folder.resolve(RECIPE))) {
                Files.setLastModifiedTime(folder.resolve(RECIPE), FileTime.from(Instant.now()));
                addListing(folder, listing);
                return;
            }
            Path work = workFolder();
            try {
                Path files = Files.createDirectory(work.resolve(BESIDE));
                for (Map.Entry<String, byte[]> file : sorted.entrySet()) {
                    Path path = files.resolve(file.getKey());
                    Files.createDirectories(path.getParent());
                    Files.write(path, file.getValue());
                }
                Files.write(work.resolve(RECIPE), encoded);
                byte[] listed = listing.get();
                if (listed != null) {
                    Files.write(work.resolve(LISTING), listed);
                }
                Files.move(work, folder, StandardCopyOption.ATOMIC_MOVE);
                forgetTooMany();
            } catch (FileSystemException notedMeanwhile) {
                return;
            } finally {
                if (Files.exists(work)) {
                    ModulesFolder.delete(root, work);
                }
            }
        } catch (IOException noRoom) {
            // It is a matter of speed alone.
        }
    }

    /** What was found outdated is made anew. */
    private void addListing(Path folder, Supplier<byte @Nullable []> listing) throws IOException {
        if (Files.exists(folder.resolve(LISTING))) {
            return;
        }
        byte[] listed = listing.get();
        if (listed != null) {
            Path work = workFolder();
            try {
                Files.write(work.resolve(LISTING), listed);
                Files.move(work.resolve(LISTING), folder.resolve(LISTING), StandardCopyOption.ATOMIC_MOVE);
            } finally {
                ModulesFolder.delete(root, work);
            }
        }
    }

    private Path workFolder() throws IOException {
        return Files.createTempDirectory(root, WORK + ProcessHandle.current().pid() + "-");
    }

    /** Notes without a tree; trees take their time, and go when others are made. */
    private void forgetTooMany() {
        List<Path> folders = folders();
        for (Path folder : folders.subList(Math.min(limits.most(), folders.size()), folders.size())) {
            if (!Files.exists(folder.resolve(MODULES), LinkOption.NOFOLLOW_LINKS)) {
                ModulesFolder.delete(root, folder);
            }
        }
    }

    private static String keyOf(byte[] recipe, Map<String, byte[]> beside) {
        Blake3 hash = new Blake3();
        hash.update(recipe);
        beside.forEach((path, content) -> {
            hash.update((path + "\0" + content.length + "\0").getBytes(StandardCharsets.UTF_8));
            hash.update(content);
        });
        return HexFormat.of().formatHex(hash.digest(), 0, 16);
    }

    private static void createPrivately(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectories(folder);
        }
    }

    /** The trees that stand ready, what was installed last first. */
    public List<Path> ready() {
        return folders().stream()
                .map(folder -> folder.resolve(MODULES))
                .filter(tree -> Files.isDirectory(tree, LinkOption.NOFOLLOW_LINKS))
                .toList();
    }

    /** By last use, the latest first. */
    private List<Path> folders() {
        List<Path> folders = new ArrayList<>();
        for (Path folder : ModulesFolder.children(root)) {
            if (folder.getFileName().toString().matches("[0-9a-f]{32}")) {
                folders.add(folder);
            }
        }
        folders.sort(Comparator.comparing(SpareTrees::lastUse).reversed());
        return folders;
    }

    private static Instant lastUse(Path folder) {
        try {
            return Files.getLastModifiedTime(folder.resolve(RECIPE)).toInstant();
        } catch (IOException none) {
            return Instant.EPOCH;
        }
    }

    /** All that is known. */
    public List<Spare> list() {
        return folders().stream().map(SpareTrees::spare).toList();
    }

    private static Spare spare(Path folder) {
        int[] files = {0};
        long[] bytes = {0};
        Path tree = folder.resolve(MODULES);
        boolean ready = Files.isDirectory(tree, LinkOption.NOFOLLOW_LINKS);
        if (ready) {
            measure(tree, files, bytes);
        }
        TreeRecipe recipe = recipe(folder.resolve(RECIPE));
        int packages = recipe == null ? 0 : recipe.pieces().size();
        return new Spare(folder.getFileName().toString(), ready, packages, files[0], bytes[0], lastUse(folder));
    }

    static void measure(Path tree, int[] files, long[] bytes) {
        try {
            Files.walkFileTree(tree, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    files[0]++;
                    bytes[0] += attributes.size();
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException gone) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException gone) {
            // Somebody took it.
        }
    }

    /** @param noted what {@link #noted} has */
    static Path recipeBeside(Path noted) {
        return noted.resolveSibling(RECIPE);
    }

    /** @param noted what {@link #noted} has */
    static Path listingBeside(Path noted) {
        return noted.resolveSibling(LISTING);
    }

    static @Nullable TreeRecipe recipe(Path file) {
        try {
            return TreeRecipeFormat.read(file);
        } catch (DxException illegible) {
            return null;
        }
    }

    /**
     * Makes one tree that is missing, and removes what is too much. Interrupted, it leaves what is half made to the next time.
     *
     * @param contents and
     * @param check as for any tree; a package that is missing is no reason to fail, its tree is not made
     * @param last given each tree before anybody can take it
     * @return whether there is more to make
     */
    public boolean make(PackageContents contents, SourceCheck check, Platform platform, Consumer<Path> last) {
        if (!Files.isDirectory(root)) {
            return false;
        }
        removeAbandoned();
        List<Path> folders = folders();
        folders.subList(Math.min(limits.most(), folders.size()), folders.size())
                .forEach(folder -> ModulesFolder.delete(root, folder));
        long room = limits.bytes();
        boolean made = false;
        for (Path folder : folders.subList(0, Math.min(limits.most(), folders.size()))) {
            DxException.checkCancelled();
            Path tree = folder.resolve(MODULES);
            if (Files.isDirectory(tree, LinkOption.NOFOLLOW_LINKS)) {
                long[] bytes = {0};
                measure(tree, new int[1], bytes);
                room -= bytes[0];
                if (room < 0) {
                    ModulesFolder.delete(root, tree);
                }
                continue;
            }
            if (made) {
                return true;
            }
            TreeRecipe recipe = recipe(folder.resolve(RECIPE));
            if (recipe == null) {
                ModulesFolder.delete(root, folder);
                continue;
            }
            long size = sizeOf(recipe, contents);
            if (size >= 0 && size <= room && size < freeSpace() / 2) {
                make(folder, recipe, new RecipeTree(contents, check, platform), last);
                room -= size;
                made = true;
            }
        }
        return false;
    }

    /** The bytes of all its files; below 0 where a package is missing. */
    private static long sizeOf(TreeRecipe recipe, PackageContents contents) {
        long bytes = 0;
        for (TreeRecipe.Piece piece : recipe.pieces()) {
            StoredPackage content;
            try {
                content = contents.of(piece);
            } catch (DxException missing) {
                return -1;
            }
            for (FileEntry entry : content.files().entries()) {
                bytes += entry.size();
            }
        }
        return bytes;
    }

    private long freeSpace() {
        try {
            return Files.getFileStore(root).getUsableSpace();
        } catch (IOException unknown) {
            return 0;
        }
    }

    private void make(Path folder, TreeRecipe recipe, RecipeTree tree, Consumer<Path> last) {
        try {
            Path work = workFolder();
            try {
                // With the permissions that folders usually get, and not those of a temporary one.
                Path modules = Files.createDirectory(work.resolve(MODULES));
                tree.write(recipe, modules, Placement.Files.OWN, placement -> {});
                copy(folder.resolve(BESIDE), modules);
                last.accept(modules);
                Files.move(modules, folder.resolve(MODULES), StandardCopyOption.ATOMIC_MOVE);
            } finally {
                boolean interrupted = Thread.interrupted();
                giveUp(work, interrupted);
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        } catch (FileSystemException madeMeanwhile) {
            // Or taken away with all that was noted of it.
        } catch (IOException e) {
            DxException.checkCancelled();
            throw DxException.io(folder.toString(), e);
        }
    }

    /** Whoever interrupts wants the machine for something else: what is half made is deleted the next time. */
    private void giveUp(Path work, boolean later) {
        if (later && Files.exists(work)) {
            try {
                Files.move(work, root.resolve(GIVEN_UP + work.getFileName()), StandardCopyOption.ATOMIC_MOVE);
                return;
            } catch (IOException atOnceThen) {
                // deleted below
            }
        }
        ModulesFolder.delete(root, work);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    /** What is known well enough to be made, as folders that hold what goes into each tree beside packages; the last first. */
    public List<Path> noted() {
        return folders().stream().map(folder -> folder.resolve(BESIDE)).toList();
    }

    /**
     * Makes a tree of links into a layout, in an empty folder; takes about as long as the links do.
     *
     * @param noted one of {@link #noted}
     * @throws DxException with {@link ErrorCode#DX_NOT_FOUND} if it is no tree of links, or its layout is not there
     */
    public static void link(Path noted, Path modules, LayoutCache layouts, Platform platform) {
        LayoutLinks links = LayoutLinks.read(noted);
        TreeRecipe recipe = recipe(recipeBeside(noted));
        if (links == null || recipe == null || !layouts.has(links.layout())) {
            throw new DxException(
                    ErrorCode.DX_NOT_FOUND, noted + ": its layout is not there any more", "Run dx install again.");
        }
        links.write(modules, layouts.modulesOf(links.layout()));
        for (TreeRecipe.Commands commands : recipe.commands()) {
            if (commands.folder().isEmpty()) {
                BinLinks.create(modules, commands.links(), platform);
            }
        }
        try {
            Files.delete(modules.resolve(LayoutLinks.FILE));
            copy(noted, modules);
        } catch (IOException e) {
            throw DxException.io(modules.toString(), e);
        }
        layouts.used(links.layout());
    }

    private void removeAbandoned() {
        for (Path folder : ModulesFolder.children(root)) {
            String name = folder.getFileName().toString();
            if (name.startsWith(GIVEN_UP) || (name.startsWith(WORK) && isAbandoned(folder, name))) {
                ModulesFolder.delete(root, folder);
            }
        }
    }

    private static boolean isAbandoned(Path folder, String name) {
        try {
            Instant written = Files.getLastModifiedTime(folder).toInstant();
            String maker = name.substring(WORK.length()).replaceFirst("-.*", "");
            boolean seen = maker.matches("\\d{1,18}")
                    && ProcessHandle.of(Long.parseLong(maker)).isPresent();
            return written.isBefore(Instant.now().minus(seen ? SURELY_DEAD : PERHAPS_ALIVE));
        } catch (IOException gone) {
            return false;
        }
    }

    /** Removes all of it. */
    public TreeRemoval clear(Mode mode, Freeing freeing) {
        List<Path> folders = folders();
        TreeRemoval removal = removal(folders, freeing);
        if (mode == Mode.DO) {
            for (Path folder : ModulesFolder.children(root)) {
                ModulesFolder.delete(root, folder);
            }
        }
        return removal;
    }

    /** Removes what was not installed for so long. */
    public TreeRemoval collect(Duration unusedFor, Mode mode, Freeing freeing) {
        Instant before = Instant.now().minus(unusedFor);
        List<Path> old = folders().stream()
                .filter(folder -> lastUse(folder).isBefore(before))
                .toList();
        TreeRemoval removal = removal(old, freeing);
        if (mode == Mode.DO) {
            for (Path folder : old) {
                ModulesFolder.delete(root, folder);
            }
        }
        return removal;
    }

    private static TreeRemoval removal(List<Path> folders, Freeing freeing) {
        List<Path> trees = folders.stream()
                .map(folder -> folder.resolve(MODULES))
                .filter(tree -> Files.isDirectory(tree, LinkOption.NOFOLLOW_LINKS))
                .toList();
        return new TreeRemoval(trees.size(), freeing.goes(folders));
    }
}
