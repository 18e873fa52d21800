package dev.dx.engine.install;

import static dev.dx.engine.npm.registry.TestPackage.named;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.ExitCode;
import dev.dx.engine.InMemory;
import dev.dx.engine.npm.registry.LocalRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands and places that packages, locks and an earlier node_modules name in order to reach what is not theirs. */
@DisabledOnOs(OS.WINDOWS)
class HostileCommandsTest {
    @TempDir(factory = InMemory.class)
    Path root;

    private LocalRegistry registry;
    private TestProject project;
    private Map<String, String> outside = Map.of();

    @BeforeEach
    void start() throws IOException {
        registry = LocalRegistry.start();
        registry.publish(named("leaf", "1.0.0"));
        project = TestProject.in(root, registry);
        project.write("package.json", "{\"name\": \"app\", \"dependencies\": {\"leaf\": \"*\"}}");
        project.install();
        Files.writeString(root.resolve("victim"), "mine");
        Files.createDirectories(root.resolve("folder"));
        Files.writeString(root.resolve("folder/victim"), "mine");
        outside = outside();
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    /** Everything beside the project and the store, with modes. */
    private Map<String, String> outside() throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                if (path.startsWith(project.folder()) || path.startsWith(root.resolve("dx-home"))) {
                    continue;
                }
                found.put(
                        path.toString(),
                        Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS)
                                + (Files.isRegularFile(path) ? Files.readString(path) : ""));
            }
        }
        return found;
    }

    private void assertRefused(Runnable action, String word) throws IOException {
        Map<String, String> before = project.snapshot();
        DxException refusal = assertThrows(DxException.class, action::run);
        assertEquals(ErrorCode.DX_UNSAFE_PATH, refusal.code(), refusal.what());
        assertEquals(ExitCode.REFUSED, refusal.code().exit());
        assertTrue(refusal.what().contains(word), refusal.what());
        assertEquals(before, project.snapshot());
        assertEquals(outside, outside());
    }

    static Stream<Object> hostileBins() {
        return Stream.of(
                "../../../victim",
                "bin/../../victim",
                "..\\..\\victim",
                "C:\\victim",
                "\\\\host\\share",
                List.of("../victim"),
                Map.of("x", "../../../../victim"),
                Map.of("@s/../../x", "cli.js"),
                Map.of("../../x", "cli.js"),
                Map.of("..\\x", "cli.js"),
                Map.of(".", "cli.js"),
                Map.of("..", "cli.js"),
                Map.of("/etc/x", "cli.js"),
                Map.of("C:x", "cli.js"),
                Map.of("a\0b", "cli.js"));
    }

    @ParameterizedTest
    @MethodSource("hostileBins")
    void commandsThatLeadOutAreRefused(Object bin) throws IOException {
        registry.publish(named("evil", "1.0.0").file("cli.js", "").field("bin", bin));
        assertRefused(() -> project.add("evil"), "evil@1.0.0");
    }

    @ParameterizedTest
    @MethodSource("hostileBins")
    void soTheyAreInALock(Object bin) throws IOException {
        registry.publish(named("evil", "1.0.0").file("cli.js", ""));
        project.add("evil");
        String lock = project.read("package-lock.json");
        String hostile = named("x", "1.0.0").field("bin", bin).build().packageJson();
        String field = hostile.substring(hostile.indexOf("\"bin\":"), hostile.lastIndexOf('}'));
        field = field.substring(0, end(field));
        dev.dx.engine.link.ModulesFolder.delete(root, project.modules());
        project.write(
                "package-lock.json",
                lock.replaceFirst(
                        "\"node_modules/evil\":\\s*\\{",
                        java.util.regex.Matcher.quoteReplacement("\"node_modules/evil\": {" + field + ",")));
        assertRefused(project::install, "evil@1.0.0");
    }

    /** Where the first field of an object's text ends. */
    private static int end(String field) {
        int depth = 0;
        boolean text = false;
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            if (c == '"' && (i == 0 || field.charAt(i - 1) != '\\')) {
                text = !text;
            } else if (!text && (c == '{' || c == '[')) {
                depth++;
            } else if (!text && (c == '}' || c == ']')) {
                depth--;
            } else if (!text && c == ',' && depth == 0) {
                return i;
            }
        }
        return field.length();
    }

    @ParameterizedTest
    @CsvSource({"./cli.js, tool", "/cli.js, tool", "cli.js, @s/tool", "lib/../cli.js, tool"})
    void whatHonestPackagesWriteIsPutRight(String target, String name) throws IOException {
        registry.publish(named("good", "1.0.0")
                .executable("cli.js", "#!/usr/bin/env node\r\n")
                .field("bin", Map.of(name, target)));
        project.add("good");
        Path command = project.modules().resolve(".bin/tool");
        assertEquals(Path.of("../good/cli.js"), Files.readSymbolicLink(command));
        assertEquals("#!/usr/bin/env node\n", Files.readString(command));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../x",
                "..",
                ".bin",
                ".dx",
                "a/../../x",
                "@s/../x",
                "/x",
                "C:\\x",
                "node_modules/..",
                "a\\..\\x"
            })
    void namesOfPackagesThatLeadOutAreRefused(String name) throws IOException {
        String json = name.replace("\\", "\\\\");
        project.write("package.json", "{\"dependencies\": {\"" + json + "\": \"npm:leaf@1.0.0\"}}");
        Map<String, String> before = project.snapshot();
        DxException refusal = assertThrows(DxException.class, project::install, name);
        assertTrue(
                List.of(ErrorCode.DX_UNSAFE_PATH, ErrorCode.DX_USAGE, ErrorCode.DX_MANIFEST)
                        .contains(refusal.code()),
                refusal.toString());
        assertEquals(before, project.snapshot());
        assertEquals(outside, outside());
    }

    @Test
    void removalDeletesLinksAndNotWhatTheyPointTo() throws IOException {
        Path modules = project.modules();
        Files.createDirectories(modules.resolve(".bin"));
        Files.createSymbolicLink(modules.resolve(".bin/tool"), root.resolve("victim"));
        dev.dx.engine.link.ModulesFolder.delete(root, modules.resolve("leaf"));
        Files.createSymbolicLink(modules.resolve("leaf"), root.resolve("folder"));
        project.remove("leaf");
        assertFalse(Files.exists(modules.resolve("leaf"), LinkOption.NOFOLLOW_LINKS));
        assertEquals(outside, outside());
        project.add("leaf");
        assertEquals(outside, outside());
        assertTrue(Files.isDirectory(modules.resolve("leaf"), LinkOption.NOFOLLOW_LINKS));
    }

    @Test
    void aCommandNamedLikeTheShellDoesNotRunTheScripts() throws IOException {
        registry.publish(named("shell", "1.0.0")
                .executable("sh", "#!/bin/bash\necho hijacked\n")
                .bin("sh", "sh"));
        project.write(
                "package.json", "{\"dependencies\": {\"shell\": \"*\"}, \"scripts\": {\"prepare\": \"echo honest\"}}");
        project.install();
        assertTrue(project.events().toString().contains("line=honest"), "" + project.events());
    }

    @Test
    void aVersionWithAPathInItLeadsNowhere() throws IOException {
        String lock = project.read("package-lock.json");
        dev.dx.engine.link.ModulesFolder.delete(root, project.modules());
        project.write("package-lock.json", lock.replace("\"version\": \"1.0.0\"", "\"version\": \"../../../victim\""));
        try {
            project.install();
        } catch (DxException refused) {
            assertFalse(Files.exists(project.modules()), refused.toString());
        }
        assertEquals(outside, outside());
    }
}
