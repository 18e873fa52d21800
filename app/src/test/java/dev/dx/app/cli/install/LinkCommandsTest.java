package dev.dx.app.cli.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertLinesMatch;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.app.cli.Caller;
import dev.dx.app.cli.Caller.Answer;
import dev.dx.engine.npm.registry.LocalRegistry;
import dev.dx.engine.npm.registry.TestPackage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code dx link} and {@code dx unlink}, as they are typed in a package's folder and in a project's. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "symbolic links want a privilege there")
final class LinkCommandsTest {
    private static final String SHOP = "{\"name\": \"shop\", \"dependencies\": {\"left\": \"^1.0.0\"}}\n";

    @TempDir
    Path root = Path.of("");

    private Path shop = root;
    private Path left = root;

    private final LocalRegistry registry = LocalRegistry.start().publish(TestPackage.named("left", "1.0.0"));

    @BeforeEach
    void writeFolders() throws IOException {
        root = root.toRealPath();
        shop = Files.createDirectories(root.resolve("shop"));
        left = Files.createDirectories(root.resolve("left"));
        Files.writeString(shop.resolve("package.json"), SHOP);
        Files.writeString(
                left.resolve("package.json"), "{\"name\": \"left\", \"version\": \"2.0.0\", \"bin\": \"go.js\"}");
        Files.writeString(left.resolve("go.js"), "#!/usr/bin/env node\n");
    }

    @AfterEach
    void stopRegistry() {
        registry.close();
    }

    private Answer in(Path folder, String... arguments) {
        return new Caller(folder)
                .with("npm_config_registry", registry.url())
                .with("npm_config_prefix", root.resolve("global").toString())
                .runs(arguments);
    }

    @Test
    void aFolderBecomesKnownAndProjectsLinkToItByName() throws IOException {
        in(shop, "install");

        assertEquals(
                "left@2.0.0 is " + root.resolve("global/lib/node_modules/left") + "; commands: left\n",
                in(left, "link").out());
        assertTrue(in(left, "ln", ".").out().contains(", as before"));
        Answer answer = in(shop, "link", "left");

        assertEquals(0, answer.exit(), answer.err());
        assertLinesMatch(
                List.of("\\+ left -> .*/left", "changed 1 package in .*"),
                answer.out().lines().toList());
        assertEquals(left, shop.resolve("node_modules/left").toRealPath());
        assertEquals(SHOP, Files.readString(shop.resolve("package.json")));
        assertTrue(in(shop, "install").out().startsWith("up to date"));
    }

    @Test
    void listAndDoctorSayWhereItLeads() {
        in(shop, "install");
        in(shop, "link", "../left");

        Answer list = in(shop, "list");
        assertTrue(list.out().contains("left@2.0.0 invalid, wanted ^1.0.0 -> ./../left"), list.out());
        assertTrue(
                list.err().contains("dx unlink --no-save left, and dx install, take what the lock has."), list.err());
        assertTrue(in(shop, "list", "--json").out().contains("\"linked\": \"../left\""));
        Answer doctor = in(shop, "doctor");
        assertTrue(doctor.out().contains("left -> ./../left"), doctor.out());
    }

    @Test
    void savingWritesTheFolderDown() throws IOException {
        Answer answer = in(shop, "link", "-D", "../left");

        assertEquals(0, answer.exit(), answer.err());
        assertTrue(
                Files.readString(shop.resolve("package.json")).contains("file:../left"),
                Files.readString(shop.resolve("package.json")));
        assertTrue(Files.readString(shop.resolve("package-lock.json")).contains("\"../left\""));
        assertFalse(Files.exists(shop.resolve("node_modules/.dx/linked")));
    }

    @Test
    void unlinkTakesBackEither() {
        in(shop, "install");
        in(shop, "link", "../left");

        assertEquals(0, in(shop, "unlink", "--no-save", "left").exit());
        assertFalse(Files.exists(shop.resolve("node_modules/left")));
        assertEquals(
                "left@2.0.0 was " + root.resolve("global/lib/node_modules/left") + "\n",
                in(left, "unlink").out());
        assertTrue(in(left, "unlink").out().contains("was not"));
    }

    @Test
    void answersAsAProgramWants() {
        in(shop, "install");

        Answer json = in(left, "link", "--json").isJson();
        assertTrue(json.out().contains("\"changed\": true"), json.out());
        in(shop, "link", "left", "--json").isJson();
        assertEquals(new Answer(0, "", ""), in(left, "link", "--quiet"));
        assertEquals(new Answer(0, "", ""), in(shop, "link", "--quiet", "left"));
        assertEquals(7, in(shop, "link", "absent").exit());
        assertEquals(2, in(shop, "link", "").exit());
        assertEquals(0, in(shop, "link", "--help").exit());
        assertTrue(in(shop, "completion").out().contains("unlink"));
    }

    @Test
    void aTrialChangesNothing() {
        in(shop, "install");

        assertEquals(0, in(shop, "link", "--dry-run", "../left").exit());

        assertFalse(Files.isSymbolicLink(shop.resolve("node_modules/left")));
        assertFalse(Files.exists(root.resolve("global")));
    }
}
