package dev.dx.engine.link;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Makes folders and links files from one open folder to another, so that the way to the folders is looked up once and not for
 * every file. It says only whether that worked: where it did not, whoever asked tries again by the paths, and learns why. Linux
 * alone; loading it takes as long as linking some thousand files.
 *
 * <p>A call takes some microseconds, of which a binding that is made for all kinds of them would take a tenth: these are bound
 * directly.
 */
final class FolderCalls {
    private static final int WORKING_FOLDER = -100;
    /** Of a folder alone, for what is in it, and not by processes started later. */
    private static final int OPEN_FOLDER = 0x200000 | 0x10000 | 0x80000;

    private static final int NO_FOLLOW = 0x100;
    private static final int ALL_PERMISSIONS = 0777;
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

    private final ThreadLocal<Desk> desks = ThreadLocal.withInitial(Desk::new);

    private FolderCalls() {}

    /** What a thread writes its questions on, and gets answers in. */
    private static final class Desk {
        final ByteBuffer name = ByteBuffer.allocateDirect(LONGEST);
        final ByteBuffer found = ByteBuffer.allocateDirect(STATX_LENGTH).order(ByteOrder.nativeOrder());
        final long nameAt = MemorySegment.ofBuffer(name).address();
        final long foundAt = MemorySegment.ofBuffer(found).address();

        /** Writes a path as the system wants it; false where it is too long or not plain. */
        boolean put(String path) {
            if (path.length() >= LONGEST || !isPlain(path)) {
                return false;
            }
            name.put(0, path.getBytes(StandardCharsets.ISO_8859_1)).put(path.length(), (byte) 0);
            return true;
        }
    }

    /** Whether it is the same in bytes wherever it is used. The encoding of other names is the JDK's to know. */
    static boolean isPlain(String path) {
        for (int i = 0; i < path.length(); i++) {
            if (path.charAt(i) >= 0x80 || path.charAt(i) == 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * The functions of the C library, all bound as one that takes five numbers: what those are that a function takes it finds where
     * it looks for them, and more it does not look for. Each way of calling costs as much as linking a thousand files. Addresses
     * are numbers as well, which is as quick where code is compiled in haste; what they point to the caller holds.
     */
    private static final class LibC {
        private static final Linker LINKER = Linker.nativeLinker();
        private static final MethodHandle CALL = bound();
        private static final MemorySegment OPEN = function("openat");
        private static final MemorySegment CLOSE = function("close");
        private static final MemorySegment MAKE_FOLDER = function("mkdirat");
        private static final MemorySegment LINK = function("linkat");
        private static final MemorySegment STATX = function("statx");

        /** What is restricted is to say oneself what a function of C takes: the man pages do. */
        @SuppressWarnings("restricted")
        private static MethodHandle bound() {
            ValueLayout number = ValueLayout.JAVA_LONG;
            // None of them waits for anything but a disk, so that a collection may wait for it.
            return LINKER.downcallHandle(
                    FunctionDescriptor.of(ValueLayout.JAVA_INT, number, number, number, number, number),
                    Linker.Option.critical(false));
        }

        private static MemorySegment function(String name) {
            return LINKER.defaultLookup()
                    .find(name)
                    .orElseThrow(() -> new UnsatisfiedLinkError("no " + name + " in the C library"));
        }

        private static int call(MemorySegment function, long a, long b, long c, long d, long e) {
            try {
                return (int) CALL.invokeExact(function, a, b, c, d, e);
            } catch (Throwable impossible) {
                throw new AssertionError(impossible);
            }
        }

        static int open(long path) {
            return call(OPEN, WORKING_FOLDER, path, OPEN_FOLDER, 0, 0);
        }

        static void close(int folder) {
            int _ = call(CLOSE, folder, 0, 0, 0, 0);
        }

        static boolean makeFolder(int in, long path) {
            return call(MAKE_FOLDER, in, path, ALL_PERMISSIONS, 0, 0) == 0;
        }

        static boolean link(int from, int to, long path) {
            return call(LINK, from, path, to, path, 0) == 0;
        }

        static boolean ask(int folder, long path, long found) {
            return call(STATX, folder, path, NO_FOLLOW, TYPE_SIZE_AND_TIME, found) == 0;
        }
    }

    private static final class Loaded {
        private static final @Nullable FolderCalls CALLS = load();

        private static @Nullable FolderCalls load() {
            if (!System.getProperty("os.name", "").equals("Linux") || ValueLayout.ADDRESS.byteSize() != Long.BYTES) {
                return null;
            }
            try {
                LibC.close(-1);
                return new FolderCalls();
            } catch (LinkageError notHere) {
                // A C library without one of them; or, behind it, a JVM that has no such calls here or is told to do
                // without.
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
        Desk desk = desks.get();
        int source = open(desk, from);
        int target = source < 0 ? -1 : open(desk, to);
        if (target >= 0) {
            return new Pair(desk, source, target);
        }
        if (source >= 0) {
            LibC.close(source);
        }
        return null;
    }

    private static int open(Desk desk, Path folder) {
        return desk.put(folder.toString()) ? LibC.open(desk.nameAt) : -1;
    }

    /** Two open folders. */
    static final class Pair implements AutoCloseable {
        private final Desk desk;
        private final int from;
        private final int to;

        private Pair(Desk desk, int from, int to) {
            this.desk = desk;
            this.from = from;
            this.to = to;
        }

        /** Makes a folder at this path in the second one; false where that did not happen. */
        boolean makeFolder(String path) {
            return desk.put(path) && makeFolder(desk.nameAt);
        }

        /** As {@link #makeFolder(String)}, at the path of this address. */
        boolean makeFolder(long path) {
            return LibC.makeFolder(to, path);
        }

        /**
         * Links the file to the same path, if it is a regular file of this size that was written in this time; false where that
         * did not happen.
         */
        boolean link(String path, long size, SourceCheck.Unchanged time) {
            return desk.put(path) && link(desk.nameAt, size, time);
        }

        /** As {@link #link(String, long, SourceCheck.Unchanged)}, at the path of this address. */
        boolean link(long path, long size, SourceCheck.Unchanged time) {
            return isUnchanged(path, size, time) && LibC.link(from, to, path);
        }

        /** Whether there is such a file in the first folder. */
        boolean isUnchanged(long path, long size, SourceCheck.Unchanged time) {
            if (!LibC.ask(from, path, desk.foundAt)) {
                return false;
            }
            ByteBuffer found = desk.found;
            long written = found.getLong(SECONDS_AT) * NANOS + found.getInt(NANOS_AT);
            return (found.getShort(MODE_AT) & TYPE_MASK) == REGULAR
                    && found.getLong(SIZE_AT) == size
                    && time.from() <= written
                    && written <= time.to();
        }

        @Override
        public void close() {
            LibC.close(from);
            LibC.close(to);
        }
    }
}
