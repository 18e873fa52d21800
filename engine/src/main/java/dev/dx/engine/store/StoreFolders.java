package dev.dx.engine.store;

import dev.dx.engine.ContentRoot;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What is where in a store's folder, as it is found there. */
record StoreFolders(Path store, UnpackedPackages unpacked) {
    private static final Pattern HEX = Pattern.compile("[0-9a-f]+");
    private static final int ROOT_DIGITS = 2 * ContentRoot.LENGTH;

    static StoreFolders of(Path store) {
        return new StoreFolders(store, new UnpackedPackages(store.resolve("unpacked")));
    }

    Path trust() {
        return store.resolve("trust");
    }

    PackShelf packs() {
        return new PackShelf(store.resolve("packs"));
    }

    Path quarantine() {
        return store.resolve("quarantine");
    }

    Path projects() {
        return store.resolve("projects");
    }

    Path tmp() {
        return store.resolve("tmp");
    }

    /** Whole trees that projects link to. */
    Path layouts() {
        return store.resolve("layouts");
    }

    /** Held shared by whoever uses packages, exclusively by whoever removes some. */
    Path useLock() {
        return store.resolve("use.lock");
    }

    /** The roots of all folders of packages, sorted. */
    List<ContentRoot> roots() throws IOException {
        TreeSet<String> roots = new TreeSet<>();
        for (Path path : leaves(unpacked.folder())) {
            String name = path.getFileName().toString();
            if (isRoot(name)) {
                roots.add(name);
            }
        }
        return roots.stream().map(ContentRoot::parse).toList();
    }

    static boolean isRoot(String name) {
        return name.length() == ROOT_DIGITS && HEX.matcher(name).matches();
    }

    /** The records of trust whose names are digests. */
    List<Path> trustFiles() throws IOException {
        return leaves(trust()).stream()
                .filter(path -> {
                    String name = path.getFileName().toString();
                    return HEX.matcher(name).matches()
                            && (name.length() == 40
                                    || name.length() == 64
                                    || name.length() == 96
                                    || name.length() == 128);
                })
                .toList();
    }

    /** Whatever is two folders deep, {@code ab/cd/X}. */
    static List<Path> leaves(Path top) throws IOException {
        List<Path> leaves = new ArrayList<>();
        for (Path first : children(top)) {
            for (Path second : children(first)) {
                leaves.addAll(children(second));
            }
        }
        return leaves;
    }

    /** What is in a folder; nothing if it is none. */
    static List<Path> children(Path folder) throws IOException {
        List<Path> children = new ArrayList<>();
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return children;
        }
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(children::add);
        } catch (NoSuchFileException | NotDirectoryException gone) {
            return children;
        }
        return children;
    }
}
