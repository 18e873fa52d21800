package dev.dx.engine.npm.source;

import dev.dx.engine.DxException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Collection;
import java.util.Set;
import java.util.zip.GZIPOutputStream;

/**
 * Writes a package's archive as npm packs it: everything below {@code package/}, without owners, at one fixed time, so that
 * the same files are the same archive.
 */
public final class PackageArchive {
    private static final int BLOCK = 512;
    /** 1985-10-26T08:15:00Z, for old tools that cannot bear the beginning of time. */
    private static final long TIME = 499_162_500;

    /** Is told of each file as it is written. */
    public interface Listing {
        void add(String path, long size, int mode);
    }

    private PackageArchive() {}

    /**
     * Writes the files; what is neither a file nor in the folder is refused.
     *
     * @param files paths below the folder, separated by slashes
     * @param executables those that commands run
     */
    public static void write(
            Path folder, Collection<String> files, Set<String> executables, OutputStream out, Listing listing)
            throws IOException {
        boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
        try (GZIPOutputStream tar = new GZIPOutputStream(out, 1 << 16)) {
            for (String path : files) {
                DxException.checkCancelled();
                Path file = folder.resolve(path);
                if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    throw new IOException(path + " is no file");
                }
                boolean executable = executables.contains(path)
                        || (posix
                                && Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS)
                                        .contains(PosixFilePermission.OWNER_EXECUTE));
                int mode = executable ? 0755 : 0644;
                listing.add(path, write(tar, "package/" + path, file, mode), mode);
            }
            tar.write(new byte[2 * BLOCK]);
        }
    }

    private static long write(OutputStream tar, String name, Path file, int mode) throws IOException {
        long size = Files.size(file);
        byte[] path = name.getBytes(StandardCharsets.UTF_8);
        if (path.length > 100 || path.length != name.length()) {
            byte[] record = paxRecord("path", name);
            header(tar, "PaxHeader/package", record.length, 0644, 'x');
            tar.write(record);
            pad(tar, record.length);
        }
        header(tar, name, size, mode, '0');
        if (Files.copy(file, tar) != size) {
            throw new IOException(name + " changed while it was read");
        }
        pad(tar, size);
        return size;
    }

    /** A PAX record counts itself, its own digits included. */
    private static byte[] paxRecord(String key, String value) {
        byte[] rest = (" " + key + "=" + value + "\n").getBytes(StandardCharsets.UTF_8);
        int length = rest.length + 1;
        while (Integer.toString(length).length() + rest.length != length) {
            length++;
        }
        byte[] digits = Integer.toString(length).getBytes(StandardCharsets.US_ASCII);
        byte[] record = new byte[length];
        System.arraycopy(digits, 0, record, 0, digits.length);
        System.arraycopy(rest, 0, record, digits.length, rest.length);
        return record;
    }

    private static void header(OutputStream tar, String name, long size, int mode, char type) throws IOException {
        byte[] header = new byte[BLOCK];
        put(header, 0, name, 100);
        put(header, 100, String.format("%07o", mode), 8);
        put(header, 124, String.format("%011o", size), 12);
        put(header, 136, String.format("%011o", TIME), 12);
        put(header, 148, "        ", 8);
        header[156] = (byte) type;
        put(header, 257, "ustar\00000", 8);
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        put(header, 148, String.format("%06o\0 ", sum), 8);
        tar.write(header);
    }

    private static void put(byte[] header, int offset, String text, int room) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, header, offset, Math.min(bytes.length, room));
    }

    private static void pad(OutputStream tar, long length) throws IOException {
        tar.write(new byte[(int) (-length & (BLOCK - 1))]);
    }
}
