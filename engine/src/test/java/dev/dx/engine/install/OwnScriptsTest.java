package dev.dx.engine.install;

import static dev.dx.engine.npm.registry.TestPackage.named;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.install.change.Change;
import dev.dx.engine.install.change.InstallRequest;
import dev.dx.engine.npm.registry.LocalRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class OwnScriptsTest {
    private static final String SCRIPTS =
            """
            "scripts": {"preinstall": "$S", "install": "$S", "postinstall": "$S", "prepublish": "$S", "preprepare": "$S",
              "prepare": "$S", "postprepare": "$S", "dependencies": "$S"}\
            """.replace("$S", "echo ${PWD##*/}" + " $npm_lifecycle_event" + " $npm_command >>" + " $INIT_CWD/ran");

    @TempDir
    Path root;

    private LocalRegistry registry;
    private TestProject project;

    @BeforeEach
    void start() {
        registry = LocalRegistry.start();
        registry.publish(named("leaf", "1.0.0"));
        project = TestProject.in(root, registry);
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    private List<String> ran() throws IOException {
        Path file = project.folder().resolve("ran");
        if (!Files.exists(file)) {
            return List.of();
        }
        List<String> lines = Files.readAllLines(file);
        Files.delete(file);
        return lines.stream()
                .map(line -> line.replace(project.folder().getFileName() + " ", ""))
                .toList();
    }

    @Test
    void theProjectsScriptsRunOnEveryInstallInNpmsOrder() throws IOException {
        project.write("package.json", "{\"name\":\"app\",\"dependencies\":{\"leaf\":\"1\"}," + SCRIPTS + "}");
        List<String> always = List.of(
                "preinstall install",
                "install install",
                "postinstall install",
                "prepublish install",
                "preprepare install",
                "prepare install",
                "postprepare install");
        project.install();
        List<String> first = ran();
        assertEquals("dependencies install", first.getFirst());
        assertEquals(always, first.subList(1, first.size()));

        assertTrue(project.install().upToDate());
        assertEquals(always, ran());

        project.run(new Change.Remove(List.of("leaf")));
        assertEquals(List.of("dependencies install"), ran());
    }

    @Test
    void ignoreScriptsIsHonoured() throws IOException {
        project.write("package.json", "{\"name\":\"app\"," + SCRIPTS + "}");
        try (Engine engine = Engine.open(project.environment(), Map.of("ignore-scripts", "true"))) {
            engine.install(InstallRequest.of(project.folder(), new Change.Sync()), event -> {});
        }
        assertEquals(List.of(), ran());
    }

    @Test
    void scriptsOfMembersRunBeforeTheProjectsAndBuildTheirCommands() throws IOException {
        project.write(
                "package.json",
                "{\"name\":\"app\",\"workspaces\":[\"m/*\"],\"scripts\":{\"install\":\"tool && echo project >>"
                        + " ran\"}}");
        project.write(
                "m/a/package.json",
                "{\"name\":\"a\",\"version\":\"1.0.0\",\"bin\":{\"tool\":\"built.sh\"},\"scripts\":{\"prepare\":"
                        + "\"printf '#!/bin/sh\\\\necho tool >> $INIT_CWD/ran\\\\n' > built.sh\"}}");
        project.write("m/b/package.json", "{\"name\":\"b\",\"version\":\"1.0.0\"," + SCRIPTS + "}");
        project.install();
        assertEquals(
                List.of(
                        "b preinstall install",
                        "b prepare install",
                        "b install install",
                        "b postinstall install",
                        "tool",
                        "project"),
                ran());
    }

    @Test
    void aScriptThatFailsIsAnErrorAndTheInstallStands() throws IOException {
        project.write(
                "package.json",
                "{\"name\":\"app\",\"version\":\"1.0.0\",\"dependencies\":{\"leaf\":\"1\"},"
                        + "\"scripts\":{\"postinstall\":\"echo why; exit 9\",\"prepare\":\"touch prepared\"}}");
        StringBuilder said = new StringBuilder();
        try (Engine engine = Engine.open(project.environment())) {
            DxException failure = assertThrows(
                    DxException.class,
                    () -> engine.install(InstallRequest.of(project.folder(), new Change.Sync()), said::append));
            assertEquals(ErrorCode.DX_SCRIPT, failure.code());
            assertEquals("app@1.0.0: its script postinstall exited with 9: echo why; exit 9", failure.what());
        }
        assertTrue(said.toString().contains("ScriptLine[owner=app@1.0.0, line=why]"), said.toString());
        assertTrue(Files.exists(project.folder().resolve("node_modules/leaf/package.json")));
        assertFalse(Files.exists(project.folder().resolve("prepared")));
    }
}
