package dev.dx.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A folder that the build made or that was copied from it, and what its {@code dx} answers. */
final class BuiltDx {
    private static final int PATIENCE_SECONDS = 120;

    private final Path folder;

    BuiltDx(Path folder) {
        this.folder = folder;
    }

    /** What the build left in target/dx. */
    static BuiltDx ofThisBuild() {
        return new BuiltDx(Path.of("target", "dx").toAbsolutePath());
    }

    /** What a process wrote, and its exit code. */
    record Answer(int code, String out, String err) {}

    Path bin() {
        return folder.resolve("bin");
    }

    Path launcher() {
        return bin().resolve("dx");
    }

    /** The one folder of jars that the launcher names. */
    Path lib() throws IOException {
        String script = Files.readString(launcher());
        try (Stream<Path> libs = Files.list(folder.resolve("lib"))) {
            return libs.filter(Files::isDirectory)
                    .filter(lib -> script.contains("/lib/" + lib.getFileName()))
                    .findFirst()
                    .orElseThrow();
        }
    }

    BuiltDx copyTo(Path target) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path from, BasicFileAttributes attributes) throws IOException {
                Files.createDirectories(target.resolve(folder.relativize(from)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path from, BasicFileAttributes attributes) throws IOException {
                // Without COPY_ATTRIBUTES for the times: whoever copies a folder rarely keeps them.
                Path copy = target.resolve(folder.relativize(from));
                Files.copy(from, copy, StandardCopyOption.REPLACE_EXISTING);
                return FileVisitResult.CONTINUE;
            }
        });
        return new BuiltDx(target);
    }

    Answer run(Path workingFolder, Map<String, @Nullable String> environment, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(launcher().toString()));
        command.addAll(List.of(arguments));
        return run(command, workingFolder, environment);
    }

    /** @param environment what differs from this process's own; null takes a variable away */
    static Answer run(List<String> command, Path workingFolder, Map<String, @Nullable String> environment)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile("dx", ".out");
        Path err = Files.createTempFile("dx", ".err");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(workingFolder.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            Map<String, @Nullable String> changes = new HashMap<>(environment);
            changes.putIfAbsent("DISPLAY", null);
            changes.putIfAbsent("WAYLAND_DISPLAY", null);
            changes.putIfAbsent("JAVA_TOOL_OPTIONS", null);
            changes.forEach((name, value) -> {
                if (value == null) {
                    builder.environment().remove(name);
                } else {
                    builder.environment().put(name, value);
                }
            });
            Process process = builder.start();
            process.getOutputStream().close();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(command + " still ran after " + PATIENCE_SECONDS + " s");
            }
            return new Answer(process.exitValue(), read(out), read(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    private static String read(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }
}
