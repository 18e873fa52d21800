package dev.dx.engine.store;

import dev.dx.engine.store.TarEntry.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads tar archives (v7, ustar, pax, GNU) entry by entry. It sees the same entries as the tools packages are published
 * for, or none: where readers are known to disagree about what an archive holds, because a header is damaged or two
 * headers contradict each other, the archive is refused instead of interpreted.
 */
final class TarReader {
    private static final int BLOCK = 512;

    private final String archive;
    private final Gunzip in;
    private final ArchiveLimits limits;
    private final byte[] header = new byte[BLOCK];
    private final byte[] ahead;
    private int aheadPosition;
    private int aheadLimit;

    private long bodyLeft;
    private int padding;
    private int entries;
    private boolean ended;

    /** @param ahead a buffer for bytes read ahead */
    TarReader(String archive, Gunzip in, ArchiveLimits limits, byte[] ahead) {
        this.archive = archive;
        this.in = in;
        this.limits = limits;
        this.ahead = ahead;
    }

    /** The next entry, what was not read of the one before skipped; null at the end. */
    @Nullable
    TarEntry next() {
        skipBody();
        PaxHeader extended = new PaxHeader(archive);
        String longPath = null;
        boolean longLink = false;
        while (readHeader()) {
            if (++entries > limits.entries()) {
                throw Refusal.limit(archive, "more than " + limits.entries() + " entries");
            }
            long size = TarNumber.size(archive, header, 124, 12);
            char type = (char) (header[156] & 0xff);
            switch (type) {
                case 'x', 'X' -> {
                    extended.parse(metadata(size));
                    if (extended.path() != null) {
                        longPath = null;
                    }
                }
                case 'g' -> PaxHeader.checkGlobal(archive, metadata(size));
                case 'L', 'N' -> longPath = longName(size);
                case 'K' -> {
                    longName(size);
                    longLink = true;
                }
                default -> {
                    return entry(type, size, longPath != null ? longPath : extended.path(), extended, longLink);
                }
            }
        }
        if (longPath != null || longLink || !extended.isEmpty()) {
            throw Refusal.corrupt(archive, "an extended header that belongs to nothing");
        }
        return null;
    }

    /** Reads of the current entry's body; -1 at its end. */
    int read(byte[] bytes, int offset, int length) {
        if (bodyLeft == 0) {
            return -1;
        }
        int read = readSome(bytes, offset, (int) Math.min(length, bodyLeft));
        if (read < 0) {
            throw cutOff();
        }
        bodyLeft -= read;
        return read;
    }

    /** Reads to the end of the archive, past what belongs to the tar file. */
    void drain() {
        aheadLimit = 0;
        while (in.read(ahead, 0, ahead.length) >= 0) {}
    }

    private TarEntry entry(
            char type, long headerSize, @Nullable String override, PaxHeader extended, boolean longLink) {
        String path = override != null ? override : headerPath();
        if (path.isEmpty()) {
            throw Refusal.corrupt(archive, "an entry without a name");
        }
        long size = headerSize;
        if (extended.size() >= 0 && extended.size() != headerSize) {
            throw Refusal.corrupt(archive, Refusal.printable(path) + " has two different sizes");
        }
        boolean linked = longLink || extended.hasLinkPath() || header[157] != 0;
        Kind kind = switch (type) {
            case '0', 0, '7' -> path.endsWith("/") ? Kind.FOLDER : Kind.FILE;
            case '5' -> Kind.FOLDER;
            case '1', '2' -> Kind.LINK;
            case 'S', 'M' -> throw Refusal.corrupt(archive, Refusal.printable(path) + " is only a part of a file");
            default -> Kind.OTHER;
        };
        if (linked != (kind == Kind.LINK) && kind != Kind.OTHER) {
            throw Refusal.corrupt(
                    archive,
                    Refusal.printable(path)
                            + (linked ? " is no link, and has the target of one" : " is a link without a target"));
        }
        if (kind == Kind.FOLDER) {
            // Some writers put the folder's own size here; no reader takes that for a body.
            size = 0;
        }
        body(size);
        return new TarEntry(kind, path, size, TarNumber.mode(header, 100, 8));
    }

    private String headerPath() {
        String name = text(0, 100);
        if (!isUstar()) {
            return name;
        }
        // Some writers keep times behind a shorter prefix; a prefix that needs the room has a byte there.
        String prefix = text(345, header[475] != 0 ? 155 : 130);
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    private boolean isUstar() {
        return Arrays.equals(header, 257, 265, USTAR, 0, USTAR.length);
    }

    private static final byte[] USTAR = "ustar\00000".getBytes(StandardCharsets.US_ASCII);

    private byte[] metadata(long size) {
        if (size > limits.metadataBytes()) {
            throw Refusal.limit(archive, "an extended header of " + size + " bytes");
        }
        byte[] bytes = new byte[(int) size];
        body(size);
        readFully(bytes);
        skipBody();
        return bytes;
    }

    private String longName(long size) {
        byte[] bytes = metadata(size);
        int end = 0;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        for (int i = end; i < bytes.length; i++) {
            if (bytes[i] != 0) {
                throw Refusal.unsafePath(
                        archive, new String(bytes, 0, end, StandardCharsets.UTF_8), "goes on after a NUL");
            }
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }

    private void body(long size) {
        bodyLeft = size;
        padding = (int) (-size & (BLOCK - 1));
    }

    private void skipBody() {
        for (long left = bodyLeft + padding; left > 0; ) {
            if (aheadPosition == aheadLimit && !fill()) {
                throw cutOff();
            }
            int skipped = (int) Math.min(left, aheadLimit - aheadPosition);
            aheadPosition += skipped;
            left -= skipped;
        }
        bodyLeft = 0;
        padding = 0;
    }

    /** Reads the next header that is not empty; false at the end of the archive. */
    private boolean readHeader() {
        for (int empty = 0; !ended && readBlock(); ) {
            if (!isEmpty()) {
                checkSum();
                return true;
            }
            ended = ++empty == 2;
        }
        ended = true;
        return false;
    }

    /** Reads a block; false if there is none. The end may come without being announced, but not within a block. */
    private boolean readBlock() {
        int read = 0;
        while (read < BLOCK) {
            int more = readSome(header, read, BLOCK - read);
            if (more < 0) {
                if (read > 0) {
                    throw cutOff();
                }
                return false;
            }
            read += more;
        }
        return true;
    }

    private boolean isEmpty() {
        for (byte b : header) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    /** The sum is that of the header's bytes with its own field blank; some writers took the bytes for signed. */
    private void checkSum() {
        int unsigned = 8 * ' ';
        int signed = 8 * ' ';
        for (int i = 0; i < BLOCK; i++) {
            if (i < 148 || i >= 156) {
                unsigned += header[i] & 0xff;
                signed += header[i];
            }
        }
        long stored = TarNumber.octal(header, 148, 8);
        if (stored != unsigned && stored != signed) {
            throw Refusal.corrupt(archive, "a damaged tar header, or not a tar file");
        }
    }

    private void readFully(byte[] bytes) {
        for (int read = 0; read < bytes.length; ) {
            read += read(bytes, read, bytes.length - read);
        }
    }

    private int readSome(byte[] bytes, int offset, int length) {
        if (aheadPosition == aheadLimit) {
            if (length >= ahead.length) {
                return in.read(bytes, offset, length);
            }
            if (!fill()) {
                return -1;
            }
        }
        int taken = Math.min(length, aheadLimit - aheadPosition);
        System.arraycopy(ahead, aheadPosition, bytes, offset, taken);
        aheadPosition += taken;
        return taken;
    }

    private boolean fill() {
        int read = in.read(ahead, 0, ahead.length);
        aheadPosition = 0;
        aheadLimit = Math.max(0, read);
        return read > 0;
    }

    private String text(int offset, int length) {
        int end = offset;
        while (end < offset + length && header[end] != 0) {
            end++;
        }
        return new String(header, offset, end - offset, StandardCharsets.UTF_8);
    }

    private RuntimeException cutOff() {
        return Refusal.corrupt(archive, "the archive is cut off");
    }
}
