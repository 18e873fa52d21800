package dev.dx.engine.link;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Links files from one open folder to another, so that the way to the folders is looked up once and not for every file. It says
 * only whether that worked: where it did not, whoever asked tries again by the paths, and learns why. Linux alone; loading it
 * takes as long as linking some thousand files.
 */
final class FolderCalls {
    private static final int READ_AND_CLOSE_ON_EXEC = 0x80000;
    private static final int NO_FOLLOW = 0x100;
    private static final int TYPE_SIZE_AND_TIME = 0x1 | 0x200 | 0x40;
    private static final int STATX_LENGTH = 256;
    private static final int MODE_AT = 28;
    private static final int SIZE_AT = 40;
    private static final int SECONDS_AT = 112;
    private static final int NANOS_AT = 120;
    private static final int TYPE_MASK = 0xf000;
    private static final int REGULAR = 0x8000;
    private static final long NANOS = 1_000_000_000L;
    private static final int LONGEST = 1024;

    private FolderCalls() {}

    private static final class LibC {
        static native int open(Pointer path, int flags);

        static native int close(int folder);

        static native int linkat(int from, Pointer path, int to, Pointer newPath, int flags);

        static native int statx(int folder, Pointer path, int flags, int wanted, Pointer found);
    }

    private static final class Loaded {
        private static final @Nullable FolderCalls CALLS = load();

        private static @Nullable FolderCalls load() {
            if (!System.getProperty("os.name", "").equals("Linux")) {
                return null;
            }
            try {
                Native.register(LibC.class, "c");
                return new FolderCalls();
            } catch (LinkageError notHere) {
                // A C library without one of them, or a processor JNA has no code for.
                return null;
            }
        }
    }

    /** Null where the system has none of this. */
    static @Nullable FolderCalls load() {
        return Loaded.CALLS;
    }

    /** Opens both folders; null if one of them cannot be. For one thread. */
    @Nullable
    Pair open(Path from, Path to) {
        ByteBuffer name = ByteBuffer.allocateDirect(LONGEST);
        int source = open(name, from);
        int target = source < 0 ? -1 : open(name, to);
        if (target >= 0) {
            return new Pair(name, source, target);
        }
        if (source >= 0) {
            int _ = LibC.close(source);
        }
        return null;
    }

    private static int open(ByteBuffer name, Path folder) {
        String path = folder.toString();
        return put(name, path) ? LibC.open(Native.getDirectBufferPointer(name), READ_AND_CLOSE_ON_EXEC) : -1;
    }

    /** Writes a path as the system wants it; false where it is too long or not plain. */
    private static boolean put(ByteBuffer name, String path) {
        if (path.length() >= LONGEST || !isAscii(path)) {
            return false;
        }
        name.put(0, path.getBytes(StandardCharsets.ISO_8859_1)).put(path.length(), (byte) 0);
        return true;
    }

    /** The encoding of other names is the JDK's to know. */
    private static boolean isAscii(String path) {
        for (int i = 0; i < path.length(); i++) {
            if (path.charAt(i) >= 0x80 || path.charAt(i) == 0) {
                return false;
            }
        }
        return true;
    }

    /** Two open folders. */
    static final class Pair implements AutoCloseable {
        private final int from;
        private final int to;
        private final ByteBuffer name;
        private final ByteBuffer found;
        private final Pointer nameAt;
        private final Pointer foundAt;

        private Pair(ByteBuffer name, int from, int to) {
            this.from = from;
            this.to = to;
            this.name = name;
            this.nameAt = Native.getDirectBufferPointer(name);
            this.found = ByteBuffer.allocateDirect(STATX_LENGTH).order(ByteOrder.nativeOrder());
            this.foundAt = Native.getDirectBufferPointer(found);
        }

        /**
         * Links the file to the same path, if it is a regular file of this size that was written in this time; false where that
         * did not happen.
         */
        boolean link(String path, long size, SourceCheck.Unchanged time) {
            if (!put(name, path) || LibC.statx(from, nameAt, NO_FOLLOW, TYPE_SIZE_AND_TIME, foundAt) != 0) {
                return false;
            }
            long written = found.getLong(SECONDS_AT) * NANOS + found.getInt(NANOS_AT);
            return (found.getShort(MODE_AT) & TYPE_MASK) == REGULAR
                    && found.getLong(SIZE_AT) == size
                    && time.from() <= written
                    && written <= time.to()
                    && LibC.linkat(from, nameAt, to, nameAt, 0) == 0;
        }

        @Override
        public void close() {
            int _ = LibC.close(from);
            int _ = LibC.close(to);
        }
    }
}
