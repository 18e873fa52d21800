package dev.dx.engine.install.tree;

import static dev.dx.engine.npm.registry.TestPackage.named;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.install.TestProject;
import dev.dx.engine.install.change.Change;
import dev.dx.engine.install.change.InstallReport.Way;
import dev.dx.engine.link.ModulesFolder;
import dev.dx.engine.npm.registry.LocalRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node_modules that stands becomes the one that is wanted, and nothing else of it is touched. */
class TreeDifferenceTest {
    @TempDir
    Path root;

    private LocalRegistry registry;
    private TestProject project;

    @BeforeEach
    void start() {
        registry = LocalRegistry.start();
        registry.publish(named("deep", "1.0.0").bin("deep", "cli.js").file("cli.js", "#!/usr/bin/env node\n1"));
        registry.publish(named("deep", "2.0.0").bin("deep", "cli.js").file("cli.js", "#!/usr/bin/env node\n2"));
        registry.publish(named("deep", "2.1.0").bin("other", "cli.js").file("cli.js", "#!/usr/bin/env node\n21"));
        registry.publish(named("outer", "1.0.0").dependency("deep", "^2.0.0"));
        registry.publish(named("outer", "2.0.0").dependency("deep", "^1.0.0"));
        registry.publish(named("same", "1.0.0").file("lib/a.js", "a").bin("same", "lib/a.js"));
        registry.publish(named("@scope/one", "1.0.0"));
        registry.publish(named("@scope/two", "1.0.0"));
        project = TestProject.in(root, registry)
                .write(
                        "package.json",
                        "{\"dependencies\": {\"deep\": \"1\", \"outer\": \"1\", \"same\": \"1\", \"@scope/one\":"
                                + " \"1\"},\"overrides\": {\"outer\": {\"deep\": \"2.0.0\"}}}");
        project.install();
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void aPackageInAnotherIsExchangedWithoutTheOuter() throws IOException {
        Object outer = key("outer");
        Object same = key("same");
        project.write("package.json", project.read("package.json").replace("2.0.0", "2.1.0"));
        assertEquals(Way.DIFFERENCE, project.install().way());
        assertEquals("#!/usr/bin/env node\n21", project.read("node_modules/outer/node_modules/deep/cli.js"));
        assertEquals(outer, key("outer"));
        assertEquals(same, key("same"));
        assertFalse(project.has("node_modules/outer/node_modules/.bin/deep"));
        assertTrue(project.has("node_modules/outer/node_modules/.bin/other"));
        assertIsAsIfLinkedAnew();
    }

    @Test
    void whatComesAndGoesTakesItsFoldersAndCommandsAlong() throws IOException {
        Object same = key("same");
        project.write("package.json", project.read("package.json").replaceAll("(?s),\\s*\"overrides\".*", "}"));
        project.add("outer@2", "@scope/two");
        assertFalse(project.has("node_modules/outer/node_modules"), "nothing is in it any more");
        assertTrue(project.has("node_modules/@scope/two/package.json"));
        project.remove("@scope/one", "@scope/two", "deep", "outer");
        assertFalse(project.has("node_modules/@scope"));
        assertFalse(project.has("node_modules/.bin/deep"));
        assertTrue(project.has("node_modules/.bin/same"));
        assertEquals(same, key("same"));
        assertIsAsIfLinkedAnew();
        project.remove("same");
        assertFalse(project.has("node_modules/.bin"));
    }

    @Test
    void whatNobodyInstalledStays() {
        project.write("node_modules/.cache/tool", "warm").write("node_modules/mine/index.js", "by hand");
        project.write("node_modules/@scope/theirs/index.js", "by hand too");
        assertEquals(Way.DIFFERENCE, project.remove("@scope/one").way());
        assertEquals("warm", project.read("node_modules/.cache/tool"));
        assertEquals("by hand", project.read("node_modules/mine/index.js"));
        assertEquals("by hand too", project.read("node_modules/@scope/theirs/index.js"));
        project.run(new Change.Prune());
        assertEquals("warm", project.read("node_modules/.cache/tool"));
        assertFalse(project.has("node_modules/mine"));
        assertFalse(project.has("node_modules/@scope"));
        assertIsAsIfLinkedAnew();
    }

    @Test
    void whatSomebodyTookFromAPackageComesBack() throws IOException {
        Object outer = key("outer");
        Files.delete(project.modules().resolve("same/package.json"));
        ModulesFolder.delete(project.folder(), project.modules().resolve("@scope/one"));
        assertEquals(Way.DIFFERENCE, project.install().way());
        assertEquals(outer, key("outer"));
        assertIsAsIfLinkedAnew();
        assertEquals(Way.STOOD, project.install().way());
    }

    @Test
    void anotherPackageInThePlaceOfOneIsReplaced() throws IOException {
        ModulesFolder.delete(project.folder(), project.modules().resolve("same"));
        Files.createSymbolicLink(project.modules().resolve("same"), project.folder());
        ModulesFolder.delete(project.folder(), project.modules().resolve("deep"));
        project.write("node_modules/deep/package.json", "{\"name\": \"deep\", \"version\": \"9.9.9\"}");
        assertEquals(Way.DIFFERENCE, project.install().way());
        assertIsAsIfLinkedAnew();
    }

    @Test
    void whatSomebodyAddedToAPackageStaysWhereItIs() {
        project.write("node_modules/same/built.node", "made by hand");
        assertEquals(Way.STOOD, project.install().way());
        project.remove("deep");
        assertEquals("made by hand", project.read("node_modules/same/built.node"));
    }

    @Test
    void aFolderAboveThatIsGoneIsMadeAgain() throws IOException {
        ModulesFolder.delete(project.folder(), project.modules().resolve("outer"));
        project.write("package.json", project.read("package.json").replace("2.0.0", "2.1.0"));
        assertEquals(Way.DIFFERENCE, project.install().way());
        assertIsAsIfLinkedAnew();
    }

    @Test
    void aTreeOfWhichNothingIsKnownIsLinkedAnew() throws IOException {
        Files.writeString(project.modules().resolve(".dx/placed"), "dx-placed 1\nend 0\n");
        assertEquals(Way.LINKED, project.remove("same").way());
        assertEquals(Way.DIFFERENCE, project.add("same@1").way());
    }

    private Object key(String entry) throws IOException {
        return Files.readAttributes(
                        project.modules().resolve(entry), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }

    private void assertIsAsIfLinkedAnew() {
        Map<String, String> made = project.snapshot();
        ModulesFolder.delete(project.folder(), project.modules());
        ModulesFolder.delete(root, root.resolve("dx-home/parked"));
        assertEquals(Way.LINKED, project.install().way());
        made.keySet().removeIf(path -> path.startsWith("node_modules/.cache"));
        assertEquals(project.snapshot(), made);
    }
}
