import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes the JVM's ahead-of-time caches: it runs a rehearsal of the real thing and keeps what the JVM loaded and linked. */
final class AotCache {
    /** For the rehearsal of the window: the build needs no display. */
    static final List<String> HEADLESS = List.of("-Dglass.platform=Headless", "-Dprism.order=sw");

    private static final int MINUTES = 5;
    private static final int LINES = 12;

    private AotCache() {}

    /** The rehearsal did not run to its end, or the JVM made no cache of it. */
    static final class RehearsalFailed extends Exception {
        private static final long serialVersionUID = 1L;

        RehearsalFailed(String message) {
            super(message);
        }
    }

    /**
     * @param flags those the launcher will use
     * @param properties system properties for the rehearsal alone; a cache does not depend on them
     * @param rehearsal {@code command} or {@code window}
     * @param jars the class path the launcher will use, all in one folder
     */
    static void make(
            Path java, List<String> flags, List<String> properties, List<Path> jars, String rehearsal, Path cache)
            throws IOException, InterruptedException, RehearsalFailed {
        Path scratch = Files.createTempDirectory("dx-rehearsal");
        Path unfinished = cache.resolveSibling(cache.getFileName() + ".unfinished");
        try {
            Path log = scratch.resolve("log");
            List<String> command = new ArrayList<>(List.of(java.toString()));
            command.addAll(flags);
            command.addAll(properties);
            command.add("-XX:AOTCacheOutput=" + unfinished);
            command.add("-cp");
            command.add(jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
            command.add("dev.dx.app.Rehearsal");
            command.add(rehearsal);
            command.add(Files.createDirectory(scratch.resolve("work")).toString());

            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(scratch.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            setEnvironment(builder.environment(), scratch);
            Process process = builder.start();
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new RehearsalFailed("The rehearsal of the " + rehearsal + " was not done after " + MINUTES
                        + " minutes:\n" + lastLines(log));
            }
            if (process.exitValue() != 0 || !Files.exists(unfinished)) {
                throw new RehearsalFailed("The rehearsal of the " + rehearsal + " ended with " + process.exitValue()
                        + ":\n" + lastLines(log));
            }
            Files.move(unfinished, cache, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(unfinished);
            deleteTree(scratch);
        }
    }

    /** What the rehearsal said last, without what the JVM said after it about making a cache of that. */
    private static String lastLines(Path log) throws IOException {
        List<String> said;
        try (Stream<String> lines = Files.lines(log)) {
            said = lines.takeWhile(line -> !line.startsWith("Temporary AOTConfiguration"))
                    .toList();
        }
        return String.join("\n", said.subList(Math.max(0, said.size() - LINES), said.size()));
    }

    /** The rehearsal reads nothing of the user's own and leaves nothing there. */
    private static void setEnvironment(Map<String, String> environment, Path scratch) {
        environment
                .keySet()
                .removeIf(name -> name.startsWith("npm_config_")
                        || name.startsWith("DX_")
                        || name.endsWith("_proxy")
                        || name.endsWith("_PROXY")
                        || name.equals("JAVA_TOOL_OPTIONS")
                        || name.equals("JDK_JAVA_OPTIONS")
                        || name.equals("NO_COLOR"));
        environment.put("LC_ALL", "C.UTF-8");
        environment.put("DX_HOME", scratch.resolve("home").toString());
        environment.put(
                "npm_config_userconfig", scratch.resolve("no-user-npmrc").toString());
        environment.put(
                "npm_config_globalconfig", scratch.resolve("no-global-npmrc").toString());
    }

    static void deleteTree(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> deepestFirst;
        try (Stream<Path> all = Files.walk(folder)) {
            deepestFirst = all.sorted((a, b) -> b.compareTo(a)).toList();
        }
        for (Path path : deepestFirst) {
            Files.delete(path);
        }
    }
}
