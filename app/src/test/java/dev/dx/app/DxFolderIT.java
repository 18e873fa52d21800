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

    /** The folder's classes hold switches and records in another form than the compiler's. */
    @Test
    void classesAnswerAsTheCompilerMeantThem() throws Exception {
        Path jar = program("""
            package dev.dx.app;
            import java.util.List;
            import java.util.Set;
            public class Main {
                sealed interface Shape permits Circle, Box, Pair, Nothing {
                    default String told() {
                        return switch (this) {
                            case Circle(double r) when r > 10 -> "big";
                            case Circle c -> "circle " + c;
                            case Box box when box.wide() -> "wide " + box;
                            case Box(long a, int b, short c, byte d, char e, boolean wide, float f) -> "box " + a + b + c + d + e + f;
                            case Pair<?, ?>(String left, var right) -> left + right;
                            case Pair<?, ?> pair -> "pair " + pair.left();
                            case Nothing nothing -> "nothing";
                        };
                    }
                }
                record Circle(double r) implements Shape {}
                record Box(long a, int b, short c, byte d, char e, boolean wide, float f) implements Shape {}
                record Pair<L, R>(L left, R right) implements Shape {}
                record Nothing() implements Shape {}
                record Own(int a) {
                    @Override public String toString() { return "own " + a; }
                    @Override public int hashCode() { return 7; }
                }
                static String mixed(Object value) {
                    return switch (value) {
                        case null -> "null";
                        case String s when s.isEmpty() -> "empty";
                        case String s -> "string " + s;
                        case Integer i when i > 3 -> "more";
                        case Integer i -> "int";
                        case int[] ints -> "ints";
                        default -> "else";
                    };
                }
                static String named(CharSequence text) {
                    return switch (text) {
                        case String s when s.equals("x") -> "x";
                        case StringBuilder b -> "builder";
                        default -> "other";
                    };
                }
                public static void main(String[] a) {
                    Box box = new Box(1L << 40, -2, (short) 3, (byte) -4, 'e', false, -0.0f);
                    List<Shape> shapes = List.of(new Circle(11), new Circle(Double.NaN), box,
                            new Box(1, 2, (short) 3, (byte) 4, 'e', true, 1f), new Pair<>("l", null), new Pair<>(null, box), new Nothing());
                    for (Shape shape : shapes) {
                        System.out.println(shape.told() + " " + shape + " " + shape.hashCode());
                    }
                    for (Object value : new Object[] {null, "", "s", 4, 3, new int[0], 1L}) {
                        System.out.println(mixed(value));
                    }
                    System.out.println(named("x") + named("y") + named(new StringBuilder()));
                    System.out.println(box.equals(new Box(1L << 40, -2, (short) 3, (byte) -4, 'e', false, -0.0f)));
                    System.out.println(box.equals(new Box(1L << 40, -2, (short) 3, (byte) -4, 'e', false, 0.0f)));
                    System.out.println(box.equals(new Box(1, -2, (short) 3, (byte) -4, 'e', false, -0.0f)));
                    System.out.println(box.equals(new Box(1L << 40, -2, (short) 3, (byte) -4, 'e', true, -0.0f)));
                    System.out.println(new Circle(Double.NaN).equals(new Circle(Double.NaN)) + " " + new Circle(1).equals(null));
                    System.out.println(Set.of(new Pair<>("a", 1)).contains(new Pair<>("a", 1)) + " " + new Nothing().equals(new Nothing()));
                    System.out.println(new Own(1) + " " + new Own(1).hashCode() + " " + new Own(1).equals(new Own(2)));
                }
            }
            """);
        Answer before = BuiltDx.run(List.of(java(), "-cp", jar.toString(), "dev.dx.app.Main"), temporary, Map.of());
        assertEquals(0, before.code(), before.err());

        build(jar);

        assertEquals(before.out(), answer());
        assertEquals(22, before.out().lines().count());
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
        build(program(
                "package dev.dx.app; public class Main { public static void main(String[] a) { System.out.println(\""
                        + says + "\"); } }"));
    }

    private void build(Path jar) throws Exception {
        Path sources = Path.of("src", "dist").toAbsolutePath();
        Answer answer = BuiltDx.run(
                List.of(
                        java(),
                        "-XX:TieredStopAtLevel=1",
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

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** A jar with that Main, and a rehearsal that runs it. */
    private Path program(String main) throws IOException {
        Path source = Files.createDirectories(temporary.resolve("source").resolve("dev/dx/app"));
        Files.writeString(source.resolve("Main.java"), main);
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
        List<Path> compiled;
        try (Stream<Path> files = Files.walk(classes)) {
            compiled = files.filter(Files::isRegularFile).sorted().toList();
        }
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file)) {
            for (Path type : compiled) {
                ZipEntry entry = new ZipEntry(classes.relativize(type).toString());
                entry.setTime(0);
                out.putNextEntry(entry);
                out.write(Files.readAllBytes(type));
                out.closeEntry();
            }
        }
        return jar;
    }
}
