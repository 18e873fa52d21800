package dev.dx.app.cli.install;

import com.sun.jna.Native;
import com.sun.jna.StringArray;
import dev.dx.engine.InstallEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Whether a command has more to do than it was started for. A launcher has code compiled quickly rather than well, since most
 * commands are over soon; whoever has to fetch and unpack much would take twice as long that way. Such a command starts over,
 * as the same process with the same arguments and without that: what it did until then is what one that was killed leaves, and
 * the next finds of it what is whole.
 */
final class LongWork {
    /** What the launcher calls it, beside the flag that makes it so. */
    private static final String QUICK = "-Ddx.quick=true";

    private static final String QUICK_COMPILER = "-XX:TieredStopAtLevel=1";
    private static final int MANY_DOCUMENTS = 24;
    private static final int MANY_PACKAGES = 24;
    private static final long MANY_BYTES = 16L << 20;
    private static final int CLOSE_ON_EXEC = 1;
    private static final int SET_DESCRIPTOR_FLAGS = 2;
    private static final int FIRST_OF_OURS = 3;

    private final boolean quick = Boolean.getBoolean("dx.quick");
    private int documents;
    private int packages;
    private long bytes;

    /** Tells whether what happens means long work; events come one at a time. */
    boolean begins(InstallEvent event) {
        if (!quick) {
            return false;
        }
        switch (event) {
            case InstallEvent.Answered _ -> documents++;
            case InstallEvent.Planned planned -> packages = Math.max(packages, planned.toFetch());
            case InstallEvent.FetchStarted started -> {
                packages++;
                bytes += Math.max(0, started.size());
            }
            default -> {
                return false;
            }
        }
        return documents >= MANY_DOCUMENTS || packages >= MANY_PACKAGES || bytes >= MANY_BYTES;
    }

    /** Starts over, and does not return; returns where that cannot be done, and then all goes on as it was. */
    void startOver() {
        documents = Integer.MIN_VALUE;
        packages = Integer.MIN_VALUE;
        bytes = Long.MIN_VALUE;
        try {
            // Bytes, whatever their encoding.
            String given = Files.readString(Path.of("/proc/self/cmdline"), StandardCharsets.ISO_8859_1);
            List<String> words = new ArrayList<>(Arrays.asList(given.split("\0", -1)));
            words.removeLast();
            if (!words.remove(QUICK) || !words.remove(QUICK_COMPILER)) {
                return;
            }
            Native.register(LibC.class, "c");
            closeOnExec();
            System.out.flush();
            System.err.flush();
            // It answers only if it failed.
            int _ = LibC.execv(
                    words.getFirst(),
                    new StringArray(words.toArray(String[]::new), StandardCharsets.ISO_8859_1.name()));
        } catch (IOException | LinkageError notHere) {
            // No such file system, or no such calls.
        }
    }

    /** Connections and locks are nobody's after that. */
    private static void closeOnExec() throws IOException {
        try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path each : open) {
                int descriptor = Integer.parseInt(each.getFileName().toString());
                if (descriptor >= FIRST_OF_OURS) {
                    int _ = LibC.fcntl(descriptor, SET_DESCRIPTOR_FLAGS, CLOSE_ON_EXEC);
                }
            }
        }
    }

    private static final class LibC {
        static native int execv(String program, StringArray arguments);

        static native int fcntl(int descriptor, int command, int flags);
    }
}
