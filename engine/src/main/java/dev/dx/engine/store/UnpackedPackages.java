package dev.dx.engine.store;

import dev.dx.engine.ContentHash;
import dev.dx.engine.ContentRoot;
import dev.dx.engine.DxException;
import dev.dx.engine.binary.Blake3;
import dev.dx.engine.pack.FileEntry;
import dev.dx.engine.pack.FileTable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * The packages that stand as files: {@code ab/cd/<root>/} and {@code ab/cd/<root>.table}. The table is there before the
 * folder, so that a folder that is there is whole.
 */
final class UnpackedPackages {
    static final String TABLE = ".table";
    private static final int HASHED_AT_ONCE = 1 << 16;

    private final Path folder;

    UnpackedPackages(Path folder) {
        this.folder = folder;
    }

    Path folder() {
        return folder;
    }

    Path folderOf(ContentRoot root) {
        String hex = root.toString();
        return folder.resolve(hex.substring(0, 2)).resolve(hex.substring(2, 4)).resolve(hex);
    }

    Path tableOf(ContentRoot root) {
        Path unpacked = folderOf(root);
        return unpacked.resolveSibling(unpacked.getFileName() + TABLE);
    }

    /** The package's table, if table and folder are there and the table is whole; null otherwise. */
    @Nullable
    FileTable open(ContentRoot root) throws IOException {
        try {
            FileTable table = FileTable.read(tableOf(root), root);
            return isFolder(folderOf(root)) ? table : null;
        } catch (NoSuchFileException gone) {
            return null;
        } catch (DxException damaged) {
            if (isOfTheFormat(damaged)) {
                return null;
            }
            throw damaged;
        }
    }

    static boolean isOfTheFormat(DxException damage) {
        return switch (damage.code()) {
            case DX_FORMAT_CORRUPT, DX_FORMAT_TOO_NEW, DX_FORMAT_TRUNCATED -> true;
            default -> false;
        };
    }

    /**
     * Makes a folder visible as the package, or drops it where the same package is visible already and untouched.
     *
     * @param began when the first of its files may have been written
     * @return whether it is the one that was made here
     */
    boolean publish(ContentRoot root, FileTable files, Path made, FileTime began, Staging.Place place)
            throws IOException {
        DxException.checkCancelled();
        Path visible = folderOf(root);
        Files.createDirectories(visible.getParent());
        Files.setLastModifiedTime(made, began);
        for (int attempt = 0; ; attempt++) {
            if (isFolder(visible)) {
                if (isUntouched(root)) {
                    return false;
                }
                // Someone changed what must not change: out of the way with it.
                moveAway(visible, place.path("damaged" + attempt));
            }
            writeTable(root, files, place.path("table" + attempt));
            try {
                Files.move(made, visible, StandardCopyOption.ATOMIC_MOVE);
                return true;
            } catch (FileSystemException taken) {
                if (!isFolder(visible) || attempt == 3) {
                    throw taken;
                }
            }
        }
    }

    private static void moveAway(Path visible, Path aside) throws IOException {
        try {
            Files.move(visible, aside, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException byAnother) {
            // It is out of the way, whoever did it.
        }
    }

    private void writeTable(ContentRoot root, FileTable files, Path written) throws IOException {
        try (OutputStream out = Files.newOutputStream(written, StandardOpenOption.CREATE_NEW)) {
            files.write(out);
        }
        Files.move(written, tableOf(root), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Whether table and files are there as unpacking left them. */
    boolean isUntouched(ContentRoot root) throws IOException {
        FileTable table = open(root);
        if (table == null) {
            return false;
        }
        Path unpacked = folderOf(root);
        try {
            WritingTime written = WritingTime.of(unpacked, tableOf(root));
            for (FileEntry entry : table.entries()) {
                if (!isAsUnpacked(unpacked.resolve(entry.path()), entry, written)) {
                    return false;
                }
            }
            return true;
        } catch (NoSuchFileException gone) {
            return false;
        }
    }

    /**
     * Whether a file is what unpacking wrote. Its size and time say so at the price of one question to the system; where the
     * time alone is another, as in a store that was copied, its bytes are asked, and it gets a time that says so next time.
     */
    static boolean isAsUnpacked(Path file, FileEntry entry, WritingTime written) throws IOException {
        BasicFileAttributes now;
        try {
            now = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException missing) {
            return false;
        }
        if (now.size() != entry.size() || !now.isRegularFile()) {
            return false;
        }
        if (written.contains(now.lastModifiedTime())) {
            return true;
        }
        if (!hash(file).equals(entry.hash())) {
            return false;
        }
        try {
            Files.setLastModifiedTime(file, written.to());
        } catch (IOException readOnly) {
            // Then its bytes are asked next time too.
        }
        return true;
    }

    static ContentHash hash(Path file) throws IOException {
        Blake3 hash = new Blake3();
        byte[] buffer = new byte[HASHED_AT_ONCE];
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
                DxException.checkCancelled();
                hash.update(buffer, 0, read);
            }
        }
        return ContentHash.of(hash.digest());
    }

    static boolean isFolder(Path path) {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }
}
