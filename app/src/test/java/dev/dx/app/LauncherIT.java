package dev.dx.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.app.BuiltDx.Answer;
import dev.dx.engine.npm.registry.LocalRegistry;
import dev.dx.engine.npm.registry.TestPackage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** The launcher that the build made, as somebody starts it. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher in bash is for the others")
class LauncherIT {
    /** Makes the JVM fail where it would go on without its AOT cache. */
    private static final Map<String, @Nullable String> CACHE_REQUIRED = Map.of("JAVA_TOOL_OPTIONS", "-XX:AOTMode=on");

    private final BuiltDx built = BuiltDx.ofThisBuild();

    @TempDir
    Path temporary;

    @Test
    void answersFromItsCache() throws Exception {
        Answer answer = built.run(temporary, CACHE_REQUIRED, "--version");

        assertEquals(0, answer.code(), answer.err());
        assertTrue(answer.out().matches("\\d+\\.\\d+\\.\\d+\\R"), answer.out());
    }

    /** It is compiled sooner than the commands that the cache was made with. */
    @Test
    void convertsFromTheSameCache() throws Exception {
        for (List<String> command : List.of(List.of("dx", "convert"), List.of("dx-convert"))) {
            List<String> help = new ArrayList<>(command);
            help.set(0, built.bin().resolve(command.getFirst()).toString());
            help.add("--help");

            Answer answer = BuiltDx.run(help, temporary, CACHE_REQUIRED);

            assertEquals(0, answer.code(), answer.err());
            assertTrue(answer.out().contains("convert"), answer.out());
        }
    }

    @Test
    void goesOnWithoutItsCache() throws Exception {
        BuiltDx copy = built.copyTo(temporary.resolve("dx"));
        Files.delete(copy.lib().resolve("command.aot"));

        assertNotEquals(0, copy.run(temporary, CACHE_REQUIRED, "--version").code());
        assertEquals(0, copy.run(temporary, Map.of(), "--version").code());
    }

    @Test
    void runsFromAPathWithSpacesAndUsesItsCacheThere() throws Exception {
        BuiltDx moved = built.copyTo(temporary.resolve("moved to a path").resolve("with sp&ces"));

        Answer answer = moved.run(temporary, CACHE_REQUIRED, "--version");

        assertEquals(0, answer.code(), answer.err());
        assertEquals(built.run(temporary, Map.of(), "--version").out(), answer.out());
    }

    @Test
    void runsThroughSymbolicLinks() throws Exception {
        BuiltDx copy = built.copyTo(temporary.resolve("dx"));
        Path absolute = Files.createSymbolicLink(temporary.resolve("absolute"), copy.launcher());
        Path folder = Files.createDirectory(temporary.resolve("folder"));
        Path relative = Files.createSymbolicLink(folder.resolve("relative"), Path.of("..", "absolute"));

        for (Path link : List.of(absolute, relative)) {
            Answer answer = BuiltDx.run(List.of(link.toString(), "--version"), temporary, CACHE_REQUIRED);
            assertEquals(0, answer.code(), answer.err());
        }
        Answer answer = BuiltDx.run(List.of("./relative", "--version"), folder, CACHE_REQUIRED);
        assertEquals(0, answer.code(), answer.err());
    }

    @Test
    void runsWhenNamedRelatively() throws Exception {
        assertEquals(
                0,
                BuiltDx.run(List.of("bash", "dx", "--version"), built.bin(), CACHE_REQUIRED)
                        .code());
        assertEquals(
                0,
                BuiltDx.run(List.of("../bin/dx", "--version"), built.bin(), CACHE_REQUIRED)
                        .code());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-Xlog:all=info", "-XX:+PrintCompilation", "-Xlog:aot=debug:stdout"})
    void jsonIsAllThereIsOnStandardOutputWhateverTheJvmSays(String talk) throws Exception {
        BuiltDx copy = built.copyTo(temporary.resolve("dx"));
        Files.writeString(copy.lib().resolve("command.aot"), "no cache at all");
        Path project = Files.createDirectory(temporary.resolve("project"));
        Files.writeString(project.resolve("package.json"), "{\"name\": \"talk\", \"version\": \"1.0.0\"}");

        Answer answer = copy.run(project, Map.of("JAVA_TOOL_OPTIONS", talk), "list", "--json");

        assertEquals(0, answer.code(), answer.err());
        assertEquals(1, documentsIn(answer.out()), answer.out());
    }

    @Test
    void namesFilesInUtf8WhereTheLocaleIsNot() throws Exception {
        Path project = Files.createDirectory(temporary.resolve("prøject ✓"));
        Files.writeString(project.resolve("package.json"), "{\"name\": \"letters\", \"version\": \"1.0.0\"}");

        for (Map<String, @Nullable String> locale : List.<Map<String, @Nullable String>>of(
                Map.of("LC_ALL", "C", "LANG", "C"), Map.of("LC_ALL", "", "LC_CTYPE", "", "LANG", ""))) {
            Answer answer = built.run(temporary, locale, "list", "--json", "--cwd", project.toString());
            assertEquals(0, answer.code(), answer.err());
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void startsOverWhereThereIsMuchToFetch() throws Exception {
        Path project = Files.createDirectory(temporary.resolve("proj\u00e9ct"));
        try (LocalRegistry registry = LocalRegistry.start()) {
            StringBuilder wishes = new StringBuilder();
            for (int i = 0; i < 360; i++) {
                registry.publish(TestPackage.named("package-" + i, "1.0.0"));
                wishes.append(", \"package-").append(i).append("\": \"*\"");
            }
            Files.writeString(project.resolve(".npmrc"), "registry=" + registry.url() + "\n");
            Files.writeString(project.resolve("package.json"), "{\"dependencies\": {" + wishes.substring(2) + "}}");

            // Nothing is known yet: it is clear from the start.
            assertEquals(2, starts(project, "home", "install"));
            assertTrue(Files.exists(project.resolve("node_modules/package-359/package.json")));
            assertEquals(1, starts(project, "home", "install"));
            // So many packages are not there.
            Path locked = folderLike(project);
            Files.copy(project.resolve("package.json"), locked.resolve("package.json"));
            Files.copy(project.resolve("package-lock.json"), locked.resolve("package-lock.json"));
            assertEquals(2, starts(locked, "home without packages", "ci"));
            // So many packages are asked about, of which nothing is known.
            Path unlocked = folderLike(project);
            Files.copy(project.resolve("package.json"), unlocked.resolve("package.json"));
            Files.createDirectories(temporary.resolve("home of another project/cache/v1/packuments"));
            assertEquals(2, starts(unlocked, "home of another project", "install"));
            // A few are no reason, even if nothing is known.
            Path small = folderLike(project);
            Files.writeString(small.resolve("package.json"), "{\"dependencies\": {\"package-1\": \"*\"}}");
            assertEquals(1, starts(small, "home of few", "install"));
        }
    }

    private Path folderLike(Path project) throws IOException {
        Path folder = Files.createTempDirectory(temporary, "project");
        Files.copy(project.resolve(".npmrc"), folder.resolve(".npmrc"));
        return folder;
    }

    /** How often a command, which has to end well, starts a JVM. */
    private int starts(Path project, String home, String command) throws Exception {
        // The JVM says on standard error, each time it starts, that it took this.
        Map<String, @Nullable String> environment = Map.of(
                "JAVA_TOOL_OPTIONS",
                "-Dsome=thing",
                "DX_HOME",
                temporary.resolve(home).toString());
        Answer answer = built.run(project, environment, command);
        assertEquals(0, answer.code(), answer.err());
        return answer.err().split("Picked up", -1).length - 1;
    }

    @Test
    void withoutADisplayHelpsAndSaysThatTheWindowNeedsOne() throws Exception {
        Answer help = built.run(temporary, Map.of());
        assertEquals(0, help.code(), help.err());
        assertTrue(help.out().startsWith("Usage: dx"), help.out());

        Answer window = built.run(temporary, Map.of(), "gui");
        assertEquals(1, window.code());
        assertTrue(window.err().startsWith("error DX_NO_DISPLAY: "), window.err());
    }

    @Test
    void takesTheJavaOfTheBuildFirst() throws Exception {
        Path ofBuild = fakeJava("of the build", "25.0.3");
        Path ofVariable = fakeJava("of JAVA_HOME", "26");

        Answer answer = launcherFor(ofBuild).run(temporary, Map.of("JAVA_HOME", ofVariable.toString()), "--version");

        assertEquals("of the build\n", answer.out());
    }

    @Test
    void takesJavaHomeWhereTheJavaOfTheBuildIsGoneOrTooOld() throws Exception {
        Path ofVariable = fakeJava("of JAVA_HOME", "26-ea");
        Map<String, @Nullable String> environment = Map.of("JAVA_HOME", ofVariable.toString());

        for (Path ofBuild : List.of(temporary.resolve("gone"), fakeJava("of the build", "24.0.2"))) {
            assertEquals(
                    "of JAVA_HOME\n",
                    launcherFor(ofBuild)
                            .run(temporary, environment, "--version")
                            .out());
        }
    }

    @Test
    void takesTheFirstJavaOnPathThatIsNewEnough() throws Exception {
        Path old = fakeJava("old", "17.0.15");
        Path found = fakeJava("on PATH", "100.0.1");
        // As distributions do it: PATH leads to a link, and the link to the Java.
        Path links = Files.createDirectory(temporary.resolve("links"));
        Files.createSymbolicLink(links.resolve("java"), found.resolve("bin").resolve("java"));
        String path = Stream.of(old.resolve("bin"), links).map(Path::toString).reduce("", (all, one) -> all + one + ":")
                + "/usr/bin:/bin";

        Answer answer = launcherFor(temporary.resolve("gone"))
                .run(temporary, Map.of("JAVA_HOME", old.toString(), "PATH", path), "--version");

        assertEquals("on PATH\n", answer.out(), answer.err());
    }

    @Test
    void saysWhatToInstallWhereThereIsNoJava() throws Exception {
        Path empty = Files.createDirectory(temporary.resolve("empty"));

        Answer answer = launcherFor(fakeJava("too old", "1.8.0_452"))
                .run(temporary, Map.of("JAVA_HOME", "", "PATH", empty.toString()), "--version");

        assertEquals(1, answer.code());
        assertEquals("", answer.out());
        List<String> lines = answer.err().lines().toList();
        assertEquals(2, lines.size(), answer.err());
        assertTrue(lines.get(0).startsWith("error DX_NO_JAVA: no Java 25 or newer"), answer.err());
        assertTrue(lines.get(1).contains("Install a JDK 25"), answer.err());
    }

    /** A Java home whose {@code java} says who it is. */
    private Path fakeJava(String name, String version) throws IOException {
        Path home = temporary.resolve("java " + name);
        Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\necho '" + name + "'\n");
        assertTrue(java.toFile().setExecutable(true));
        Files.writeString(
                home.resolve("release"),
                "IMPLEMENTOR=\"Somebody\"\nJAVA_VERSION=\"" + version + "\"\nOS_NAME=\"Linux\"\n");
        return home;
    }

    /** The launcher alone, as a build with that Java would have left it. */
    private BuiltDx launcherFor(Path javaHome) throws IOException {
        Path folder = Files.createTempDirectory(temporary, "dx");
        Path bin = Files.createDirectory(folder.resolve("bin"));
        Files.copy(built.launcher(), bin.resolve("dx"));
        assertTrue(bin.resolve("dx").toFile().setExecutable(true));
        Files.writeString(Files.createDirectory(folder.resolve("lib")).resolve("java-home"), javaHome + "\n");
        return new BuiltDx(folder);
    }

    private static int documentsIn(String json) {
        int documents = 0;
        int depth = 0;
        try (JsonParser parser = JsonFactory.builder().build().createParser(ObjectReadContext.empty(), json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                documents += depth == 0 ? 1 : 0;
            }
        }
        return documents;
    }
}
