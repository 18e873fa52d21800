package dev.dx.engine.link;

import dev.dx.engine.ContentHash;
import dev.dx.engine.ContentRoot;
import dev.dx.engine.Integrity;
import dev.dx.engine.pack.FileEntry;
import dev.dx.engine.pack.FileMode;
import dev.dx.engine.pack.FileTable;
import dev.dx.engine.store.StoredPackage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Packages as they stand in a store, written out by a test. Their hashes are of no matter here. */
final class StoredPackages {
    private final Path store;
    private int count;

    StoredPackages(Path store) {
        this.store = store;
    }

    /** One file of a package. */
    record Content(String path, FileMode mode, String text) {}

    static Content file(String path, String text) {
        return new Content(path, FileMode.REGULAR, text);
    }

    static Content command(String path, String text) {
        return new Content(path, FileMode.EXECUTABLE, text);
    }

    StoredPackage with(Content... files) {
        try {
            Path folder = Files.createDirectories(store.resolve("unpacked").resolve(Integer.toString(count++)));
            List<FileEntry> entries = new ArrayList<>();
            for (Content file : files) {
                Path path = folder.resolve(file.path());
                Path parent = path.getParent();
                if (parent != null) {
                    Files.createDirectories(parent);
                }
                Files.writeString(path, file.text());
                if (file.mode() == FileMode.EXECUTABLE && !path.toFile().setExecutable(true, false)) {
                    throw new IOException("cannot make " + path + " executable");
                }
                int size = file.text().getBytes(StandardCharsets.UTF_8).length;
                entries.add(
                        new FileEntry(file.path(), file.mode(), size, ContentHash.of(new byte[ContentHash.LENGTH])));
            }
            return new StoredPackage(
                    ContentRoot.of(new byte[ContentRoot.LENGTH]),
                    Integrity.of(Integrity.Algorithm.SHA512, new byte[64]),
                    folder,
                    new FileTable(entries));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
