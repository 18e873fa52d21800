package dev.dx.engine.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * npm, which has to be installed, and DX make the same of what people begin projects with: dependencies as the usual
 * starters have them. It needs the registry that npm is configured with, and minutes a project.
 * {@code -Ddx.starters=FOLDER} compares the projects in another folder; what came of it stands in target/parity.md.
 */
@Tag("e2e")
class StarterParityTest {
    private static final Path TABLE = Path.of("target", "parity.md");

    @TempDir
    static Path root;

    @BeforeAll
    static void beginTable() throws IOException {
        Files.createDirectories(TABLE.getParent());
        Files.writeString(TABLE, """
            | project | entries in the lock | entries in node_modules | package-lock.json | all of it |
            | --- | ---: | ---: | --- | --- |
            """);
    }

    static List<Path> starters() throws IOException, URISyntaxException {
        String chosen = System.getProperty("dx.starters");
        Path folder = chosen == null
                ? Path.of(Objects.requireNonNull(StarterParityTest.class.getResource("/starters"))
                        .toURI())
                : Path.of(chosen);
        try (Stream<Path> projects = Files.list(folder)) {
            return projects.filter(project -> Files.exists(project.resolve("package.json")))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("starters")
    void leavesWhatNpmLeaves(Path starter) throws IOException, InterruptedException {
        StarterParity.Outcome outcome = StarterParity.compare(starter, root);
        Files.writeString(TABLE, outcome.row() + "\n", StandardOpenOption.APPEND);
        assertEquals("", String.join("\n", outcome.differences()));
        assertTrue(outcome.sameLock(), "package-lock.json differs in more than its entries");
    }
}
