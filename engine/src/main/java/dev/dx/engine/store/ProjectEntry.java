package dev.dx.engine.store;

import dev.dx.engine.ContentHash;
import dev.dx.engine.ContentRoot;
import dev.dx.engine.binary.BoundedReader;
import dev.dx.engine.binary.FormatFault;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * That a project uses packages of the store. One file per project, {@code projects/<name>.dxproject}, whose name is the first
 * half of the BLAKE3 of the project's path. Little-endian and unsigned:
 *
 * <pre>
 *   0  magic       4 bytes   44 58 50 4a, "DXPJ"
 *   4  version     4 bytes   2; 1 is read too, it has no layouts
 *   8  written     8 bytes   seconds since 1970 began
 *  16  packages    4 bytes   how many, at most {@link #MAX_PACKAGES}
 *  20  pathLength  2 bytes   at most {@link #MAX_TEXT}
 *  22  diskLength  2 bytes   at most {@link #MAX_TEXT}
 *  24  layouts     4 bytes   how many, at most {@link #MAX_LAYOUTS}
 *  28  path        UTF-8     the project's folder
 *      disk        UTF-8     what the file system it was on is called, so that a disk that is not there can be told from a
 *                            folder that is not
 *      root*       32 bytes each, in the order of their bytes, none twice
 *      layout*     32 bytes each, likewise
 *      checksum    4 bytes   CRC-32C of everything before it
 * </pre>
 *
 * @param path the project's folder
 * @param disk see above
 * @param written when the project was installed last
 * @param packages what it uses
 * @param layouts what its node_modules links to
 */
public record ProjectEntry(String path, String disk, Instant written, PackageRoots packages, Set<ContentHash> layouts) {
    static final int MAX_PACKAGES = 1 << 20;
    static final int MAX_LAYOUTS = 1 << 10;
    static final int MAX_TEXT = 1 << 15;
    private static final int MAGIC = 0x4a505844;
    private static final int VERSION = 2;
    private static final int HEADER = 28;
    private static final int CHECKSUM = 4;
    private static final long MAX_LENGTH =
            HEADER + 2L * MAX_TEXT + (long) ContentRoot.LENGTH * (MAX_PACKAGES + MAX_LAYOUTS) + CHECKSUM;

    public ProjectEntry {
        layouts = Set.copyOf(layouts);
        if (packages.size() > MAX_PACKAGES
                || layouts.size() > MAX_LAYOUTS
                || utf8(path).length > MAX_TEXT
                || utf8(disk).length > MAX_TEXT) {
            throw new IllegalArgumentException("a project of " + packages.size() + " packages at " + path);
        }
    }

    byte[] encode() {
        byte[] folder = utf8(path);
        byte[] on = utf8(disk);
        int length =
                HEADER + folder.length + on.length + ContentRoot.LENGTH * (packages.size() + layouts.size()) + CHECKSUM;
        ByteBuffer out = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(MAGIC).putInt(VERSION).putLong(written.getEpochSecond()).putInt(packages.size());
        out.putShort((short) folder.length)
                .putShort((short) on.length)
                .putInt(layouts.size())
                .put(folder)
                .put(on);
        packages.putInto(out);
        sortedLayouts().forEach(layout -> out.put(layout.bytes()));
        return out.putInt(checksum(out.array())).array();
    }

    private List<ContentHash> sortedLayouts() {
        return layouts.stream().sorted().toList();
    }

    /**
     * @throws dev.dx.engine.DxException DX_FORMAT_CORRUPT, DX_FORMAT_TOO_NEW or DX_FORMAT_TRUNCATED if it is none
     */
    static ProjectEntry read(Path file) throws IOException {
        FormatFault fault =
                new FormatFault(file.toString(), "Delete it, and run dx install in the projects that are used still.");
        if (Files.size(file) > MAX_LENGTH) {
            throw fault.corrupt("longer than the entry of a project");
        }
        return decode(Files.readAllBytes(file), fault);
    }

    static ProjectEntry decode(byte[] bytes, FormatFault fault) {
        BoundedReader in = new BoundedReader(MemorySegment.ofArray(bytes), fault);
        if (in.u32() != MAGIC) {
            throw fault.corrupt("not the entry of a project");
        }
        long version = in.u32();
        if (version != VERSION && version != 1) {
            throw fault.tooNew("the entry of a project, of version " + version);
        }
        long written = in.u64(Long.MAX_VALUE, "seconds");
        int packages = in.count(MAX_PACKAGES, "packages");
        int pathLength = in.u16();
        int diskLength = in.u16();
        int layouts = version == 1 ? 0 : in.count(MAX_LAYOUTS, "layouts");
        long rest = (long) pathLength + diskLength + ContentRoot.LENGTH * ((long) packages + layouts) + CHECKSUM;
        if (in.remaining() != rest) {
            throw in.remaining() < rest ? fault.truncated() : fault.corrupt("bytes after the end");
        }
        int checksum = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(bytes.length - CHECKSUM);
        if (checksum != checksum(bytes)) {
            throw fault.corrupt("the checksum is wrong");
        }
        if (pathLength > MAX_TEXT || diskLength > MAX_TEXT || written > Instant.MAX.getEpochSecond()) {
            throw fault.corrupt("a path or a time that no project has");
        }
        String path = in.text(pathLength, "the path");
        String disk = in.text(diskLength, "the file system");
        PackageRoots roots = PackageRoots.ofBytes(in.copy(packages * ContentRoot.LENGTH));
        if (roots == null) {
            throw fault.corrupt("packages out of order");
        }
        List<ContentHash> trees = new ArrayList<>();
        for (int i = 0; i < layouts; i++) {
            ContentHash layout = ContentHash.of(in.copy(ContentHash.LENGTH));
            if (i > 0 && trees.getLast().compareTo(layout) >= 0) {
                throw fault.corrupt("layouts out of order");
            }
            trees.add(layout);
        }
        return new ProjectEntry(path, disk, Instant.ofEpochSecond(written), roots, new HashSet<>(trees));
    }

    /** The entry as text, for people. */
    public static List<String> dump(Path file) throws IOException {
        ProjectEntry entry = read(file);
        List<String> lines = new ArrayList<>();
        lines.add("format      project that uses a store, version " + VERSION);
        lines.add("path        " + entry.path());
        lines.add("on          " + entry.disk());
        lines.add("written     " + entry.written());
        lines.add("packages    " + entry.packages().size());
        entry.packages().asSet().stream().sorted().forEach(root -> lines.add(root.toString()));
        entry.sortedLayouts().forEach(layout -> lines.add("layout      " + layout));
        return lines;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static int checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length - CHECKSUM);
        return (int) crc.getValue();
    }
}
