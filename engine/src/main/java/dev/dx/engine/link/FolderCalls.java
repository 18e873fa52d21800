package dev.dx.engine.link;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
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

    private final MethodHandle open;
    private final MethodHandle close;
    private final MethodHandle linkat;
    private final MethodHandle statx;

    @SuppressWarnings("restricted") // What the C library's documentation says of these calls is what is handed to them.
    private FolderCalls() {
        Linker linker = Linker.nativeLinker();
        SymbolLookup library = linker.defaultLookup();
        open = linker.downcallHandle(
                library.findOrThrow("open"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
                Linker.Option.firstVariadicArg(2));
        close = linker.downcallHandle(
                library.findOrThrow("close"), FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        linkat = linker.downcallHandle(
                library.findOrThrow("linkat"),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_INT,
                        ValueLayout.ADDRESS,
                        ValueLayout.JAVA_INT,
                        ValueLayout.ADDRESS,
                        ValueLayout.JAVA_INT));
        statx = linker.downcallHandle(
                library.findOrThrow("statx"),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_INT,
                        ValueLayout.ADDRESS,
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_INT,
                        ValueLayout.ADDRESS));
    }

    private static final class Loaded {
        private static final @Nullable FolderCalls CALLS = load();

        private static @Nullable FolderCalls load() {
            if (!System.getProperty("os.name", "").equals("Linux")) {
                return null;
            }
            try {
                return new FolderCalls();
            } catch (RuntimeException | LinkageError notHere) {
                // A C library without one of them, or native access denied.
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
        Arena arena = Arena.ofConfined();
        int source = open(arena, from);
        int target = source < 0 ? -1 : open(arena, to);
        if (target >= 0) {
            return new Pair(arena, source, target);
        }
        if (source >= 0) {
            close(source);
        }
        arena.close();
        return null;
    }

    private int open(Arena arena, Path folder) {
        String path = folder.toString();
        if (!isAscii(path)) {
            return -1;
        }
        try {
            return (int) open.invokeExact(arena.allocateFrom(path), READ_AND_CLOSE_ON_EXEC);
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private void close(int folder) {
        try {
            int _ = (int) close.invokeExact(folder);
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
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
    final class Pair implements AutoCloseable {
        private final Arena arena;
        private final int from;
        private final int to;
        private final MemorySegment name;
        private final MemorySegment found;

        private Pair(Arena arena, int from, int to) {
            this.arena = arena;
            this.from = from;
            this.to = to;
            this.name = arena.allocate(LONGEST);
            this.found = arena.allocate(STATX_LENGTH, 8);
        }

        /**
         * Links the file to the same path, if it is a regular file of this size that was written in this time; false where that
         * did not happen.
         */
        boolean link(String path, long size, SourceCheck.Unchanged time) {
            if (path.length() >= LONGEST || !isAscii(path)) {
                return false;
            }
            name.setString(0, path, StandardCharsets.US_ASCII);
            try {
                if ((int) statx.invokeExact(from, name, NO_FOLLOW, TYPE_SIZE_AND_TIME, found) != 0) {
                    return false;
                }
                int mode = found.get(ValueLayout.JAVA_SHORT, MODE_AT);
                long written = found.get(ValueLayout.JAVA_LONG, SECONDS_AT) * NANOS
                        + found.get(ValueLayout.JAVA_INT, NANOS_AT);
                return (mode & TYPE_MASK) == REGULAR
                        && found.get(ValueLayout.JAVA_LONG, SIZE_AT) == size
                        && time.from() <= written
                        && written <= time.to()
                        && (int) linkat.invokeExact(from, name, to, name, 0) == 0;
            } catch (Throwable impossible) {
                throw new IllegalStateException(impossible);
            }
        }

        @Override
        public void close() {
            FolderCalls.this.close(from);
            FolderCalls.this.close(to);
            arena.close();
        }
    }
}
