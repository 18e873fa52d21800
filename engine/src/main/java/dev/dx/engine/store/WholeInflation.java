package dev.dx.engine.store;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Inflates an archive in one go, in the system's libdeflate, which takes half the time the JDK does. Only what is small
 * enough to be held in memory as a whole, and without fault: everything else is for {@link Gunzip} to inflate piece by
 * piece and to judge, so that one and the same archive is taken or refused with the library and without it. For one thread.
 */
final class WholeInflation implements AutoCloseable {
    /** Nearly all packages are smaller. Those that are not are most of the bytes. */
    private static final int COMPRESSED = 4 << 20;

    private static final int LARGEST_COMPRESSED = 64 << 20;

    private static final int SMALLEST = 1 << 18;
    private static final int LARGEST_KEPT = 32 << 20;
    private static final int LARGEST = 192 << 20;

    private static final int MAGIC_1 = 0x1f;
    private static final int MAGIC_2 = 0x8b;

    private final LibDeflate library;
    private final ByteBuffer kept = ByteBuffer.allocateDirect(COMPRESSED);
    private ByteBuffer keptInflated = ByteBuffer.allocateDirect(SMALLEST);
    private @Nullable SpareMemory spare;
    private @Nullable SpareMemory spareInflated;

    private WholeInflation(LibDeflate library) {
        this.library = library;
    }

    /** Null where the system has no libdeflate. */
    static @Nullable WholeInflation ofThisSystem() {
        LibDeflate library = LibDeflate.open();
        return library == null ? null : new WholeInflation(library);
    }

    /**
     * Reads the archive to its end, if it is short enough.
     *
     * @return all that is in it, until {@link #release}; null if somebody else has to see, and then the source is as it was
     */
    @Nullable
    ByteBuffer inflate(ArchiveSource in) {
        ByteBuffer compressed = kept.clear();
        while (!in.readAhead(compressed)) {
            ByteBuffer larger = larger(compressed);
            if (larger == null) {
                in.readAgain(compressed.flip());
                return null;
            }
            compressed = larger;
        }
        ByteBuffer all = inflateMembers(compressed.flip());
        if (all == null) {
            in.readAgain(compressed.rewind());
        }
        return all;
    }

    private @Nullable ByteBuffer larger(ByteBuffer compressed) {
        int capacity = 2 * compressed.capacity();
        SpareMemory more = capacity > LARGEST_COMPRESSED ? null : SpareMemory.of(capacity);
        if (more == null) {
            return null;
        }
        ByteBuffer larger = more.bytes().put(compressed.flip());
        close(spare);
        spare = more;
        return larger;
    }

    private @Nullable ByteBuffer inflateMembers(ByteBuffer compressed) {
        ByteBuffer inflated = keptInflated.clear();
        int claimed = claimedSize(compressed);
        if (claimed > inflated.capacity()) {
            inflated = roomFor(Math.min(LARGEST, (long) claimed + SMALLEST), inflated);
        }
        do {
            LibDeflate.Result result =
                    inflated == null ? LibDeflate.Result.NO_ROOM : library.gunzip(compressed, inflated);
            while (result == LibDeflate.Result.NO_ROOM && inflated != null && inflated.capacity() < LARGEST) {
                inflated = roomFor(Math.min(LARGEST, 2L * inflated.capacity()), inflated);
                result = inflated == null ? result : library.gunzip(compressed, inflated);
            }
            if (inflated == null || result != LibDeflate.Result.DONE) {
                return null;
            }
        } while (isMember(compressed));
        return inflated.flip();
    }

    /** What the end of a gzip file says of the size of its last member; often there is but one. */
    private static int claimedSize(ByteBuffer compressed) {
        int length = compressed.limit();
        return length < 4 ? 0 : Integer.reverseBytes(compressed.getInt(length - 4));
    }

    /** More room, with what is there so far; null if it is not to be had. */
    private @Nullable ByteBuffer roomFor(long size, ByteBuffer inflated) {
        if (size <= LARGEST_KEPT) {
            keptInflated = ByteBuffer.allocateDirect((int) size).put(inflated.flip());
            return keptInflated;
        }
        SpareMemory more = SpareMemory.of((int) size);
        if (more == null) {
            return null;
        }
        ByteBuffer larger = more.bytes().put(inflated.flip());
        close(spareInflated);
        spareInflated = more;
        return larger;
    }

    private static boolean isMember(ByteBuffer compressed) {
        return compressed.remaining() >= 2
                && (compressed.get(compressed.position()) & 0xff) == MAGIC_1
                && (compressed.get(compressed.position() + 1) & 0xff) == MAGIC_2;
    }

    /** Lets go of what was read and inflated last. */
    void release() {
        close(spare);
        close(spareInflated);
        spare = null;
        spareInflated = null;
    }

    private static void close(@Nullable SpareMemory memory) {
        if (memory != null) {
            memory.close();
        }
    }

    @Override
    public void close() {
        release();
        library.close();
    }
}
