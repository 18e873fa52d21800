package dev.dx.engine.install.overview;

import static dev.dx.engine.npm.registry.TestPackage.named;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.install.Engine;
import dev.dx.engine.install.TestProject;
import dev.dx.engine.npm.registry.LocalRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a node_modules that somebody has been at, beside the words of npm ls. */
class ComplaintsTest {
    @TempDir
    Path root;

    private LocalRegistry registry;
    private TestProject project;

    @BeforeEach
    void install() {
        registry = LocalRegistry.start();
        registry.publish(named("leaf", "1.0.0"))
                .publish(named("leaf", "2.0.0"))
                .publish(named("twig", "1.0.0").dependency("leaf", "^1.0.0"))
                .publish(named("bough", "1.0.0").dependency("twig", "^1.0.0").peerDependency("stem", "^3.0.0"))
                .publish(named("stem", "3.1.0"));
        project = TestProject.in(root, registry)
                .write("package.json", """
                    {"name": "tree", "version": "1.0.0", "workspaces": ["rings/*"],
                     "dependencies": {"bough": "^1.0.0", "leaf": "^2.0.0"}}
                    """)
                .write("rings/inner/package.json", "{\"name\": \"inner\", \"dependencies\": {\"twig\": \"^1.0.0\"}}");
        project.install();
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    private List<String> said() {
        try (Engine engine = Engine.open(project.environment())) {
            return engine.complaints(project.folder()).stream()
                    .map(complaint -> (complaint.isDirect() ? "" : "deeper ") + complaint.line(Path.of("")))
                    .toList();
        }
    }

    @Test
    void nothingIsWrongWithWhatWasInstalled() {
        assertEquals(List.of(), said());
    }

    @Test
    void whatIsMissingInvalidTooMuchOrNotBesideIsNamed() throws IOException {
        takeAway("node_modules/bough");
        assertEquals(List.of("missing: bough@^1.0.0, required by tree@1.0.0"), said().subList(0, 1));
        project.install();
        takeAway("node_modules/stem");
        project.write("node_modules/stray/package.json", "{\"name\": \"stray\", \"version\": \"0.1.0\"}");
        Path leaf = project.folder().resolve("node_modules/leaf/package.json");
        String text = Files.readString(leaf);
        Files.delete(leaf);
        Files.writeString(leaf, text.replace("2.0.0", "1.5.0"));
        assertEquals(
                List.of(
                        "invalid: leaf@1.5.0 node_modules/leaf",
                        "deeper missing: stem@^3.0.0, required by bough@1.0.0",
                        "extraneous: stray@0.1.0 node_modules/stray"),
                said());
    }

    @Test
    void whatIsNotInstalledOnPurposeIsNotMissed() {
        project.write(
                "package.json",
                project.read("package.json")
                        .replace("\"leaf\"", "\"leaf\": \"^2.0.0\"}, \"devDependencies\": {\"none\""));
        assertEquals(List.of("missing: none@^2.0.0, required by tree@1.0.0"), said());
        project.write(".npmrc", "omit=dev\n");
        assertTrue(said().isEmpty());
    }

    private void takeAway(String path) throws IOException {
        Path from = project.folder().resolve(path);
        Files.move(from, root.resolve(from.getFileName()));
    }
}
