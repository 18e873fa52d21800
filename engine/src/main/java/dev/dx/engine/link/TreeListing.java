package dev.dx.engine.link;

import dev.dx.engine.DxException;
import dev.dx.engine.pack.FileEntry;
import dev.dx.engine.pack.FileMode;
import dev.dx.engine.store.StoredPackage;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * What linking a tree has to know of its packages' files, in one place and as the system takes it, so that no package has to be
 * looked into. It may be outdated: every file is held against it before it is linked.
 */
public final class TreeListing {
    private static final int SEPARATOR = '/';

    /** Of fewer files nobody gains anything. */
    private static final int MANY = TreeWriter.MANY;

    private final Map<Integer, Listed> packages;

    private TreeListing(Map<Integer, Listed> packages) {
        this.packages = packages;
    }

    /** The files of a package. */
    static final class Listed {
        /** What all addresses point into. */
        private final MemorySegment names;

        private final SourceCheck.Unchanged written;
        private final long[] folders;
        private final long[] files;
        private final long[] sizes;
        private final List<Command> commands;

        /**
         * @param names where the addresses of paths point to
         * @param written when its files were
         * @param folders all in it, each after the one it is in
         * @param files those that are linked, and
         * @param sizes of each
         * @param commands those that are made executable first
         */
        Listed(
                MemorySegment names,
                SourceCheck.Unchanged written,
                long[] folders,
                long[] files,
                long[] sizes,
                List<Command> commands) {
            this.names = names;
            this.written = written;
            this.folders = folders;
            this.files = files;
            this.sizes = sizes;
            this.commands = commands;
        }

        int count() {
            return files.length + commands.size();
        }

        List<Command> commands() {
            return commands;
        }

        /** The bytes of those that are linked. */
        long linkedBytes() {
            return LongStream.of(sizes).sum();
        }

        /** Makes its folders, and links what can be linked as it is; false where one is not as it is listed, or the system refuses. */
        boolean link(FolderCalls.Pair open) {
            try {
                for (long folder : folders) {
                    if (!open.makeFolder(folder)) {
                        return false;
                    }
                }
                for (int i = 0; i < files.length; i++) {
                    DxException.checkCancelled();
                    if (!open.link(files[i], sizes[i], written)) {
                        return false;
                    }
                }
                return true;
            } finally {
                Reference.reachabilityFence(names);
            }
        }

        /** Whether one of its commands is as it is listed. */
        boolean isUnchanged(Command command, FolderCalls.Pair open) {
            try {
                return open.isUnchanged(command.address(), command.size(), written);
            } finally {
                Reference.reachabilityFence(names);
            }
        }

        @Override
        public String toString() {
            return folders.length + " folders, " + files.length + " files to link, " + commands.size() + " commands";
        }
    }

    /** A file that a command starts and that cannot be linked as it is. */
    record Command(String path, long address, long size, FileMode mode) {}

    /**
     * How a tree is listed; null where nothing would be gained by it.
     *
     * @param contents of all its packages
     * @param written when the files of a package were unpacked; null where that is not known
     * @param listed whether a package's files are linked as they are
     */
    public static byte @Nullable [] encoded(
            TreeRecipe recipe,
            PackageContents contents,
            Function<StoredPackage, SourceCheck.@Nullable Unchanged> written,
            Predicate<TreeRecipe.Piece> listed) {
        return encoded(recipe, contents, written, listed, MANY);
    }

    /** @param many of fewer files nothing is gained */
    static byte @Nullable [] encoded(
            TreeRecipe recipe,
            PackageContents contents,
            Function<StoredPackage, SourceCheck.@Nullable Unchanged> written,
            Predicate<TreeRecipe.Piece> listed,
            int many) {
        List<TreeRecipe.Piece> pieces = recipe.pieces();
        AtomicInteger files = new AtomicInteger();
        List<byte[]> packages = IntStream.range(0, pieces.size())
                .parallel()
                .filter(i -> pieces.get(i).renamed().isEmpty() && listed.test(pieces.get(i)))
                .mapToObj(i -> {
                    StoredPackage content = contents.of(pieces.get(i));
                    byte[] its = encoded(i, pieces.get(i), content, written);
                    files.addAndGet(its == null ? 0 : content.files().entries().size());
                    return its;
                })
                .filter(Objects::nonNull)
                .toList();
        return files.get() < many ? null : TreeListingFormat.file(packages);
    }

    /** What is said of one package; null where its files cannot be linked by what is written down. */
    private static byte @Nullable [] encoded(
            int number,
            TreeRecipe.Piece piece,
            StoredPackage content,
            Function<StoredPackage, SourceCheck.@Nullable Unchanged> written) {
        List<FileEntry> linked = new ArrayList<>();
        List<FileEntry> commands = new ArrayList<>();
        for (FileEntry entry : content.files().entries()) {
            if (!FolderCalls.isPlain(entry.path())) {
                return null;
            }
            boolean isChanged = piece.executables().contains(entry.path()) && !isReady(content, entry);
            (isChanged ? commands : linked).add(entry);
        }
        SourceCheck.Unchanged time = written.apply(content);
        return time == null
                ? null
                : TreeListingFormat.ofPackage(
                        number, time, foldersOf(content.files().entries()), linked, commands);
    }

    private static boolean isReady(StoredPackage content, FileEntry command) {
        try {
            return FilePlacer.isReadyToStart(content.folder().resolve(command.path()), command.mode());
        } catch (IOException whoeverPlacesItLearnsWhy) {
            return false;
        }
    }

    /** All folders that files stand in; sorted, a folder comes before those in it. */
    private static Set<String> foldersOf(List<FileEntry> entries) {
        Set<String> folders = new TreeSet<>();
        String last = "";
        for (FileEntry entry : entries) {
            int slash = entry.path().lastIndexOf(SEPARATOR);
            if (slash > 0 && !(last.length() == slash && entry.path().startsWith(last))) {
                last = entry.path().substring(0, slash);
                for (int end = slash; end > 0 && folders.add(entry.path().substring(0, end)); ) {
                    end = entry.path().lastIndexOf(SEPARATOR, end - 1);
                }
            }
        }
        return folders;
    }

    /**
     * Reads how a tree was listed; null where it was not, or not legibly.
     *
     * @param file where it was written
     */
    static @Nullable TreeListing read(Path file) {
        try {
            byte[] bytes = TreeListingFormat.read(file);
            // Until nobody knows any of the addresses any more.
            MemorySegment names = Arena.ofAuto().allocateFrom(ValueLayout.JAVA_BYTE, bytes);
            Map<Integer, Listed> packages = new HashMap<>();
            TreeListingFormat.Reading reading = new TreeListingFormat.Reading(bytes, TreeListingFormat.fault(file));
            for (int left = reading.packages(); left > 0; left--) {
                packages.put(reading.piece(), reading.listed(names));
            }
            reading.end();
            return new TreeListing(packages);
        } catch (IOException | DxException without) {
            return null;
        }
    }

    /** As lines, for people. */
    public static List<String> dump(Path file) {
        List<String> lines = new ArrayList<>();
        try {
            TreeListingFormat.dump(file, lines);
        } catch (IOException e) {
            throw DxException.io(file.toString(), e);
        }
        return lines;
    }

    /** It is not what is there, or cannot be linked: nobody shall try again. */
    static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException nextTimeThen) {
            // The same will be found out again.
        }
    }

    /** Of a package of the tree, by its number; null where it is not listed. */
    @Nullable
    Listed of(int piece) {
        return packages.get(piece);
    }
}
