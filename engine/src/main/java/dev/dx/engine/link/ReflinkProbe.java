package dev.dx.engine.link;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Asks a Linux file system whether it can share blocks between files of two folders. Loads native code, so it is asked
 * only where the answer is open.
 *
 * <p>The files themselves are then placed with {@link Files#copy}: the JDK copies by {@code copy_file_range}, which such
 * a file system answers with shared blocks, but which silently copies where it cannot share. Hence the question.
 */
final class ReflinkProbe {
    private static final int O_RDONLY = 0;
    private static final int O_WRONLY = 1;
    private static final long FICLONE = 0x40049409L;

    private ReflinkProbe() {}

    /** Whether a file below {@code target} can share the blocks of one that stands below {@code store}. */
    static boolean works(Path store, Path target) throws IOException {
        if (!System.getProperty("os.name", "").equals("Linux")) {
            return false;
        }
        Path sample;
        try (Stream<Path> files = Files.find(store, 16, (path, file) -> file.isRegularFile() && file.size() > 0)) {
            sample = files.findFirst().orElse(null);
        }
        if (sample == null) {
            return false;
        }
        Path probe = Files.createTempFile(target, "reflink", ".probe");
        try {
            return clonesTo(sample, probe);
        } finally {
            Files.deleteIfExists(probe);
        }
    }

    private static boolean clonesTo(Path from, Path to) {
        try {
            int source = LibC.open(from.toString(), O_RDONLY);
            try {
                int copy = LibC.open(to.toString(), O_WRONLY);
                try {
                    return LibC.ioctl(copy, new NativeLong(FICLONE, true), source) == 0;
                } finally {
                    LibC.close(copy);
                }
            } finally {
                LibC.close(source);
            }
        } catch (LastErrorException refused) {
            return false;
        } catch (UnsatisfiedLinkError noNativeCode) {
            return false;
        }
    }

    /** Linked on first use. */
    private static final class LibC {
        static {
            Native.register(LibC.class, "c");
        }

        static native int open(String path, int flags) throws LastErrorException;

        static native int ioctl(int descriptor, NativeLong request, int argument) throws LastErrorException;

        static native int close(int descriptor) throws LastErrorException;

        private LibC() {}
    }
}
