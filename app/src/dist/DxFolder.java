import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Makes the folder that DX runs from, with the Java this runs on:
 *
 * <pre>
 * bin/dx, bin/dx.cmd   the launchers; bin/dx-convert is dx convert, bin/dx-registry dx registry run
 * lib/java-home        where that Java is
 * lib/KEY/             the jars, and the AOT caches command.aot and window.aot
 * </pre>
 *
 * KEY is a hash of all that goes in. The JVM does not notice when a jar is not the one its cache was made from, and runs
 * the classes of the old one; so a changed jar gets a new folder and a new cache. What ran from the folder before goes on
 * running from it: it is deleted by the build after the next.
 */
final class DxFolder {
    private static final String COMMAND_REHEARSAL = "command";
    private static final String WINDOW_REHEARSAL = "window";
    private static final String COMMAND_CACHE = "command.aot";
    private static final String WINDOW_CACHE = "window.aot";

    private DxFolder() {}

    public static void main(String[] args) throws Exception {
        if (args.length != 4) {
            System.err.println("usage: DxFolder TARGET SOURCES APP_JAR CLASS_PATH");
            System.exit(2);
        }
        Path target = Path.of(args[0]).toAbsolutePath();
        Path sources = Path.of(args[1]);
        Jars jars = Jars.of(Path.of(args[2]), args[3]);
        Path javaHome = Path.of(System.getProperty("java.home"));
        try {
            make(target, sources, jars, javaHome);
        } catch (AotCache.RehearsalFailed e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private static void make(Path target, Path sources, Jars jars, Path javaHome)
            throws IOException, InterruptedException, AotCache.RehearsalFailed {
        Path java = javaHome.resolve("bin").resolve("java");
        Path allLibs = target.resolve("lib");
        String key = key(sources, jars, javaHome);
        Path lib = allLibs.resolve(key);
        if (!Files.exists(lib)) {
            Path unfinished = allLibs.resolve("unfinished");
            AotCache.deleteTree(unfinished);
            Files.createDirectories(unfinished);
            jars.copyTo(unfinished);
            rehearseCommand(java, jars, unfinished);
            Files.move(unfinished, lib, StandardCopyOption.ATOMIC_MOVE);
        }
        if (!Files.exists(lib.resolve(WINDOW_CACHE))) {
            rehearseWindow(java, jars, lib);
        }
        Launchers.replace(allLibs.resolve("java-home"), javaHome + "\n");
        Launchers.write(sources, target.resolve("bin"), "lib/" + key, jars, LaunchFlags.window(), key);
        deleteAllButNewest(allLibs, lib);
    }

    private static void rehearseCommand(Path java, Jars jars, Path lib)
            throws IOException, InterruptedException, AotCache.RehearsalFailed {
        List<Path> classPath = jars.commandIn(lib);
        AotCache.make(java, LaunchFlags.command(), List.of(), classPath, COMMAND_REHEARSAL, lib.resolve(COMMAND_CACHE));
    }

    /** A machine that lacks what JavaFX needs can build DX; its next build tries again. */
    private static void rehearseWindow(Path java, Jars jars, Path lib) throws IOException, InterruptedException {
        List<Path> classPath = jars.allIn(lib);
        try {
            AotCache.make(
                    java,
                    LaunchFlags.window(),
                    AotCache.HEADLESS,
                    classPath,
                    WINDOW_REHEARSAL,
                    lib.resolve(WINDOW_CACHE));
        } catch (AotCache.RehearsalFailed e) {
            System.err.println("The window will take longer to open. " + e.getMessage());
        }
    }

    private static String key(Path sources, Jars jars, Path javaHome) throws IOException {
        MessageDigest digest = sha256();
        jars.addTo(digest);
        for (String name :
                List.of("AotCache.java", "DxFolder.java", "Jars.java", "LaunchFlags.java", "StartupBytecode.java")) {
            digest.update(Files.readAllBytes(sources.resolve(name)));
        }
        digest.update(System.getProperty("java.vm.version").getBytes(StandardCharsets.UTF_8));
        digest.update(javaHome.toString().getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest.digest(), 0, 8);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static void deleteAllButNewest(Path allLibs, Path current) throws IOException {
        List<Path> others;
        try (Stream<Path> entries = Files.list(allLibs)) {
            others = entries.filter(Files::isDirectory)
                    .filter(folder -> !folder.equals(current))
                    .sorted(Comparator.comparing(DxFolder::modified).reversed())
                    .toList();
        }
        for (Path old : others.subList(Math.min(1, others.size()), others.size())) {
            AotCache.deleteTree(old);
        }
    }

    private static FileTime modified(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
