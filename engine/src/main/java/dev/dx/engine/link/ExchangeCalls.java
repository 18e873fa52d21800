package dev.dx.engine.link;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import java.nio.charset.Charset;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The system calls behind {@link AtomicExchange}; touching this class loads native code. */
final class ExchangeCalls {
    private ExchangeCalls() {}

    /** The call of the system this runs on; null where there is none. */
    static AtomicExchange.@Nullable SystemCall ofThisSystem() {
        String os = System.getProperty("os.name", "");
        try {
            if (os.equals("Linux")) {
                Native.register(Linux.class, "c");
                return Linux::exchange;
            }
            if (os.startsWith("Mac")) {
                Native.register(MacOs.class, "c");
                return MacOs::exchange;
            }
            return null;
        } catch (LinkageError notHere) {
            // A C library without the call, or a processor JNA has no code for.
            return null;
        }
    }

    /** The path as the JDK itself hands it to the system, ended by NUL. */
    private static byte[] bytes(Path path) {
        return (path + "\0").getBytes(Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8")));
    }

    private static final class Linux {
        private static final int AT_FDCWD = -100;
        private static final int RENAME_EXCHANGE = 2;

        static native int renameat2(int fromFolder, byte[] from, int toFolder, byte[] to, int flags)
                throws LastErrorException;

        static boolean exchange(Path one, Path other) {
            try {
                return renameat2(AT_FDCWD, bytes(one), AT_FDCWD, bytes(other), RENAME_EXCHANGE) == 0;
            } catch (LastErrorException refused) {
                return false;
            }
        }
    }

    private static final class MacOs {
        private static final int RENAME_SWAP = 2;

        static native int renamex_np(byte[] from, byte[] to, int flags) throws LastErrorException;

        static boolean exchange(Path one, Path other) {
            try {
                return renamex_np(bytes(one), bytes(other), RENAME_SWAP) == 0;
            } catch (LastErrorException refused) {
                return false;
            }
        }
    }
}
