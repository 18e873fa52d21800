package dev.dx.app.gui;

import static dev.dx.app.gui.TestWindow.await;
import static dev.dx.app.gui.TestWindow.onUi;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.app.gui.browse.BrowseModel;
import dev.dx.app.gui.projects.ProjectModel;
import dev.dx.engine.Environment;
import dev.dx.engine.Platform;
import dev.dx.engine.npm.registry.LocalRegistry;
import dev.dx.engine.npm.registry.LocalRegistry.Feature;
import dev.dx.engine.npm.registry.PublishedVersion;
import dev.dx.engine.npm.registry.TestPackage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javafx.scene.control.Label;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Browse screen over the real engine and a registry on loopback. */
class BrowseScreenTest {
    private static final String README = """
        <h1 align="center"><img src="https://images.example/kettle.svg" alt="Kettle"></h1>

        [![tests](https://images.example/badge.svg)](https://ci.example/kettle) ![size](https://images.example/size.svg)

        Boils water **quickly**, *quietly*, and `safely`. See [the manual](https://kettle.example/manual).

        ## Install

        ```sh
        dx add kettle
        ```

        ## Use

        1. Fill it
        2. Switch it on
           - with the `--auto` flag it stops by itself
           - without, it boils for ever

        | option | default | what it does |
        | --- | --- | --- |
        | `watts` | 2000 | how strong it heats |
        | `auto` | true | whether it stops |

        > Do not touch the coil.

        ```js
        import { boil } from 'kettle'
        await boil({ watts: 1500, auto: true, until: temperature => temperature > 99.5, note: 'a long line scrolls sideways' })
        ```
        """;

    @TempDir
    Path work;

    private final LocalRegistry registry = LocalRegistry.start();
    private Path project;
    private EngineOnDemand engine;

    @BeforeEach
    void publish() throws IOException {
        registry.publish(TestPackage.named("coil", "2.1.0").file("coil.js", "x".repeat(40_000)));
        registry.publish(TestPackage.named("kettle", "1.0.0").deprecated("It leaks. Use 2."));
        for (int minor = 0; minor < 25; minor++) {
            registry.publish(TestPackage.named("kettle", "2." + minor + ".0")
                    .publishedAt(Instant.parse("2023-01-15T10:00:00Z").plusSeconds(minor * 2_500_000L)));
        }
        registry.publish(TestPackage.named("kettle", "2.25.0")
                .field("description", "Boils water, and tells when it is done")
                .field("readme", README)
                .field("license", "MIT")
                .field("homepage", "https://kettle.example")
                .field("repository", Map.of("type", "git", "url", "git+https://code.example/kettle.git"))
                .field("keywords", List.of("tea", "water"))
                .dependency("coil", "^2.0.0")
                .peerDependency("socket", ">=1")
                .file("index.js", "module.exports = 1")
                .publishedAt(Instant.parse("2025-03-04T10:00:00Z")));
        registry.publish(TestPackage.named("tea-kettle", "0.3.1").field("description", "A kettle for tea"));
        registry.publish(
                TestPackage.named("@kitchen/kettle-descaler", "4.0.0").field("description", "Takes the chalk out"));
        project = Files.createDirectories(work.resolve("tea-time"));
        Files.writeString(project.resolve("package.json"), "{\"name\": \"tea-time\", \"version\": \"1.0.0\"}");
        engine = new EngineOnDemand(new Environment(
                Map.of(
                        "DX_HOME",
                        work.resolve("home").toString(),
                        "npm_config_registry",
                        registry.url(),
                        "npm_config_fetch_retries",
                        "0",
                        "npm_config_legacy_peer_deps",
                        "true"),
                work.resolve("user"),
                Platform.current()));
    }

    @AfterEach
    void stop() {
        engine.close();
        registry.close();
    }

    @Test
    void findsAPackageShowsItAndAddsIt() throws Exception {
        try (TestWindow window = TestWindow.open(work.resolve("settings"), engine)) {
            ProjectModel tea = window.project(project);
            BrowseModel model = window.services().browse();
            window.robot.push(KeyCode.CONTROL, KeyCode.DIGIT2);
            window.pictures("browse-empty");
            window.robot.write("kettle");
            await("the hits", () -> model.results() instanceof BrowseModel.Results.Found);
            window.clickOnceShown("Boils water, and tells when it is done");
            await("the page", () -> model.page() instanceof BrowseModel.Page.Shown);
            await("the size", () -> model.sizeProperty().get() instanceof BrowseModel.Size.Known);
            window.pictures("browse-readme");
            window.robot.clickOn("Dependencies (2)");
            window.pictures("browse-dependencies");
            window.robot.clickOn("About");
            window.pictures("browse-about");
            window.robot.clickOn("Versions (27)").clickOn("2.24.0");
            await("the version", () -> "2.24.0".equals(version(model)));
            window.pictures("browse-versions");
            window.robot.push(KeyCode.END);
            await("the oldest", () -> "1.0.0".equals(version(model)));
            window.pictures("browse-deprecated");

            window.robot.push(KeyCode.HOME);
            await("the newest", () -> "2.25.0".equals(version(model)));
            window.robot.clickOn("Add to tea-time");
            await("the end", () -> tea.operationProperty().get() != null && !tea.isBusy());
            await("that it was done", () -> window.shows("Adding kettle"));
            window.pictures("browse-added");
            String manifest = Files.readString(project.resolve("package.json"));
            assertTrue(
                    manifest.contains("\"kettle\":\"^2.25.0\""),
                    () -> manifest + tea.log().lines());
            assertTrue(Files.isRegularFile(project.resolve("node_modules/coil/coil.js")));

            window.robot.clickOn("#convert");
            assertEquals(
                    "kettle@2.25.0",
                    onUi(() -> window.services().convert().textProperty().get()));
            assertTrue(window.shows(".spec-list"));
        }
        assertFalse(
                registry.requests().stream().anyMatch(request -> request.path().contains("images.example")));
    }

    @Test
    void saysWhatTheRegistryCannot() throws Exception {
        registry.without(Feature.SEARCH);
        try (TestWindow window =
                TestWindow.open(work.resolve("settings"), Engines.of(engine), new ScriptedDialogs(), 900, 572)) {
            BrowseModel model = window.services().browse();
            window.robot.push(KeyCode.CONTROL, KeyCode.DIGIT2).write("kettle");
            await("what it cannot", () -> model.results() instanceof BrowseModel.Results.NotSearchable);
            window.robot.push(KeyCode.ENTER);
            await("the page", () -> model.page() instanceof BrowseModel.Page.Shown);
            await("the size", () -> model.sizeProperty().get() instanceof BrowseModel.Size.Known);
            window.pictures("browse-not-searchable");
            try (LocalRegistry.Stall stalled = registry.stall("/kettlex")) {
                window.robot.clickOn("#words").push(KeyCode.END).write("x").push(KeyCode.ENTER);
                assertTrue(stalled.awaitRequest());
                window.pictures("browse-loading");
            }
            await("its absence", () -> model.page() instanceof BrowseModel.Page.Failed);
            window.pictures("browse-not-found");
            window.robot.push(KeyCode.BACK_SPACE).push(KeyCode.ENTER);
            await("the page", () -> model.page() instanceof BrowseModel.Page.Shown);
            registry.stop();
            window.robot.write("s");
            await("the search to fail", () -> model.results() instanceof BrowseModel.Results.Failed);
            window.pictures("browse-search-unreachable");
            assertEquals(1, timesShown(window, "127.0.0.1: connection refused"));
            assertTrue(window.shows("#searchAgain"));
            window.robot.push(KeyCode.BACK_SPACE).push(KeyCode.ENTER);
            await(
                    "both to fail",
                    () -> model.results() instanceof BrowseModel.Results.Failed
                            && model.page() instanceof BrowseModel.Page.Failed);
            window.pictures("browse-unreachable");
            assertEquals(1, timesShown(window, "127.0.0.1: connection refused"), "said where it happened, and once");
            assertFalse(window.shows("#searchAgain"));
        }
    }

    private static long timesShown(TestWindow window, String words) {
        return onUi(() -> ScreenFaults.showing(window.stage().getScene().getRoot())
                .filter(node -> node instanceof Label label && words.equals(label.getText()))
                .count());
    }

    private static String version(BrowseModel model) {
        PublishedVersion chosen = model.versionProperty().get();
        return chosen == null ? "" : chosen.version();
    }
}
