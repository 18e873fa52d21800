package dev.dx.engine.install;

import static dev.dx.engine.npm.registry.TestPackage.named;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.install.change.Change;
import dev.dx.engine.install.change.InstallReport;
import dev.dx.engine.install.change.InstallRequest;
import dev.dx.engine.install.project.DependencyKind;
import dev.dx.engine.npm.registry.LocalRegistry;
import dev.dx.engine.npm.registry.TestPackage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What package.json says after packages were added in each of the ways there are to ask for one. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "symbolic links want a privilege there")
class AddedSpecsTest {
    @TempDir
    Path root;

    private LocalRegistry registry;
    private TestProject project;

    @BeforeEach
    void start() {
        registry = LocalRegistry.start();
        registry.publish(named("leaf", "1.0.0")).publish(named("leaf", "1.4.0")).publish(named("leaf", "2.0.0-rc.1"));
        registry.distTag("leaf", "latest", "1.4.0");
        registry.distTag("leaf", "next", "2.0.0-rc.1");
        project = TestProject.in(root, registry).write("package.json", "{\"name\": \"app\"}");
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    private void assertSaved(String list, String name, String spec) {
        String manifest = project.read("package.json").replaceAll("\\s", "");
        String wanted = "\"" + list + "\":{";
        assertTrue(manifest.contains(wanted), manifest);
        String inList = manifest.substring(manifest.indexOf(wanted));
        assertTrue(
                inList.substring(0, inList.indexOf('}') + 1).contains("\"" + name + "\":\"" + spec + "\""), manifest);
    }

    private void add(@Nullable DependencyKind kind, String... specs) {
        project.run(new Change.Add(List.of(specs), kind, Change.Precision.CARET));
    }

    @Test
    void rangesThatAllowMoreThanTheUsualOneBecomeTheUsualOne() {
        project.add("leaf@1");
        assertSaved("dependencies", "leaf", "^1.4.0");
        project.add("leaf@~1.0.0");
        assertSaved("dependencies", "leaf", "~1.0.0");
        project.add("leaf@next");
        assertSaved("dependencies", "leaf", "^2.0.0-rc.1");
    }

    @Test
    void whatIsBundledIsListedInOrderAndGoesWithThePackage() {
        registry.publish(named("twig", "1.0.0")).publish(named("bough", "1.0.0"));
        project.write("package.json", "{\"name\": \"app\", \"bundleDependencies\": false}")
                .write(".npmrc", "save-bundle=true\n");

        project.add("twig");
        add(DependencyKind.DEV, "leaf");
        add(DependencyKind.PEER, "bough");

        assertBundled("\"leaf\",\"twig\"");
        assertSaved("devDependencies", "leaf", "^1.4.0");
        String lock = project.read("package-lock.json");
        assertEquals(2, lock.split("\"inBundle\": true", -1).length - 1, lock);

        project.remove("leaf");
        assertBundled("\"twig\"");
        project.remove("twig");
        assertFalse(project.read("package.json").contains("bundle"));
    }

    private void assertBundled(String names) {
        String manifest = project.read("package.json").replaceAll("\\s", "");
        assertTrue(manifest.contains("\"bundleDependencies\":[" + names + "]"), manifest);
    }

    @Test
    void aliasesKeepTheirTarget() {
        project.add("twig@npm:leaf@1.0.0", "bough@npm:leaf");

        assertSaved("dependencies", "twig", "npm:leaf@^1.0.0");
        assertSaved("dependencies", "bough", "npm:leaf@^1.4.0");
        assertTrue(project.read("node_modules/twig/package.json").contains("\"leaf\""));
    }

    @Test
    void foldersAreSavedByTheirPathFromTheManifest() throws IOException {
        Path outside = Files.createDirectories(root.resolve("outside"));
        Files.writeString(outside.resolve("package.json"), "{\"name\": \"outer\"}");
        project.write("libs/one/package.json", "{\"name\": \"one\"}").write("src/index.js", "");

        project.add("./libs/one", outside.toString());
        Change.Add fromBelow = new Change.Add(List.of("again@../libs/one"), null, Change.Precision.CARET);
        project.run(fromBelow.from(project.folder().resolve("src")));

        assertSaved("dependencies", "one", "file:libs/one");
        assertSaved("dependencies", "outer", "file:../outside");
        assertSaved("dependencies", "again", "file:libs/one");
        assertEquals(
                Path.of("../libs/one"), Files.readSymbolicLink(project.folder().resolve("node_modules/one")));
    }

    @Test
    void foldersAreCopiedWhereLinksAreNotWanted() {
        project.write(
                        "libs/one/package.json",
                        "{\"name\": \"one\", \"files\": [\"in.js\"], \"dependencies\": {\"leaf\": \"1\"}}")
                .write("libs/one/in.js", "in")
                .write("libs/one/out.js", "out");
        Change add = new Change.Add(List.of("./libs/one"), null, Change.Precision.CARET);

        try (Engine engine = Engine.open(project.environment(), Map.of("install-links", "true"))) {
            engine.install(InstallRequest.of(project.folder(), add), event -> {});
        }

        assertFalse(Files.isSymbolicLink(project.folder().resolve("node_modules/one")));
        assertEquals("in", project.read("node_modules/one/in.js"));
        assertFalse(project.has("node_modules/one/out.js"));
        assertTrue(project.has("node_modules/leaf"));
        assertSaved("dependencies", "one", "file:libs/one");
        project.install();
        assertTrue(
                Files.isSymbolicLink(project.folder().resolve("node_modules/one")), "without the setting it is a link");
    }

    @Test
    void archivesAreNamedByWhatIsInThem() throws IOException {
        TestPackage packed = named("packed", "3.0.0").build();
        Files.write(project.folder().resolve("packed.tgz"), packed.tarball());

        project.add("./packed.tgz", registry.tarballUri("leaf", "1.0.0").toString());

        assertSaved("dependencies", "packed", "file:packed.tgz");
        assertSaved("dependencies", "leaf", registry.tarballUri("leaf", "1.0.0").toString());
        assertTrue(project.has("node_modules/packed/package.json"));
        assertTrue(project.read("node_modules/leaf/package.json").contains("1.0.0"));
    }

    @Test
    void namesWhatIsNotThere() {
        DxException noFolder = assertThrows(DxException.class, () -> project.add("./nowhere"));
        assertEquals(ErrorCode.DX_NOT_FOUND, noFolder.code());
        project.write("bare/readme.md", "");
        DxException noManifest = assertThrows(DxException.class, () -> project.add("./bare"));
        assertEquals(ErrorCode.DX_MANIFEST, noManifest.code());
        project.write("unnamed/package.json", "{}");
        DxException noName = assertThrows(DxException.class, () -> project.add("./unnamed"));
        assertEquals(ErrorCode.DX_MANIFEST, noName.code());
        assertEquals("{\"name\": \"app\"}", project.read("package.json"));
    }

    @Test
    void aPackageStaysInItsListUnlessAnotherIsAskedFor() {
        add(DependencyKind.DEV, "leaf@1.0.0");
        project.add("leaf@1.4.0");
        assertSaved("devDependencies", "leaf", "^1.4.0");

        add(DependencyKind.PRODUCTION, "leaf@1.0.0");
        assertSaved("dependencies", "leaf", "^1.0.0");
        assertFalse(project.read("package.json").contains("devDependencies"));

        add(DependencyKind.OPTIONAL, "leaf");
        assertFalse(project.read("package.json").contains("\"dependencies\""));
    }

    @Test
    void whatIsNoDependencyIsPassedOverWhenRemoved() {
        project.write("package.json", "{\"name\": \"app\", \"dependencies\": {\"leaf\": \"1.0.0\"}}");

        InstallReport report = project.remove("nothing", "leaf");

        assertFalse(project.has("node_modules/leaf"));
        assertEquals(List.of("nothing was not a dependency: there is nothing to remove"), report.warnings());
    }

    @Test
    void theLockForgetsWhatWasSaidOfARemovedPeerAsNpmDoes() {
        project.write("package.json", """
            {
              "name": "app",
              "peerDependencies": {
                "leaf": "1.0.0"
              },
              "peerDependenciesMeta": {
                "leaf": {
                  "optional": true
                }
              }
            }
            """);
        project.install();
        assertTrue(project.read("package-lock.json").contains("peerDependenciesMeta"));

        project.remove("leaf");

        assertTrue(project.read("package.json").contains("peerDependenciesMeta"));
        assertFalse(project.read("package-lock.json").contains("peerDependenciesMeta"));
    }

    @Test
    void aRemovedPackageIsNotBundledAnyMore() {
        project.write(
                "package.json",
                "{\"name\": \"app\", \"dependencies\": {\"leaf\": \"1.0.0\"}, \"bundleDependencies\": [\"leaf\"]}");

        project.remove("leaf");

        assertFalse(project.read("package.json").contains("leaf"));
    }
}
