package dev.dx.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.app.BuiltDx.Answer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What the build does to the folder that DX runs from, tried on a program of two classes. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "it starts the launcher in bash")
class DxFolderIT {
    @TempDir
    Path temporary;

    @Test
    void changedClassesRunAfterARebuild() throws Exception {
        build("one");
        assertEquals("one\n", answer());
        Path before = dx().lib();

        build("two");
        assertEquals("two\n", answer());
        assertNotEquals(before, dx().lib());
        assertTrue(Files.exists(before), "what still runs from the folder before must find it");

        build("three");
        assertEquals("three\n", answer());
        assertTrue(Files.notExists(before), "folders of earlier builds pile up");
    }

    /** What the folder's name is for: the JVM itself does not notice. */
    @Test
    void cacheOfOtherClassesWouldRunThem() throws Exception {
        build("one");
        Path cache = Files.copy(dx().lib().resolve("command.aot"), temporary.resolve("command.aot"));
        build("two");
        Files.move(cache, dx().lib().resolve("command.aot"), StandardCopyOption.REPLACE_EXISTING);

        assertEquals("one\n", answer(), "this JVM compares jars with caches: the folders' names need no hash any more");
    }

    @Test
    void nothingIsMadeAgainWhereNothingChanged() throws Exception {
        build("one");
        List<FileTime> before = times();

        build("one");

        assertEquals(before, times());
    }

    private BuiltDx dx() {
        return new BuiltDx(temporary.resolve("dx"));
    }

    private String answer() throws Exception {
        Answer answer = dx().run(temporary, Map.of("JAVA_TOOL_OPTIONS", "-XX:AOTMode=on"), "--version");
        assertEquals(0, answer.code(), answer.err());
        return answer.out();
    }

    private List<FileTime> times() throws IOException {
        try (Stream<Path> files = Files.walk(temporary.resolve("dx"))) {
            return files.filter(Files::isRegularFile)
                    .sorted()
                    .map(file -> {
                        try {
                            return Files.getLastModifiedTime(file);
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                    })
                    .toList();
        }
    }

    private void build(String says) throws Exception {
        Path jar = programThatSays(says);
        Path sources = Path.of("src", "dist").toAbsolutePath();
        Answer answer = BuiltDx.run(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        sources.resolve("DxFolder.java").toString(),
                        temporary.resolve("dx").toString(),
                        sources.toString(),
                        jar.toString(),
                        jar.toString()),
                temporary,
                Map.of());
        assertEquals(0, answer.code(), answer.err());
        assertEquals("", answer.err());
    }

    private Path programThatSays(String text) throws IOException {
        Path source = Files.createDirectories(temporary.resolve("source").resolve("dev/dx/app"));
        Files.writeString(
                source.resolve("Main.java"),
                "package dev.dx.app; public class Main { public static void main(String[] a) { System.out.println(\""
                        + text + "\"); } }");
        Files.writeString(
                source.resolve("Rehearsal.java"),
                "package dev.dx.app; public class Rehearsal { public static void main(String[] a) { Main.main(a); } }");
        Path classes = Files.createDirectories(temporary.resolve("classes"));
        JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
        int failures = compiler.run(
                null,
                null,
                null,
                "-d",
                classes.toString(),
                source.resolve("Main.java").toString(),
                source.resolve("Rehearsal.java").toString());
        assertEquals(0, failures);
        Path jar = temporary.resolve("program.jar");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file)) {
            for (String name : List.of("dev/dx/app/Main.class", "dev/dx/app/Rehearsal.class")) {
                ZipEntry entry = new ZipEntry(name);
                entry.setTime(0);
                out.putNextEntry(entry);
                out.write(Files.readAllBytes(classes.resolve(name)));
                out.closeEntry();
            }
        }
        return jar;
    }
}
