package dev.dx.engine.link;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import java.nio.charset.Charset;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Swaps two paths in one step, so that programs which read a node_modules never find it missing. It needs native code,
 * whose loading takes longer than a small install: a process that lives on loads it at leisure, and one that does not
 * renames twice instead.
 */
public final class AtomicExchange {
    private static volatile @Nullable SystemCall systemCall;

    private AtomicExchange() {}

    /** How one system says it; throws where it cannot be done. */
    private interface SystemCall {
        void exchange(byte[] one, byte[] other) throws LastErrorException;
    }

    /** Makes transactions of this process use it from now on, on the systems that have it. */
    public static void load() {
        String os = System.getProperty("os.name", "");
        try {
            if (os.equals("Linux")) {
                Linux.register();
                systemCall = Linux::exchange;
            } else if (os.startsWith("Mac")) {
                MacOs.register();
                systemCall = MacOs::exchange;
            }
        } catch (LinkageError notHere) {
            // A C library without the call, or a system JNA has no code for.
        }
    }

    /** Swaps two existing paths of one file system; false if nothing was done. */
    static boolean exchange(Path one, Path other) {
        SystemCall call = systemCall;
        if (call == null) {
            return false;
        }
        try {
            call.exchange(bytes(one), bytes(other));
            return true;
        } catch (LastErrorException fileSystemCannot) {
            return false;
        }
    }

    /** The path as the JDK itself hands it to the system, ended by NUL. */
    private static byte[] bytes(Path path) {
        return (path + "\0").getBytes(Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8")));
    }

    private static final class Linux {
        private static final int AT_FDCWD = -100;
        private static final int RENAME_EXCHANGE = 2;

        static void register() {
            Native.register(Linux.class, "c");
        }

        static native int renameat2(int fromFolder, byte[] from, int toFolder, byte[] to, int flags)
                throws LastErrorException;

        static void exchange(byte[] one, byte[] other) {
            renameat2(AT_FDCWD, one, AT_FDCWD, other, RENAME_EXCHANGE);
        }
    }

    private static final class MacOs {
        private static final int RENAME_SWAP = 2;

        static void register() {
            Native.register(MacOs.class, "c");
        }

        static native int renamex_np(byte[] from, byte[] to, int flags) throws LastErrorException;

        static void exchange(byte[] one, byte[] other) {
            renamex_np(one, other, RENAME_SWAP);
        }
    }
}
