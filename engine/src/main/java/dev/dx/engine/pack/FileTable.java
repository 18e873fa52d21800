package dev.dx.engine.pack;

import dev.dx.engine.ContentRoot;
import dev.dx.engine.binary.Blake3;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/**
 * The files of a package, sorted by the UTF-8 bytes of their paths, no path twice. Two packages with equal tables are
 * the same package. {@link FileTableFormat} says how a table is written.
 */
public record FileTable(List<FileEntry> entries) {
    public FileTable {
        if (isSorted(entries)) {
            entries = List.copyOf(entries);
        } else {
            entries = entries.stream()
                    .sorted(Comparator.comparing(FileEntry::path, FileTable::compare))
                    .toList();
            if (!isSorted(entries)) {
                throw new IllegalArgumentException("a path stands in a table once");
            }
        }
    }

    private static boolean isSorted(List<FileEntry> entries) {
        String before = "";
        for (FileEntry entry : entries) {
            if (compare(before, entry.path()) >= 0) {
                return false;
            }
            before = entry.path();
        }
        return true;
    }

    /** The bytes of all files together. */
    public long size() {
        long size = 0;
        for (FileEntry entry : entries) {
            size += entry.size();
        }
        return size;
    }

    /** The identity of the package: the BLAKE3 of {@link FileTableFormat#canonical}. */
    public ContentRoot root() {
        return ContentRoot.of(Blake3.hash(FileTableFormat.canonical(this)));
    }

    /** Writes the table as a file that {@link #read} reads. */
    public void write(OutputStream out) throws IOException {
        out.write(FileTableFormat.encode(this));
    }

    /**
     * Reads the table of the package {@code root}.
     *
     * @throws dev.dx.engine.DxException DX_FORMAT_CORRUPT, DX_FORMAT_TOO_NEW or DX_FORMAT_TRUNCATED if the file is not
     *     that
     * @throws IOException if the file cannot be read, because it does not exist for one
     */
    public static FileTable read(Path file, ContentRoot root) throws IOException {
        return FileTableFormat.read(file, root);
    }

    /** The order of the paths' UTF-8 bytes, which is that of their code points. */
    static int compare(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                // Surrogates stand for code points above all others, but are below U+E000 to U+FFFF as chars.
                boolean surrogateX = Character.isSurrogate(x);
                return surrogateX == Character.isSurrogate(y) ? x - y : surrogateX ? 1 : -1;
            }
        }
        return a.length() - b.length();
    }
}
