package dev.dx.engine.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.install.change.InstallReport;
import dev.dx.engine.npm.lock.PackageLock;
import dev.dx.engine.npm.registry.LocalRegistry;
import dev.dx.engine.npm.registry.TestPackage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is inside an archive, and what an install makes of it. */
class ArchiveContentsTest {
    @TempDir
    Path root;

    private final LocalRegistry registry = LocalRegistry.start();

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void writesBundledPackagesToTheLockAndLinksTheirCommands() {
        TestPackage inner = TestPackage.named("inner", "1.2.0")
                .bin("inner-command", "run.js")
                .build();
        registry.publish(TestPackage.named("outer", "1.0.0")
                .file("node_modules/inner/run.js", "#!/usr/bin/env node\n")
                .bundled(inner));
        registry.publish(TestPackage.named("inner", "1.2.9"));
        TestProject project = TestProject.in(root, registry)
                .write("package.json", "{\"dependencies\": {\"outer\": \"^1.0.0\", \"inner\": \"1.2.9\"}}");

        project.install();

        String lock = project.read("package-lock.json");
        String expected = """
                "node_modules/outer/node_modules/inner": {
                  "version": "1.2.0",
                  "inBundle": true,
                  "bin": {
                    "inner-command": "run.js"
                  }
                }
            """;
        assertTrue(lock.contains(expected.stripTrailing()), lock);
        assertTrue(project.read("node_modules/.package-lock.json").contains("\"inBundle\": true"));
        Path command = project.modules().resolve("outer/node_modules/.bin/inner-command");
        assertTrue(Files.isExecutable(command), "a command of a bundled package can be run");

        InstallReport again = project.install();
        assertEquals(0, again.changed() + again.added() + again.removed());
        assertEquals(lock, project.read("package-lock.json"));
    }

    @Test
    void takesWhatABundledPackageWantsFromTheBundle() {
        TestPackage inner =
                TestPackage.named("inner", "1.0.0").dependency("deep", "^1.0.0").build();
        registry.publish(TestPackage.named("outer", "1.0.0")
                .file("node_modules/deep/package.json", "{\"name\": \"deep\", \"version\": \"1.0.3\"}")
                .file(
                        "node_modules/not-asked-for/package.json",
                        "{\"name\": \"not-asked-for\", \"version\": \"9.0.0\"}")
                .file("node_modules/named/package.json", "{\"name\": \"named\", \"version\": \"7.0.0\"}")
                .bundled(inner)
                .field("bundleDependencies", List.of("inner", "named")));
        TestProject project =
                TestProject.in(root, registry).write("package.json", "{\"dependencies\": {\"outer\": \"1\"}}");

        project.install();

        String lock = project.read("package-lock.json");
        assertTrue(
                lock.contains("\"node_modules/outer/node_modules/named\": {\n      \"version\": \"7.0.0\",\n"
                        + "      \"extraneous\": true,\n      \"inBundle\": true\n    }"),
                lock);
        assertTrue(lock.contains("\"node_modules/outer/node_modules/deep\": {\n      \"version\": \"1.0.3\""), lock);
        // npm writes down once what it found in the archive and nobody wants.
        assertTrue(
                lock.contains("\"node_modules/outer/node_modules/not-asked-for\": {\n      \"version\": \"9.0.0\",\n"
                        + "      \"extraneous\": true\n    }"),
                lock);
        assertFalse(project.read("node_modules/.package-lock.json").contains("not-asked-for"));
    }

    /** As npm: a lock that is written alone has to know it from somewhere, and an install looks into what it unpacks. */
    @Test
    void looksIntoArchivesForOtherPlatformsWhereTheLockAloneIsWritten() {
        registry.publish(TestPackage.named("elsewhere", "1.0.0")
                .field("os", List.of("plan9"))
                .bundled(TestPackage.named("inner", "1.2.0").build()));
        String manifest = "{\"optionalDependencies\": {\"elsewhere\": \"1\"}}";
        TestProject alone = TestProject.in(
                        root.resolve("alone"), registry.url(), Map.of("npm_config_package_lock_only", "true"))
                .write("package.json", manifest);
        TestProject installed = TestProject.in(root.resolve("installed"), registry.url(), Map.of())
                .write("package.json", manifest);

        alone.install();
        installed.install();

        assertEquals(List.of("elsewhere/node_modules/inner"), inBundle(alone.read("package-lock.json")));
        assertEquals(List.of(), inBundle(installed.read("package-lock.json")));
        assertFalse(installed.has("node_modules/elsewhere"));
    }

    @Test
    void installsWhatTheProjectItselfBundles() {
        registry.publish(TestPackage.named("inner", "1.0.0").dependency("deep", "1"));
        registry.publish(TestPackage.named("deep", "1.0.0")).publish(TestPackage.named("plain", "1.0.0"));
        TestProject project = TestProject.in(root, registry).write("package.json", """
            {"dependencies": {"inner": "1", "plain": "1"}, "bundleDependencies": ["inner"]}\
            """);

        project.install();

        String lock = project.read("package-lock.json");
        assertEquals(List.of("deep", "inner"), inBundle(lock));
        assertTrue(project.has("node_modules/deep/index.js") && project.has("node_modules/inner/index.js"));

        TestProject clone = TestProject.in(root.resolve("clone"), registry)
                .write("package.json", project.read("package.json"))
                .write("package-lock.json", lock);
        clone.installFrozen();
        assertTrue(clone.has("node_modules/deep/index.js") && clone.has("node_modules/inner/index.js"));
    }

    @Test
    void installsBesideABundleWhatItsArchiveLacks() {
        TestPackage inner =
                TestPackage.named("inner", "1.0.0").dependency("deep", "1").build();
        registry.publish(
                TestPackage.named("outer", "1.0.0").dependency("deep", "1").bundled(inner));
        registry.publish(TestPackage.named("deep", "1.0.0")).publish(TestPackage.named("deep", "2.0.0"));
        TestProject project = TestProject.in(root, registry)
                .write("package.json", "{\"dependencies\": {\"outer\": \"1\", \"deep\": \"2\"}}");

        project.install();

        String lock = project.read("package-lock.json");
        assertEquals(List.of("outer/node_modules/deep", "outer/node_modules/inner"), inBundle(lock), lock);
        TestProject clone = TestProject.in(root.resolve("clone"), registry)
                .write("package.json", project.read("package.json"))
                .write("package-lock.json", lock);
        clone.installFrozen();
        assertTrue(clone.read("node_modules/outer/node_modules/deep/index.js").contains("deep@1.0.0"));
    }

    /** The places of packages that are marked as bundled. */
    private static List<String> inBundle(String lock) {
        return PackageLock.parse("package-lock.json", lock).packages().entrySet().stream()
                .filter(entry -> entry.getValue().isTruthy("inBundle"))
                .map(entry -> entry.getKey().substring("node_modules/".length()))
                .toList();
    }

    @Test
    void findsCommandsByTheirFolder() {
        TestPackage inner = TestPackage.named("inner", "1.0.0")
                .field("directories", Map.of("bin", "./tools"))
                .build();
        registry.publish(TestPackage.named("outer", "1.0.0")
                .file("node_modules/inner/tools/in-command", "#!/usr/bin/env node\n")
                .file("node_modules/inner/tools/.hidden", "")
                .bundled(inner));
        TestProject project = TestProject.in(root, registry)
                .write("package.json", """
                    {"dependencies": {"outer": "1", "near": "file:near"}, "directories": {"bin": "../../etc"}}\
                    """)
                .write("near/package.json", "{\"name\": \"near\", \"directories\": {\"bin\": \"bin\"}}")
                .write("near/bin/near-command", "#!/usr/bin/env node\n");

        project.install();

        String lock = project.read("package-lock.json");
        assertTrue(lock.contains("\"bin\": {\n        \"in-command\": \"tools/in-command\"\n      }"), lock);
        assertTrue(lock.contains("\"bin\": {\n        \"near-command\": \"bin/near-command\"\n      }"), lock);
        assertTrue(Files.isExecutable(project.modules().resolve("outer/node_modules/.bin/in-command")));
        assertTrue(Files.isExecutable(project.modules().resolve(".bin/near-command")));
    }

    @Test
    void givesAPackageWhatItsShrinkwrapNames() {
        TestPackage old = TestPackage.named("deep", "1.0.0").build();
        registry.publish(old).publish(TestPackage.named("deep", "1.9.0"));
        String shrinkwrap = """
            {"name": "outer", "version": "1.0.0", "lockfileVersion": 3, "packages": {
              "": {"name": "outer", "version": "1.0.0", "dependencies": {"deep": "^1.0.0"}},
              "node_modules/deep": {"version": "1.0.0", "resolved": "%s", "integrity": "%s"},
              "node_modules/secret": {"version": "1.0.0", "resolved": "file:../../../secret.tgz"}}}
            """.formatted(registry.tarballUri("deep", "1.0.0"), old.integrity());
        registry.publish(TestPackage.named("outer", "1.0.0")
                .dependency("deep", "^1.0.0")
                .field("_hasShrinkwrap", true)
                .file("npm-shrinkwrap.json", shrinkwrap));
        TestProject project = TestProject.in(root, registry)
                .write("package.json", "{\"dependencies\": {\"outer\": \"1\", \"deep\": \"^1.0.0\"}}");

        project.install();

        String lock = project.read("package-lock.json");
        assertTrue(lock.contains("\"hasShrinkwrap\": true"), lock);
        assertTrue(lock.contains("\"node_modules/outer/node_modules/deep\": {\n      \"version\": \"1.0.0\""), lock);
        assertFalse(lock.contains("secret"), lock);
        assertTrue(project.read("node_modules/outer/node_modules/deep/index.js").contains("deep@1.0.0"));
        assertTrue(project.read("node_modules/deep/index.js").contains("deep@1.9.0"));
    }

    @Test
    void installsGitignoreAsNpmignore() {
        registry.publish(TestPackage.named("lib", "1.0.0")
                .file(".gitignore", "alone")
                .file("both/.gitignore", "git")
                .file("both/.npmignore", "npm")
                .file("not.gitignore", "other"));
        TestProject project =
                TestProject.in(root, registry).write("package.json", "{\"dependencies\": {\"lib\": \"1\"}}");

        project.install();

        assertEquals("alone", project.read("node_modules/lib/.npmignore"));
        assertEquals("npm", project.read("node_modules/lib/both/.npmignore"));
        assertEquals("other", project.read("node_modules/lib/not.gitignore"));
        assertFalse(project.has("node_modules/lib/.gitignore"));
        assertFalse(project.has("node_modules/lib/both/.gitignore"));
    }
}
