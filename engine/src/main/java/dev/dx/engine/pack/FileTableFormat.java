package dev.dx.engine.pack;

import dev.dx.engine.ContentHash;
import dev.dx.engine.ContentRoot;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.binary.Blake3;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * How a {@link FileTable} is written down. All numbers are little-endian and unsigned.
 *
 * <pre>
 * file      = magic version count length canonical root checksum
 *   0  magic      4 bytes   44 58 54 00, "DXT\0"
 *   4  version    4 bytes   1
 *   8  count      4 bytes   entries in canonical, at most {@link #MAX_ENTRIES}
 *  12  length     4 bytes   bytes of canonical, at most {@link #MAX_CANONICAL}
 *  16  canonical  length bytes
 *      root       32 bytes  BLAKE3 of canonical
 *      checksum   4 bytes   CRC-32C of everything before it
 *
 * canonical = entry*        by {@link #canonical}, sorted by the bytes of path, no path twice
 * entry     = pathLength path mode size hash
 *   pathLength  4 bytes   1 to {@link #MAX_PATH}
 *   path        UTF-8, well-formed, parts separated by "/", as {@link FileEntry} allows
 *   mode        1 byte    the number of a FileMode: 0 regular, 1 executable, 2 to 7 executable by some
 *   size        8 bytes   below 2^63
 *   hash        32 bytes  BLAKE3 of the file's bytes
 * </pre>
 *
 * <p>{@code canonical} has neither magic nor version, because its BLAKE3 is a package's identity for good. A reader
 * checks the checksum and takes the root's word for the rest: an install reads a table for every package it needs, in a
 * process that has only just started, where the processor's own CRC is quick and a BLAKE3 not yet compiled is not.
 */
public final class FileTableFormat {
    public static final int MAX_ENTRIES = 1 << 20;
    public static final int MAX_CANONICAL = 1 << 27;
    public static final int MAX_PATH = 4096;

    private static final int MAGIC = 0x00545844;
    private static final int VERSION = 1;
    private static final int HEADER = 16;
    /** root and checksum. */
    private static final int FOOTER = ContentRoot.LENGTH + 4;
    /** pathLength, mode, size and hash. */
    private static final int ENTRY_WITHOUT_PATH = 4 + 1 + 8 + ContentHash.LENGTH;

    private static final String REMEDY = "Delete the file; DX writes it again from the package.";

    private FileTableFormat() {}

    /** The bytes whose BLAKE3 is the package's root. */
    static byte[] canonical(FileTable table) {
        return encode(table, 0, 0);
    }

    /** The whole file. */
    static byte[] encode(FileTable table) {
        byte[] bytes = encode(table, HEADER, FOOTER);
        int end = bytes.length - FOOTER;
        ByteBuffer out = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(MAGIC).putInt(VERSION).putInt(table.entries().size()).putInt(end - HEADER);
        out.put(end, Blake3.hash(bytes, HEADER, end - HEADER));
        out.putInt(bytes.length - 4, checksum(bytes));
        return bytes;
    }

    /** The canonical bytes with room before and after. */
    private static byte[] encode(FileTable table, int before, int after) {
        List<byte[]> paths = new ArrayList<>(table.entries().size());
        long length = 0;
        for (FileEntry entry : table.entries()) {
            byte[] path = utf8(entry.path());
            if (path.length > MAX_PATH) {
                throw new IllegalArgumentException("a path of " + path.length + " bytes");
            }
            length += ENTRY_WITHOUT_PATH + path.length;
            paths.add(path);
        }
        if (paths.size() > MAX_ENTRIES || length > MAX_CANONICAL) {
            throw new IllegalArgumentException("a table of " + paths.size() + " entries in " + length + " bytes");
        }
        ByteBuffer out = ByteBuffer.allocate((int) (before + length + after)).order(ByteOrder.LITTLE_ENDIAN);
        out.position(before);
        for (int i = 0; i < paths.size(); i++) {
            FileEntry entry = table.entries().get(i);
            byte[] path = paths.get(i);
            out.putInt(path.length)
                    .put(path)
                    .put((byte) entry.mode().number())
                    .putLong(entry.size())
                    .put(entry.hash().bytes());
        }
        return out.array();
    }

    static FileTable read(Path file, ContentRoot root) throws IOException {
        byte[] bytes;
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            long size = channel.size();
            if (size > HEADER + (long) MAX_CANONICAL + FOOTER) {
                throw corrupt(file, size + " bytes are more than a file table has");
            }
            ByteBuffer read = ByteBuffer.wrap(new byte[(int) size]);
            while (read.hasRemaining() && channel.read(read) >= 0) {}
            bytes = Arrays.copyOf(read.array(), read.position());
        }
        return decode(bytes, file, root);
    }

    private static FileTable decode(byte[] bytes, Path file, ContentRoot root) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (in.remaining() < HEADER) {
            throw truncated(file);
        }
        if (in.getInt() != MAGIC) {
            throw corrupt(file, "not a file table");
        }
        int version = in.getInt();
        if (version != VERSION) {
            throw new DxException(
                    ErrorCode.DX_FORMAT_TOO_NEW,
                    file + ": a file table of version " + Integer.toUnsignedString(version),
                    "Use the version of DX that wrote it, or a newer one.");
        }
        long count = Integer.toUnsignedLong(in.getInt());
        long length = Integer.toUnsignedLong(in.getInt());
        if (count > MAX_ENTRIES || length > MAX_CANONICAL || length < count * (ENTRY_WITHOUT_PATH + 1)) {
            throw corrupt(file, count + " entries in " + length + " bytes");
        }
        long expected = length + FOOTER;
        if (in.remaining() != expected) {
            throw in.remaining() < expected ? truncated(file) : corrupt(file, "bytes after the end");
        }
        int end = HEADER + (int) length;
        if (in.getInt(bytes.length - 4) != checksum(bytes)) {
            throw corrupt(file, "the checksum is wrong");
        }
        ContentRoot stored = ContentRoot.of(Arrays.copyOfRange(bytes, end, end + ContentRoot.LENGTH));
        if (!stored.equals(root)) {
            throw corrupt(file, "the table of another package, " + stored);
        }
        in.limit(end);
        return entries(bytes, in, (int) count, file);
    }

    private static FileTable entries(byte[] bytes, ByteBuffer in, int count, Path file) {
        List<FileEntry> entries = new ArrayList<>(count);
        int start = 0;
        int end = 0;
        for (int i = 0; i < count; i++) {
            int length = pathLength(in, file);
            int at = in.position();
            if (Arrays.compareUnsigned(bytes, start, end, bytes, at, at + length) >= 0) {
                throw corrupt(file, "paths out of order");
            }
            start = at;
            end = at + length;
            in.position(end);
            entries.add(entry(path(bytes, start, end, file), in, file));
        }
        if (in.hasRemaining()) {
            throw corrupt(file, in.remaining() + " bytes after the last entry");
        }
        return new FileTable(entries);
    }

    private static int pathLength(ByteBuffer in, Path file) {
        if (in.remaining() < ENTRY_WITHOUT_PATH) {
            throw corrupt(file, "an entry is cut off");
        }
        int length = in.getInt();
        if (length < 1 || length > MAX_PATH || length > in.remaining() - (ENTRY_WITHOUT_PATH - 4)) {
            throw corrupt(file, "a path of " + Integer.toUnsignedString(length) + " bytes");
        }
        return length;
    }

    private static String path(byte[] bytes, int start, int end, Path file) {
        String path = new String(bytes, start, end - start, StandardCharsets.UTF_8);
        // What stands for malformed bytes may also stand for itself.
        if (path.indexOf('\ufffd') >= 0
                && !Arrays.equals(path.getBytes(StandardCharsets.UTF_8), Arrays.copyOfRange(bytes, start, end))) {
            throw corrupt(file, "a path that is not text");
        }
        return path;
    }

    private static FileEntry entry(String path, ByteBuffer in, Path file) {
        FileMode mode = FileMode.numbered(in.get());
        if (mode == null) {
            throw corrupt(file, "an unknown mode");
        }
        long size = in.getLong();
        byte[] hash = new byte[ContentHash.LENGTH];
        in.get(hash);
        try {
            return new FileEntry(path, mode, size, ContentHash.of(hash));
        } catch (IllegalArgumentException wrong) {
            throw corrupt(file, "an entry that no package can have");
        }
    }

    /** Of a whole file but for the checksum itself. */
    private static int checksum(byte[] file) {
        CRC32C crc = new CRC32C();
        crc.update(file, 0, file.length - 4);
        return (int) crc.getValue();
    }

    private static byte[] utf8(String path) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(path));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException loneSurrogate) {
            throw new IllegalArgumentException("a path that is not text: " + path, loneSurrogate);
        }
    }

    private static DxException truncated(Path file) {
        return new DxException(ErrorCode.DX_FORMAT_TRUNCATED, file + ": ends too early", REMEDY);
    }

    private static DxException corrupt(Path file, String why) {
        return new DxException(ErrorCode.DX_FORMAT_CORRUPT, file + ": " + why, REMEDY);
    }
}
