package dev.dx.app.bench;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.StringArray;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Starts programs with {@code posix_spawn} and waits with {@code wait4}, which says what processor time they took; what Java
 * does around a start would be most of the time of the quickest. Each leads a process group, so that what it started can be
 * ended with it.
 */
final class PosixLauncher implements Stopwatch.Launcher {
    /** Larger than the system's own structures, whose sizes differ. */
    private static final int ROOM = 1024;

    private static final short SETPGROUP = 0x02;
    private static final short SETSIGMASK = 0x08;
    private static final short CLOSE_ALL_ON_MAC = 0x4000;
    private static final int O_WRONLY = 1;
    private static final int O_CREAT_TRUNC = 0x240;
    private static final int O_CREAT_TRUNC_ON_MAC = 0x600;
    private static final int SIGKILL = 9;
    private static final int EINTR = 4;
    private static final boolean MAC = System.getProperty("os.name", "").startsWith("Mac");

    /** Where sizes and calls are those known here. */
    static boolean works() {
        String os = System.getProperty("os.name", "");
        try {
            return (os.equals("Linux") || MAC) && Native.POINTER_SIZE == 8 && Calls.LOADED;
        } catch (LinkageError notHere) {
            return false;
        }
    }

    @Override
    public Stopwatch.Running start(List<String> line, Path folder, Map<String, String> variables, Path log)
            throws IOException {
        String missing = Stopwatch.missing(line);
        if (missing != null) {
            throw new IOException(missing);
        }
        String encoding = System.getProperty("sun.jnu.encoding", "UTF-8");
        Charset charset = Charset.forName(encoding);
        StringArray argv = new StringArray(line.toArray(String[]::new), encoding);
        String[] pairs = variables.entrySet().stream()
                .map(each -> each.getKey() + "=" + each.getValue())
                .toArray(String[]::new);
        StringArray envp = new StringArray(pairs, encoding);
        try (Memory actions = zeroed();
                Memory attributes = zeroed();
                Memory pid = zeroed();
                Memory noSignals = zeroed()) {
            check(Calls.posix_spawn_file_actions_init(actions));
            check(Calls.posix_spawnattr_init(attributes));
            try {
                byte[] nothing = bytes("/dev/null", charset);
                int create = O_WRONLY | (MAC ? O_CREAT_TRUNC_ON_MAC : O_CREAT_TRUNC);
                check(Calls.posix_spawn_file_actions_addopen(actions, 0, nothing, 0, 0));
                check(Calls.posix_spawn_file_actions_addopen(actions, 1, bytes(log.toString(), charset), create, 0600));
                check(Calls.posix_spawn_file_actions_adddup2(actions, 1, 2));
                check(Calls.posix_spawn_file_actions_addchdir_np(actions, bytes(folder.toString(), charset)));
                closeOthers(actions);
                short flags = (short) (SETPGROUP | SETSIGMASK | (MAC ? CLOSE_ALL_ON_MAC : 0));
                check(Calls.posix_spawnattr_setflags(attributes, flags));
                check(Calls.posix_spawnattr_setsigmask(attributes, noSignals));
                byte[] program = bytes(line.getFirst(), charset);
                long start = System.nanoTime();
                int refused = Calls.posix_spawn(pid, program, actions, attributes, argv, envp);
                if (refused != 0) {
                    throw new IOException(line.getFirst() + " cannot be started, error " + refused);
                }
                // By now it runs its own program: what this process had at most until then is what it was counted with.
                return new Started(pid.getInt(0), start, Stopwatch.peakOf("self"));
            } finally {
                Calls.posix_spawn_file_actions_destroy(actions);
                Calls.posix_spawnattr_destroy(attributes);
            }
        }
    }

    /** Files of this process are none of the program's business; a system that cannot say so hands them on. */
    private static void closeOthers(Memory actions) throws IOException {
        if (!MAC && Calls.CAN_CLOSE) {
            check(NativeLibrary.getInstance("c")
                    .getFunction("posix_spawn_file_actions_addclosefrom_np")
                    .invokeInt(new Object[] {actions, 3}));
        }
    }

    private static Memory zeroed() {
        Memory memory = new Memory(ROOM);
        memory.clear();
        return memory;
    }

    private static byte[] bytes(String text, Charset charset) {
        return (text + "\0").getBytes(charset);
    }

    private static void check(int error) throws IOException {
        if (error != 0) {
            throw new IOException("the system does not start programs that way, error " + error);
        }
    }

    static final class Started implements Stopwatch.Running {
        private final int process;
        private final long start;
        private final long ownPeak;
        private volatile long peak = -1;
        private volatile boolean ended;

        private Started(int process, long start, long ownPeak) {
            this.process = process;
            this.start = start;
            this.ownPeak = ownPeak;
        }

        @Override
        public Stopwatch.Ended await() {
            try (Memory status = zeroed();
                    Memory usage = zeroed()) {
                while (true) {
                    try {
                        Calls.wait4(process, status, 0, usage);
                        break;
                    } catch (LastErrorException interrupted) {
                        if (interrupted.getErrorCode() != EINTR) {
                            throw interrupted;
                        }
                    }
                }
                long wall = System.nanoTime() - start;
                ended = true;
                int how = status.getInt(0);
                int exit = (how & 0x7f) == 0 ? how >> 8 & 0xff : -(how & 0x7f);
                return new Stopwatch.Ended(exit, wall, time(usage, 0) + time(usage, 16), memory(usage.getLong(32)));
            }
        }

        /**
         * Until it runs its own program a process counts as having the memory of the one that started it: only what is more
         * than that is known to be its own. What is less was seen while it ran.
         */
        private long memory(long said) {
            long bytes = MAC ? said : said * 1024;
            return bytes > ownPeak && ownPeak > 0 ? bytes : peak;
        }

        private static long time(Memory usage, long offset) {
            int micros = usage.getInt(offset + 8);
            return usage.getLong(offset) * 1_000_000_000L + micros * 1000L;
        }

        @Override
        public void kill() {
            if (!ended) {
                Calls.kill(-process, SIGKILL);
            }
        }

        @Override
        public void look() {
            peak = Math.max(peak, Stopwatch.peakOf(String.valueOf(process)));
        }
    }

    /** Touching this class loads native code. */
    private static final class Calls {
        static final boolean LOADED;
        static final boolean CAN_CLOSE;

        static {
            Native.register(Calls.class, "c");
            LOADED = true;
            boolean can;
            try {
                NativeLibrary.getInstance("c").getFunction("posix_spawn_file_actions_addclosefrom_np");
                can = true;
            } catch (UnsatisfiedLinkError older) {
                can = false;
            }
            CAN_CLOSE = can;
        }

        static native int posix_spawn(
                Pointer pid, byte[] path, Pointer actions, Pointer attributes, Pointer argv, Pointer envp);

        static native int posix_spawn_file_actions_init(Pointer actions);

        static native int posix_spawn_file_actions_destroy(Pointer actions);

        static native int posix_spawn_file_actions_addopen(
                Pointer actions, int descriptor, byte[] path, int flags, int mode);

        static native int posix_spawn_file_actions_adddup2(Pointer actions, int descriptor, int target);

        static native int posix_spawn_file_actions_addchdir_np(Pointer actions, byte[] path);

        static native int posix_spawnattr_init(Pointer attributes);

        static native int posix_spawnattr_destroy(Pointer attributes);

        static native int posix_spawnattr_setflags(Pointer attributes, short flags);

        static native int posix_spawnattr_setsigmask(Pointer attributes, Pointer set);

        static native int wait4(int process, Pointer status, int options, Pointer usage) throws LastErrorException;

        static native int kill(int process, int signal);
    }
}
