package dev.dx.app.cli.install;

import com.sun.jna.Native;
import com.sun.jna.StringArray;
import dev.dx.engine.DxHome;
import dev.dx.engine.InstallEvent;
import dev.dx.engine.install.project.ProjectManifest;
import dev.dx.engine.npm.PackageManifest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Whether a command has more to do than it was started for. A launcher has code compiled quickly rather than well, since most
 * commands are over soon; whoever has to fetch and unpack much would take twice as long that way. Such a command starts over,
 * as the same process with the same arguments and without that: what it did until then is what one that was killed leaves, and
 * the next finds of it what is whole.
 */
final class LongWork {
    /** What the launcher calls it, beside the flags that make it so. */
    private static final String QUICK = "-Ddx.quick=true";

    private static final Set<String> QUICK_FLAGS = Set.of(QUICK, "-XX:TieredStopAtLevel=1", "-XX:-AOTReplayTraining");
    private static final int MANY = 350;
    /** So many documents that no cache had, and it is no matter of a few packages that are new. */
    private static final int SEVERAL = 24;

    private static final long MANY_BYTES = 100L << 20;
    /** What asks for so much by itself brings some hundred packages. */
    private static final int MANY_WISHES = 12;

    private static final long LARGE_LOCK = 200 << 10;
    private static final int CLOSE_ON_EXEC = 1;
    private static final int SET_DESCRIPTOR_FLAGS = 2;
    private static final int FIRST_OF_OURS = 3;

    private final boolean quick = Boolean.getBoolean("dx.quick");
    private boolean decided;
    private int documents;
    private int asked;
    private int planned;
    private int fetched;
    private long bytes;

    /** Tells whether it begins already: where no registry was asked anything yet, and the project is large by the look of it. */
    boolean isForeseen(Path project, DxHome home) {
        if (!quick || Files.exists(home.packuments())) {
            return false;
        }
        try {
            return Files.size(project.resolve("package-lock.json")) >= LARGE_LOCK;
        } catch (IOException noLock) {
            ProjectManifest manifest = ProjectManifest.readIfPresent(project);
            return manifest != null && wishes(manifest.manifest()) >= MANY_WISHES;
        }
    }

    private static int wishes(PackageManifest manifest) {
        return manifest.dependencies().size()
                + manifest.devDependencies().size()
                + manifest.optionalDependencies().size();
    }

    /** Tells whether what happens means long work; events come one at a time. */
    boolean begins(InstallEvent event) {
        if (!quick || decided) {
            return false;
        }
        switch (event) {
            case InstallEvent.Answered answered -> {
                documents++;
                asked = answered.asked();
            }
            case InstallEvent.Planned plan -> planned = plan.toFetch();
            case InstallEvent.FetchStarted started -> {
                fetched++;
                bytes += Math.max(0, started.size());
            }
            default -> {
                return false;
            }
        }
        return (documents >= SEVERAL && asked >= MANY) || planned >= MANY || fetched >= MANY || bytes >= MANY_BYTES;
    }

    /** Starts over, and does not return; returns where that cannot be done, and then all goes on as it was. */
    void startOver() {
        decided = true;
        try {
            // Bytes, whatever their encoding.
            String given = Files.readString(Path.of("/proc/self/cmdline"), StandardCharsets.ISO_8859_1);
            List<String> words = new ArrayList<>(Arrays.asList(given.split("\0", -1)));
            words.removeLast();
            // What comes behind them is the user's own.
            List<String> ours = words.subList(0, words.indexOf("-cp") + 1);
            if (!ours.removeIf(QUICK_FLAGS::contains)) {
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
