package dev.dx.engine.install.change;

import static dev.dx.engine.npm.registry.TestPackage.named;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.InstallEvent;
import dev.dx.engine.install.TestProject;
import dev.dx.engine.npm.registry.Consulted;
import dev.dx.engine.npm.registry.LocalRegistry;
import dev.dx.engine.store.FolderRemoval;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LockMemoryTest {
    private static final String WISHES = "{\"name\": \"app\", \"dependencies\": {\"branch\": \"^1.0.0\"}}";
    private static final Instant NEVER = Instant.ofEpochMilli(Long.MAX_VALUE);

    @TempDir
    Path root;

    private LocalRegistry registry;
    private TestProject project;

    @BeforeEach
    void start() {
        registry = LocalRegistry.start();
        registry.publish(named("leaf", "1.0.0"))
                .publish(named("leaf", "2.0.0"))
                .publish(named("branch", "1.0.0").dependency("leaf", "*"))
                .publish(named("fork", "1.0.0").optionalDependency("absent", "*"));
        project = TestProject.in(root, registry.url(), Map.of("npm_config_min_release_age", "0"));
        project.write("package.json", WISHES);
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void remembersWhatAProjectWithoutALockCameTo() throws IOException {
        project.install();
        String lock = project.read("package-lock.json");
        Map<String, String> tree = project.snapshot();

        startAnew();
        InstallReport report = project.install();

        assertEquals(1, remembered());
        assertEquals(2, report.packages());
        assertEquals(lock, project.read("package-lock.json"));
        assertEquals(tree, project.snapshot());
        assertTrue(project.install().upToDate());
    }

    @Test
    void aNewerDocumentIsWorkedOut() throws IOException {
        project.install();
        registry.publish(named("leaf", "3.0.0"));
        // As if the time had come to ask again.
        try (Stream<Path> files = Files.walk(project.environment().dxHome().packuments())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }

        startAnew();
        project.install();

        assertEquals(0, remembered());
        assertTrue(project.read("package-lock.json").contains("leaf-3.0.0.tgz"));
    }

    @Test
    void anOptionalVersionThatIsMissingIsNotAskedForAgainWhileTheAnswerHolds() throws IOException {
        registry.publish(named("picky", "1.0.0").optionalDependency("leaf", "9.9.9"));
        project.write("package.json", "{\"name\": \"app\", \"dependencies\": {\"picky\": \"1.0.0\"}}");
        project.install();
        int asked = registry.requests().size();

        startAnew();
        // Other wishes with the same packages, so that nothing remembered can answer them.
        project.write("package.json", "{\"name\": \"other\", \"dependencies\": {\"picky\": \"1.0.0\"}}");
        project.install();

        assertEquals(asked, registry.requests().size());
    }

    @Test
    void otherWishesAreAnotherQuestion() throws IOException {
        project.install();

        startAnew();
        project.write("package.json", WISHES.replace("app", "other"));
        project.install();

        assertEquals(0, remembered());
        assertTrue(project.read("package-lock.json").contains("\"name\": \"other\""));
    }

    @Test
    void otherSettingsAreAnotherQuestion() throws IOException {
        project.install();

        startAnew();
        project.write(".npmrc", "legacy-peer-deps=true\n");
        project.install();

        assertEquals(0, remembered());
    }

    @Test
    void membersArePartOfTheQuestion() throws IOException {
        project.write("package.json", "{\"name\": \"app\", \"workspaces\": [\"m\"]}");
        project.write("m/package.json", "{\"name\": \"m\", \"dependencies\": {\"leaf\": \"1\"}}");
        project.install();
        String lock = project.read("package-lock.json");

        startAnew();
        project.install();
        assertEquals(1, remembered());
        assertEquals(lock, project.read("package-lock.json"));

        startAnew();
        project.write("m/package.json", "{\"name\": \"m\", \"dependencies\": {\"leaf\": \"2\"}}");
        project.install();
        assertEquals(1, remembered());
        assertTrue(project.read("package-lock.json").contains("leaf-2.0.0.tgz"));
    }

    @Test
    void whatWasLeftOutIsAskedForAgain() throws IOException {
        project.write("package.json", "{\"name\": \"app\", \"dependencies\": {\"fork\": \"1\"}}");
        project.install();
        registry.publish(named("absent", "1.0.0"));

        startAnew();
        project.install();

        assertEquals(0, remembered());
        assertTrue(project.has("node_modules/absent"));
    }

    @Test
    void damageIsAsIfNothingWasRemembered() throws IOException {
        Path folder = root.resolve("memory");
        LockMemory memory = new LockMemory(folder, () -> "question");
        LockMemory.Answer answer =
                new LockMemory.Answer("{}", 7, List.of("careful"), List.of(new Consulted("FULL a", -5)), NEVER);
        memory.remember(answer);
        assertEquals(answer, memory.find());
        Path file;
        try (Stream<Path> files = Files.list(folder)) {
            file = files.findFirst().orElseThrow();
        }
        byte[] whole = Files.readAllBytes(file);
        for (int i = 0; i < whole.length; i++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] flipped = whole.clone();
                flipped[i] ^= (byte) (1 << bit);
                Files.write(file, flipped);
                assertNull(memory.find(), "byte " + i);
            }
            Files.write(file, Arrays.copyOf(whole, i));
            assertNull(memory.find(), "the first " + i + " bytes");
        }
        Files.write(file, Arrays.copyOf(whole, whole.length + 1));
        assertNull(memory.find());
        Files.write(file, whole);
        assertNotNull(memory.find());
        assertNull(new LockMemory(folder, () -> "another question").find());
    }

    @Test
    void forgetsWhenAVersionBecomesOldEnough() {
        LockMemory memory = new LockMemory(root.resolve("memory"), () -> "question");
        memory.remember(new LockMemory.Answer(
                "{}", 7, List.of(), List.of(), Instant.now().minusSeconds(1)));

        assertNull(memory.find());
    }

    @Test
    void aYoungVersionLimitsHowLongItIsRemembered() throws IOException {
        Instant published = Instant.now().minusSeconds(3600);
        registry.publish(named("leaf", "4.0.0").publishedAt(published));
        TestProject careful =
                TestProject.in(root.resolve("careful"), registry.url(), Map.of("npm_config_min_release_age", "1"));
        careful.write("package.json", WISHES);
        careful.install();
        Path folder = careful.environment().dxHome().resolved();
        Path file;
        try (Stream<Path> files = Files.list(folder)) {
            file = files.findFirst().orElseThrow();
        }

        // Its place in the file, after the magic, the version, the checksum and the question.
        long until = ByteBuffer.wrap(Files.readAllBytes(file))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getLong(48);

        assertEquals(published.plusSeconds(86_400).getEpochSecond(), until / 1000);
    }

    @Test
    void keepsTheLatestFew() throws IOException {
        Path folder = root.resolve("memory");
        for (int i = 0; i < 50; i++) {
            String question = "question " + i;
            new LockMemory(folder, () -> question)
                    .remember(new LockMemory.Answer("{}", 1, List.of(), List.of(), NEVER));
        }

        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(40, files.count());
        }
        assertNotNull(new LockMemory(folder, () -> "question 49").find());
    }

    /** How often so far. */
    private long remembered() {
        return project.events().stream()
                .filter(event ->
                        event instanceof InstallEvent.Note note && note.text().startsWith("resolved before"))
                .count();
    }

    private void startAnew() throws IOException {
        FolderRemoval.removeWhatCanBe(project.modules());
        Files.delete(project.folder().resolve("package-lock.json"));
    }
}
