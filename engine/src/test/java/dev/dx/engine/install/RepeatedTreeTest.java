package dev.dx.engine.install;

import static dev.dx.engine.npm.registry.TestPackage.named;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.InstallEvent;
import dev.dx.engine.InstallEvent.Stage;
import dev.dx.engine.install.change.InstallReport;
import dev.dx.engine.install.change.InstallReport.Way;
import dev.dx.engine.link.ModulesFolder;
import dev.dx.engine.npm.registry.LocalRegistry;
import dev.dx.engine.npm.registry.TestPackage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was installed before is linked again, without the lock being resolved, where no tree stands ready. */
class RepeatedTreeTest {
    @TempDir
    Path root;

    private LocalRegistry registry;
    private TestProject project;

    @BeforeEach
    void start() {
        registry = LocalRegistry.start();
        registry.publish(named("leaf", "1.0.0").file("index.js", "leaf").file("lib/deep.js", "deep"));
        registry.publish(named("top", "1.0.0")
                .dependency("leaf", "1")
                .bin("top", "cli.js")
                .file("cli.js", "#!/usr/bin/env node\r\nconsole.log('top')"));
        project = project("one");
        project.write("package.json", "{\"name\": \"p\", \"dependencies\": {\"top\": \"1\"}}")
                .install();
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    private TestProject project(String name) {
        return TestProject.in(
                root.resolve(name),
                registry.url(),
                Map.of("DX_HOME", root.resolve("home").toString()));
    }

    /** As a clone of the project with its lock. */
    private TestProject copy() {
        return project("other")
                .write("package.json", project.read("package.json"))
                .write("package-lock.json", project.read("package-lock.json"));
    }

    private static boolean resolved(TestProject of) {
        return of.events().contains(new InstallEvent.StageStarted(Stage.RESOLVE));
    }

    private static long links(Path file) throws IOException {
        return ((Number) Files.getAttribute(file, "unix:nlink")).longValue();
    }

    @Test
    void aCloneIsLinkedAsItWasInstalledElsewhere() throws IOException {
        TestProject other = copy();
        registry.forgetRequests();

        InstallReport report = other.install();

        assertEquals(Way.LINKED, report.way());
        assertEquals(2, report.packages());
        assertEquals(2, report.added());
        assertFalse(resolved(other));
        assertEquals(List.of(), registry.requests());
        Map<String, String> made = other.snapshot();
        Map<String, String> first = project.snapshot();
        first.keySet().removeIf(path -> !path.startsWith("node_modules"));
        made.keySet().removeIf(path -> !path.startsWith("node_modules"));
        assertEquals(first, made);
        assertEquals(
                links(project.modules().resolve("leaf/index.js")),
                links(other.modules().resolve("leaf/index.js")),
                "the same file of the store");
        assertEquals(Way.STOOD, other.install().way());
    }

    @Test
    void withoutALockItIsMadeOfWhatWasResolvedBefore() throws IOException {
        TestProject other = TestProject.in(
                        root.resolve("other"),
                        registry.url(),
                        Map.of("DX_HOME", root.resolve("home").toString(), "npm_config_prefer_offline", "true"))
                .write("package.json", project.read("package.json"));
        other.install();
        assertTrue(resolved(other));
        String lock = other.read("package-lock.json");
        Map<String, String> tree = other.snapshot();
        int events = other.events().size();
        ModulesFolder.delete(root, other.modules());
        Files.delete(other.modules().resolveSibling("package-lock.json"));

        InstallReport report = other.install();

        assertEquals(Way.LINKED, report.way());
        assertEquals(2, report.packages());
        assertFalse(other.events().stream()
                .skip(events)
                .anyMatch(event -> event.equals(new InstallEvent.StageStarted(Stage.RESOLVE))));
        assertEquals(lock, other.read("package-lock.json"));
        assertEquals(tree, other.snapshot());
        assertEquals(Way.STOOD, other.install().way());
    }

    @Test
    void whatTheStoreLostIsFetched() throws IOException {
        Path unpacked = project.environment().dxHome().store().resolve("unpacked");
        try (Stream<Path> found = Files.walk(unpacked)) {
            List<Path> all = found.sorted(Comparator.reverseOrder()).toList();
            for (Path path : all) {
                if (!path.equals(unpacked)) {
                    Objects.requireNonNull(path.getParent()).toFile().setWritable(true);
                    Files.delete(path);
                }
            }
        }
        ModulesFolder.delete(root, project.modules());

        InstallReport report = project.install();

        assertEquals(2, report.fetched());
        assertEquals("leaf", project.read("node_modules/leaf/index.js"));
    }

    @Test
    void whatWasEditedInTheStoreIsBroughtAnew() throws IOException {
        Path file = project.modules().resolve("leaf/index.js");
        assertTrue(links(file) > 1, "this file system has hard links");
        Files.writeString(file, "EDIT");
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000));
        TestProject other = copy();

        other.install();

        assertEquals("leaf", other.read("node_modules/leaf/index.js"));
        assertTrue(resolved(other), "nobody else knows where it comes from");
        assertTrue(
                other.events().stream()
                        .anyMatch(event -> event instanceof InstallEvent.Warning warning
                                && warning.text().contains("changed by somebody")),
                "it is said");
    }

    @Test
    void whatAPatchIsForGetsFilesOfItsOwn() throws IOException {
        TestProject other = copy().write("patches/leaf+1.0.0.patch", "");

        other.install();

        assertEquals(1, links(other.modules().resolve("leaf/index.js")));
        assertTrue(links(other.modules().resolve("top/package.json")) > 1);

        ModulesFolder.delete(root, project.modules());
        project.install();
        assertEquals(1, links(other.modules().resolve("leaf/index.js")));
    }

    @Test
    void aLargeTreeIsLinkedAsItsFilesAreListed() throws IOException {
        TestPackage.Builder large = named("large", "1.0.0");
        for (int i = 0; i < 4_100; i++) {
            large.file("lib/" + i % 7 + "/" + i + ".js", "large " + i);
        }
        registry.publish(large);
        project.write("package.json", "{\"name\": \"p\", \"dependencies\": {\"top\": \"1\", \"large\": \"1\"}}");
        ModulesFolder.delete(root, project.modules());
        project.install();
        assertEquals(1, listings().size());

        TestProject other = copy();
        other.install();

        assertFalse(resolved(other));
        Map<String, String> made = other.snapshot();
        Map<String, String> first = project.snapshot();
        first.keySet().removeIf(path -> !path.startsWith("node_modules"));
        made.keySet().removeIf(path -> !path.startsWith("node_modules"));
        assertEquals(first, made);

        Path file = other.modules().resolve("large/lib/3/3.js");
        assertTrue(links(file) > 1, "this file system has hard links");
        Files.writeString(file, "EDIT");
        TestProject third = project("third")
                .write("package.json", project.read("package.json"))
                .write("package-lock.json", project.read("package-lock.json"));
        third.install();

        assertEquals("large 3", third.read("node_modules/large/lib/3/3.js"));
        assertEquals("EDIT", other.read("node_modules/large/lib/3/3.js"));
        assertTrue(resolved(third), "nobody else knows where it comes from");
        assertEquals(1, listings().size(), "the tree is listed anew");
        TestProject fourth = project("fourth")
                .write("package.json", project.read("package.json"))
                .write("package-lock.json", project.read("package-lock.json"));
        fourth.install();
        assertFalse(resolved(fourth));
        assertEquals("large 3", fourth.read("node_modules/large/lib/3/3.js"));
    }

    private List<Path> listings() throws IOException {
        try (Stream<Path> all = Files.walk(project.environment().dxHome().spares())) {
            return all.filter(path -> path.endsWith("listing")).toList();
        }
    }

    /** The first install makes what an optional peer would have, and lists it as needed by nobody; npm ci leaves that out. */
    @Test
    void aFrozenLockMakesATreeWithoutWhatNobodyNeeds() {
        registry.publish(named("yaml", "1.0.0")).publish(named("yaml", "2.0.0"));
        registry.publish(named("loader", "1.0.0").peerDependency("yaml", "2").peerMeta("yaml"));
        registry.publish(named("css", "1.0.0").dependency("loader", "1"));
        TestProject first =
                project("first").write("package.json", "{\"dependencies\": {\"css\": \"1\", \"yaml\": \"1\"}}");
        first.install();
        String lock = first.read("package-lock.json");
        assertTrue(lock.contains("\"extraneous\": true"), lock);
        assertTrue(first.has("node_modules/css/node_modules/yaml"));
        TestProject clone = project("clone")
                .write("package.json", first.read("package.json"))
                .write("package-lock.json", lock);

        clone.installFrozen();
        first.installFrozen();

        assertTrue(clone.has("node_modules/css/node_modules/loader"));
        assertFalse(clone.has("node_modules/css/node_modules/yaml"));
        assertFalse(first.has("node_modules/css/node_modules/yaml"));
        assertEquals(lock, clone.read("package-lock.json"));
        assertEquals(lock, first.read("package-lock.json"));
        assertEquals(Way.STOOD, first.installFrozen().way());
    }
}
