package dev.dx.engine.link;

import dev.dx.engine.binary.FormatFault;
import dev.dx.engine.pack.FileEntry;
import dev.dx.engine.pack.FileMode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * How a {@link TreeListing} is written, {@code listing} beside its recipe. Little-endian; signed where that is said.
 *
 * <pre>
 * file      magic "DXTF" (4 bytes), version 1 (4 bytes), number of packages (4 bytes), packages, checksum (4 bytes)
 * package   number of its piece in the recipe (4 bytes), numbers of folders, files and commands (4 bytes each), times from and
 *           to in nanoseconds since 1970 (8 bytes each, signed), sizes of files and commands (8 bytes each), modes of
 *           commands (1 byte each, a {@link FileMode#number}), length of names (4 bytes), names
 * names     of folders, files and commands: paths in the package as UTF-8, each ended by a byte 0
 * checksum  CRC-32C of everything before it
 * </pre>
 */
final class TreeListingFormat {
    private static final int MAGIC = 0x46545844;
    private static final int VERSION = 1;
    private static final int HEAD = 12;
    private static final int CHECKSUM = 4;
    private static final int PACKAGE_HEAD = 36;
    private static final int SIZE = 8;
    private static final long MAX_LENGTH = 1L << 28;

    private TreeListingFormat() {}

    static FormatFault fault(Path file) {
        return new FormatFault(file.toString(), "Delete it; dx install makes it again.");
    }

    static byte[] ofPackage(
            int piece,
            SourceCheck.Unchanged written,
            Collection<String> folders,
            List<FileEntry> files,
            List<FileEntry> commands) {
        ByteArrayOutputStream names = new ByteArrayOutputStream();
        folders.forEach(folder -> name(names, folder));
        files.forEach(entry -> name(names, entry.path()));
        commands.forEach(entry -> name(names, entry.path()));
        int sizes = SIZE * (files.size() + commands.size());
        ByteBuffer out = ByteBuffer.allocate(PACKAGE_HEAD + sizes + commands.size() + names.size())
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(piece)
                .putInt(folders.size())
                .putInt(files.size())
                .putInt(commands.size())
                .putLong(written.from())
                .putLong(written.to());
        files.forEach(entry -> out.putLong(entry.size()));
        commands.forEach(entry -> out.putLong(entry.size()));
        commands.forEach(entry -> out.put((byte) entry.mode().number()));
        return out.putInt(names.size()).put(names.toByteArray()).array();
    }

    private static void name(ByteArrayOutputStream names, String path) {
        names.writeBytes(path.getBytes(StandardCharsets.UTF_8));
        names.write(0);
    }

    /** All of it, of packages as {@link #ofPackage} has them. */
    static byte[] file(List<byte[]> packages) {
        int length = packages.stream().mapToInt(its -> its.length).sum();
        ByteBuffer all = ByteBuffer.allocate(HEAD + length + CHECKSUM)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(MAGIC)
                .putInt(VERSION)
                .putInt(packages.size());
        packages.forEach(all::put);
        return all.putInt(checksum(all.array())).array();
    }

    private static int checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length - CHECKSUM);
        return (int) crc.getValue();
    }

    /**
     * @throws dev.dx.engine.DxException if it is too long to be one
     */
    static byte[] read(Path file) throws IOException {
        if (Files.size(file) > MAX_LENGTH) {
            throw fault(file).corrupt("longer than a listing");
        }
        return Files.readAllBytes(file);
    }

    /** Takes a file apart, from its beginning to its end. */
    static final class Reading {
        private final byte[] bytes;
        private final ByteBuffer in;
        private final FormatFault fault;

        Reading(byte[] bytes, FormatFault fault) {
            this.bytes = bytes;
            this.fault = fault;
            if (bytes.length < HEAD + CHECKSUM) {
                throw fault.truncated();
            }
            this.in = ByteBuffer.wrap(bytes, 0, bytes.length - CHECKSUM).order(ByteOrder.LITTLE_ENDIAN);
        }

        /** How many there are. */
        int packages() {
            if (in.getInt() != MAGIC) {
                throw fault.corrupt("not the listing of a tree");
            }
            int version = in.getInt();
            if (version != VERSION) {
                throw fault.tooNew("the listing of a tree, of version " + Integer.toUnsignedString(version));
            }
            int sum = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(bytes.length - CHECKSUM);
            if (sum != checksum(bytes)) {
                throw fault.corrupt("the checksum is wrong");
            }
            return number(PACKAGE_HEAD, "packages");
        }

        /** The number of the next one. */
        int piece() {
            need(PACKAGE_HEAD);
            int piece = in.getInt();
            if (piece < 0 || piece >= TreeRecipeFormat.MAX_ITEMS) {
                throw fault.corrupt("a package that no tree has");
            }
            return piece;
        }

        /**
         * What is said of it.
         *
         * @param memory all bytes of the file, where addresses are to point to
         */
        TreeListing.Listed listed(MemorySegment memory) {
            int folders = number(2, "folders");
            int files = number(SIZE, "files");
            int commands = number(SIZE, "commands");
            need(2 * SIZE + (long) SIZE * files + (SIZE + 1L) * commands + Integer.BYTES);
            SourceCheck.Unchanged written = new SourceCheck.Unchanged(in.getLong(), in.getLong());
            long[] sizes = sizes(files);
            long[] sizesOfCommands = sizes(commands);
            byte[] modes = new byte[commands];
            in.get(modes);
            int end = number(1, "bytes of names") + in.position();
            long base = memory.address();
            long[] foldersAt = names(folders, end, base);
            long[] filesAt = names(files, end, base);
            List<TreeListing.Command> executed = new ArrayList<>(commands);
            for (int i = 0; i < commands; i++) {
                int start = in.position();
                long address = names(1, end, base)[0];
                String path = new String(bytes, start, in.position() - start - 1, StandardCharsets.UTF_8);
                FileMode mode = FileMode.numbered(modes[i]);
                if (mode == null) {
                    throw fault.corrupt("a mode that files do not have");
                }
                executed.add(new TreeListing.Command(path, address, sizesOfCommands[i], mode));
            }
            if (in.position() != end) {
                throw fault.corrupt("names that belong to nothing");
            }
            return new TreeListing.Listed(memory, written, foldersAt, filesAt, sizes, executed);
        }

        void end() {
            if (in.hasRemaining()) {
                throw fault.corrupt("bytes after the end");
            }
        }

        private long[] sizes(int count) {
            long[] sizes = new long[count];
            for (int i = 0; i < count; i++) {
                sizes[i] = in.getLong();
            }
            return sizes;
        }

        /** Of things that take at least so many bytes each. */
        private int number(int least, String what) {
            need(Integer.BYTES);
            int number = in.getInt();
            if (number < 0 || (long) number * least > in.remaining()) {
                throw fault.corrupt("more " + what + " than there is room for");
            }
            return number;
        }

        private void need(long length) {
            if (in.remaining() < length) {
                throw fault.truncated();
            }
        }

        /** Goes over names up to {@code end}; answers where each begins. */
        private long[] names(int count, int end, long base) {
            long[] addresses = new long[count];
            int at = in.position();
            for (int i = 0; i < count; i++) {
                addresses[i] = base + at;
                at = afterName(at, end);
            }
            in.position(at);
            return addresses;
        }

        /** Every step of the path is a name of its own, so that it does not lead out of the package. */
        private int afterName(int start, int end) {
            int step = start;
            for (int at = start; at < end; at++) {
                byte next = bytes[at];
                if (next == '/' || next == 0) {
                    boolean dots = bytes[step] == '.' && (at - step == 1 || (at - step == 2 && bytes[step + 1] == '.'));
                    if (at == step || dots) {
                        break;
                    }
                    if (next == 0) {
                        return at + 1;
                    }
                    step = at + 1;
                } else if (next == '\\') {
                    break;
                }
            }
            throw fault.corrupt("a name that leads out of its package, or has no end");
        }
    }

    /** For people. */
    static void dump(Path file, List<String> lines) throws IOException {
        byte[] bytes = read(file);
        Reading reading = new Reading(bytes, fault(file));
        int packages = reading.packages();
        lines.add("format      listing of a tree, version " + VERSION);
        lines.add("packages    " + packages);
        for (int i = 0; i < packages; i++) {
            int piece = reading.piece();
            TreeListing.Listed its = reading.listed(MemorySegment.ofArray(bytes));
            lines.add("piece " + piece + "  " + its);
        }
        reading.end();
    }
}
