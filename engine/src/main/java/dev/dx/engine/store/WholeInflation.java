package dev.dx.engine.store;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Inflates an archive in one go, in the system's libdeflate, which takes half the time the JDK does. Only what is small
 * enough to be held in memory as a whole, and without fault: everything else is for {@link Gunzip} to inflate piece by
 * piece and to judge, so that one and the same archive is taken or refused with the library and without it. For one thread.
 */
final class WholeInflation implements AutoCloseable {
    /** Nearly all packages are smaller. */
    private static final int COMPRESSED = 4 << 20;

    private static final int SMALLEST = 1 << 18;
    private static final int LARGEST = 32 << 20;

    private static final int MAGIC_1 = 0x1f;
    private static final int MAGIC_2 = 0x8b;

    private final LibDeflate library;
    private final ByteBuffer compressed = ByteBuffer.allocateDirect(COMPRESSED);
    private ByteBuffer inflated = ByteBuffer.allocateDirect(SMALLEST);

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
     * @return all that is in it; null if somebody else has to see, and then the source is as it was
     */
    @Nullable
    ByteBuffer inflate(ArchiveSource in) {
        compressed.clear();
        boolean whole = in.readAhead(compressed);
        compressed.flip();
        if (whole && inflateMembers()) {
            return inflated.flip();
        }
        in.readAgain(compressed.rewind());
        return null;
    }

    private boolean inflateMembers() {
        inflated.clear();
        makeRoomFor(claimedSize());
        do {
            LibDeflate.Result result = library.gunzip(compressed, inflated);
            while (result == LibDeflate.Result.NO_ROOM && inflated.capacity() < LARGEST) {
                makeRoomFor(2 * inflated.capacity());
                result = library.gunzip(compressed, inflated);
            }
            if (result != LibDeflate.Result.DONE) {
                return false;
            }
        } while (isMember());
        return true;
    }

    /** What the end of a gzip file says of the size of its last member; often there is but one. */
    private int claimedSize() {
        int length = compressed.limit();
        return length < 4 ? 0 : Integer.reverseBytes(compressed.getInt(length - 4));
    }

    private void makeRoomFor(int size) {
        if (size > inflated.capacity()) {
            inflated = ByteBuffer.allocateDirect((int) Math.min(LARGEST, (long) size + SMALLEST))
                    .put(inflated.flip());
        }
    }

    private boolean isMember() {
        return compressed.remaining() >= 2
                && (compressed.get(compressed.position()) & 0xff) == MAGIC_1
                && (compressed.get(compressed.position() + 1) & 0xff) == MAGIC_2;
    }

    @Override
    public void close() {
        library.close();
    }
}
