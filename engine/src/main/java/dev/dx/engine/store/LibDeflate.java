package dev.dx.engine.store;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** The calls into libdeflate, of one decompressor; loads native code when it is first opened. For one thread. */
final class LibDeflate implements AutoCloseable {
    /** As it is called for developers, and as it is without what they need beside it. */
    private static final String[] NAMES = {"deflate", "libdeflate.so.0"};

    private static final int SIZE = 8;

    /** Read when the first decompressor is opened. */
    private static final class Library {
        static final boolean THERE = load();

        private static boolean load() {
            for (String name : NAMES) {
                try {
                    Native.register(Calls.class, NativeLibrary.getInstance(name));
                    // Sizes are passed as Java's long.
                    return Native.SIZE_T_SIZE == SIZE;
                } catch (LinkageError notHere) {
                    // the next name, or none
                }
            }
            return false;
        }
    }

    private static final class Calls {
        static native @Nullable Pointer libdeflate_alloc_decompressor();

        static native int libdeflate_gzip_decompress_ex(
                Pointer decompressor,
                Pointer in,
                long inLength,
                Pointer out,
                long outRoom,
                Pointer read,
                Pointer written);

        static native void libdeflate_free_decompressor(Pointer decompressor);
    }

    /** What came of a member of a gzip file. */
    enum Result {
        DONE,
        NO_ROOM,
        DAMAGED
    }

    private static final int SUCCESS = 0;
    private static final int INSUFFICIENT_SPACE = 3;

    private final Pointer decompressor;
    private final ByteBuffer sizes = ByteBuffer.allocateDirect(2 * SIZE).order(ByteOrder.nativeOrder());

    private LibDeflate(Pointer decompressor) {
        this.decompressor = decompressor;
    }

    static @Nullable LibDeflate open() {
        Pointer decompressor = Library.THERE ? Calls.libdeflate_alloc_decompressor() : null;
        return decompressor == null ? null : new LibDeflate(decompressor);
    }

    /**
     * Inflates one member; both buffers are direct. Where it is done, their positions are behind what was read and written,
     * and otherwise where they were.
     */
    Result gunzip(ByteBuffer in, ByteBuffer out) {
        int code = Calls.libdeflate_gzip_decompress_ex(
                decompressor,
                rest(in),
                in.remaining(),
                rest(out),
                out.remaining(),
                Native.getDirectBufferPointer(sizes),
                Native.getDirectBufferPointer(sizes).share(SIZE));
        if (code != SUCCESS) {
            return code == INSUFFICIENT_SPACE ? Result.NO_ROOM : Result.DAMAGED;
        }
        in.position(Math.toIntExact(in.position() + sizes.getLong(0)));
        out.position(Math.toIntExact(out.position() + sizes.getLong(SIZE)));
        return Result.DONE;
    }

    private static Pointer rest(ByteBuffer buffer) {
        return Native.getDirectBufferPointer(buffer).share(buffer.position());
    }

    @Override
    public void close() {
        Calls.libdeflate_free_decompressor(decompressor);
    }
}
