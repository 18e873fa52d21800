package dev.dx.app.cli.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.app.cli.Caller;
import dev.dx.app.cli.Caller.Answer;
import dev.dx.engine.npm.registry.LocalRegistry;
import dev.dx.engine.npm.registry.TestPackage;
import dev.dx.engine.store.FolderRemoval;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A project is installed; then its store is looked after, as the caller sees it. */
class StoreCommandTest {
    @TempDir
    Path folder;

    private LocalRegistry registry;
    private Caller caller;

    @BeforeEach
    void install() throws IOException {
        registry = LocalRegistry.start();
        registry.publish(
                TestPackage.named("leaf", "1.0.0").file("index.js", "leaf").build());
        registry.publish(
                TestPackage.named("twig", "2.0.0").file("index.js", "twig").build());
        Files.writeString(
                folder.resolve("package.json"), "{\"dependencies\": {\"leaf\": \"1.0.0\", \"twig\": \"2.0.0\"}}");
        caller = new Caller(folder).with("npm_config_registry", registry.url()).with("npm_config_min_release_age", "0");
        Answer installed = caller.runs("install");
        assertEquals(0, installed.exit(), installed.err());
    }

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void saysWhatThereIs() throws IOException {
        Path store = folder.resolve("dx-home/store/v1");
        assertEquals(store + "\n", caller.runs("store", "path").out());
        Answer list = caller.runs("store", "list");
        assertTrue(list.out().startsWith("leaf@1.0.0  "), list.out());
        assertTrue(list.out().contains("twig@2.0.0  "), list.out());
        Answer stats = caller.runs("store", "stats");
        assertTrue(stats.out().contains("packages         2, 4 files"), stats.out());
        assertTrue(stats.out().contains("projects         1"), stats.out());
        for (String action : List.of("path", "list", "stats", "verify", "repair", "gc")) {
            Answer json = caller.runs("store", action, "--json").isJson();
            assertEquals(0, json.exit(), json.err());
        }
        Answer index = caller.runs("inspect", store.resolve("index.dxstore").toString());
        assertTrue(index.out().contains("leaf@1.0.0"), index.out() + index.err());
        try (Stream<Path> projects = Files.list(store.resolve("projects"))) {
            Answer project =
                    caller.runs("inspect", projects.findFirst().orElseThrow().toString());
            assertTrue(project.out().contains("path        " + folder + "\n"), project.out() + project.err());
        }
    }

    @Test
    void verifyPutsAsideAndTheNextInstallFetches() throws IOException {
        assertEquals("All is well: 2 packages\n", caller.runs("store", "verify").out());
        Path file = stored("leaf");
        Files.writeString(file, "l34f");
        Answer preview = caller.runs("store", "verify", "--dry-run");
        assertEquals(1, preview.exit());
        assertTrue(preview.out().contains("index.js was changed"), preview.out());
        assertTrue(Files.exists(file));
        assertEquals(1, caller.runs("store", "verify").exit());
        assertFalse(Files.exists(file));
        assertEquals(0, caller.runs("store", "verify").exit());
        FolderRemoval.removeWhatCanBe(folder.resolve("node_modules"));
        Answer again = caller.runs("ci");
        assertEquals(0, again.exit(), again.err());
        assertEquals("leaf", Files.readString(folder.resolve("node_modules/leaf/index.js")));
        assertEquals(2, registry.requestsFor("/leaf/-/leaf-1.0.0.tgz").size());
        assertEquals(1, registry.requestsFor("/twig/-/twig-2.0.0.tgz").size());
    }

    @Test
    void repairFetchesFromWhereThingsCameFrom() throws IOException {
        Path leaf = stored("leaf");
        Path twig = stored("twig");
        Files.writeString(leaf, "l34f");
        Files.writeString(twig, "tw1g");
        Answer offline = caller.runs("store", "repair", "--offline");
        assertEquals(0, offline.exit(), offline.err());
        assertTrue(offline.out().contains("not fetched: leaf@1.0.0: DX_OFFLINE"), offline.out());
        assertTrue(offline.out().contains("2 found, 2 put aside, 0 restored"), offline.out());
        assertFalse(Files.exists(leaf));
        // By the address in the lock, or where there is none by the name that the record of trust has; what another
        // process repairs meanwhile is there.
        Files.delete(folder.resolve("package-lock.json"));
        Answer repaired = caller.runs("store", "repair");
        assertTrue(repaired.out().contains("fetched again: leaf@1.0.0\nfetched again: twig@2.0.0"), repaired.out());
        assertEquals("leaf", Files.readString(leaf));
        assertEquals("twig", Files.readString(twig));
        assertEquals("All is well: 2 packages\n", caller.runs("store", "repair").out());
        assertEquals(2, registry.requestsFor("/twig/-/twig-2.0.0.tgz").size());
    }

    @Test
    void repairTakesNothingElseFromTheAddressInTheLock() throws IOException {
        Path leaf = stored("leaf");
        Files.writeString(leaf, "l34f");
        registry.publish(
                TestPackage.named("other", "1.0.0").file("index.js", "other").build());
        Path lock = folder.resolve("package-lock.json");
        String text = Files.readString(lock);
        Files.writeString(lock, text.replace("/leaf/-/leaf-1.0.0.tgz", "/other/-/other-1.0.0.tgz"));
        registry.fail("/leaf/-/leaf-1.0.0.tgz", 404, 99);
        Answer refused = caller.runs("store", "repair", "--json").isJson();
        assertTrue(refused.out().contains("\"fetched\": []"), refused.out());
        assertTrue(refused.out().contains("DX_INTEGRITY_MISMATCH: leaf 1.0.0"), refused.out());
        assertEquals(1, registry.requestsFor("/other/-/other-1.0.0.tgz").size());
        assertFalse(Files.exists(leaf));
    }

    @Test
    void gcKeepsWhatTheProjectUses() throws IOException {
        Answer kept = caller.runs("store", "gc", "--unused-for", "0");
        assertTrue(kept.out().startsWith("0 packages removed, "), kept.out() + kept.err());
        caller.runs("remove", "twig");
        Answer preview = caller.runs("store", "gc", "--unused-for", "0", "--dry-run");
        assertTrue(preview.out().startsWith("twig@2.0.0\n1 package would go, "), preview.out());
        assertTrue(Files.exists(stored("twig")));
        assertTrue(caller.runs("store", "gc", "--unused-for", "0").out().startsWith("1 package removed, "));
        assertEquals("All is well: 1 package\n", caller.runs("store", "verify").out());
        assertEquals(2, caller.runs("store", "gc", "--unused-for", "-1").exit());
        assertEquals(2, caller.runs("store", "dance").exit());
    }

    @Test
    void cleanRemovesWhatIsNamed() {
        assertEquals(2, caller.runs("clean").exit());
        Answer preview = caller.runs("clean", "--all", "--dry-run");
        assertTrue(preview.out().startsWith("store: 2 packages, "), preview.out() + preview.err());
        assertTrue(preview.out().contains(" would come free"), preview.out());
        assertTrue(Files.exists(folder.resolve("dx-home/cache")));
        caller.runs("clean", "--cache");
        assertFalse(Files.exists(folder.resolve("dx-home/cache")));
        Answer cleaned = caller.runs("clean", "--store", "--json").isJson();
        assertEquals(0, cleaned.exit());
        assertEquals(
                "packages         0, 0 files",
                caller.runs("store", "stats").out().lines().findFirst().orElse(""));
        assertEquals(0, caller.runs("ci").exit());
    }

    /** The one file of a package that is called like its text. */
    private Path stored(String text) throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("dx-home/store/v1/unpacked"))) {
            for (Path file : (Iterable<Path>) files.filter(path -> path.endsWith("index.js"))::iterator) {
                if (Files.readString(file).equals(text)) {
                    return file;
                }
            }
        }
        throw new AssertionError(text);
    }

    @Test
    void treesThatWerePutAsideAreShownAndRemoved() throws IOException {
        Path parked = folder.resolve("dx-home/parked/v1/0123/1/node_modules/a");
        Files.createDirectories(parked);
        Files.writeString(parked.resolve("index.js"), "12345");
        Answer stats = caller.runs("store", "stats");
        assertTrue(stats.out().contains("parked trees     1, 5 B, "), stats.out());
        Answer old = caller.runs("store", "gc", "--unused-for", "0", "--dry-run");
        assertTrue(old.out().contains("trees that stood ready or were put aside: 1, "), old.out());
        assertFalse(caller.runs("store", "gc").out().contains("put aside"), "it is not old enough");
        Answer preview = caller.runs("clean", "--layouts", "--dry-run");
        assertTrue(preview.out().contains("parked trees: 1, 4.1 kB would come free"), preview.out());
        assertTrue(Files.exists(parked));
        Answer removed = caller.runs("clean", "--layouts");
        assertTrue(removed.out().contains("parked trees: 1, 4.1 kB freed"), removed.out());
        assertFalse(Files.exists(folder.resolve("dx-home/parked/v1/0123")));
    }

    @Test
    void layoutsAreLookedAfterToo() throws IOException {
        Answer shared = caller.runs("install", "--node-modules=shared");
        assertEquals(0, shared.exit(), shared.err());
        Path link = folder.resolve("node_modules/leaf");
        assertTrue(Files.isSymbolicLink(link));
        Path layout = Files.readSymbolicLink(link).resolveSibling("");
        Answer stats = caller.runs("store", "stats");
        assertTrue(stats.out().contains("layouts          1, "), stats.out());
        assertTrue(stats.out().contains("spare trees      0, "), stats.out());
        assertEquals(
                "All is well: 2 packages and 1 layout\n",
                caller.runs("store", "verify").out());
        Answer recipe = caller.runs("inspect", layout.resolve("../recipe").toString());
        assertTrue(recipe.out().contains("  twig\n"), recipe.out() + recipe.err());

        Answer kept = caller.runs("clean", "--layouts");
        assertTrue(kept.out().contains(folder + " links to a layout, which stays"), kept.out() + kept.err());
        assertTrue(Files.exists(link.resolve("index.js")));
        Answer refused = caller.runs("clean", "--store");
        assertEquals(1, refused.exit());
        assertTrue(refused.err().contains("the node_modules of " + folder + " links into the store"), refused.err());
        assertEquals(0, caller.runs("clean", "--store", "--dry-run").exit());
        assertTrue(Files.exists(link.resolve("index.js")));

        caller.runs("clean", "--layouts", "--json", "--dry-run").isJson();
        Answer files = caller.runs("materialize");
        assertTrue(files.out().contains("2 links were replaced"), files.out() + files.err());
        assertFalse(Files.isSymbolicLink(link));
        assertEquals(0, caller.runs("clean", "--store").exit());
        assertFalse(Files.exists(layout));
        assertTrue(Files.exists(link.resolve("index.js")));
    }

    @Test
    void filesOfTheirOwnShareNothingWithTheStore() throws IOException {
        Path file = folder.resolve("node_modules/leaf/index.js");
        assertEquals(0, caller.runs("install", "--link=copy").exit());
        assertEquals(1, Files.getAttribute(file, "unix:nlink"));
        assertEquals(2, caller.runs("install", "--link=hard").exit());
    }

    @Test
    void aForcedCleaningBreaksWhatItNames() {
        caller.runs("install", "--node-modules=shared");
        assertEquals(0, caller.runs("clean", "--layouts", "--force").exit());
        assertFalse(Files.exists(folder.resolve("node_modules/leaf/index.js")));
        assertEquals(0, caller.runs("install", "--node-modules=shared").exit());
        assertTrue(Files.exists(folder.resolve("node_modules/leaf/index.js")));
    }
}
