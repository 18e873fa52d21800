package dev.dx.app.gui;

import static dev.dx.app.gui.TestWindow.await;
import static dev.dx.app.gui.TestWindow.onUi;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.app.gui.registry.RegistryModel;
import dev.dx.engine.Environment;
import dev.dx.engine.Platform;
import dev.dx.engine.install.Engine;
import dev.dx.engine.install.change.Change;
import dev.dx.engine.install.change.InstallRequest;
import dev.dx.engine.npm.registry.LocalRegistry;
import dev.dx.engine.npm.registry.TestPackage;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javafx.scene.control.ComboBox;
import javafx.scene.control.TableView;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Registry screen over a real registry in front of another one, both on loopback. */
class RegistryScreenTest {
    @TempDir
    Path work;

    private final LocalRegistry upstream = LocalRegistry.start();
    private final ScriptedDialogs dialogs = new ScriptedDialogs();
    private EngineOnDemand engine;

    @BeforeEach
    void open() {
        upstream.publish(TestPackage.named("kettle", "1.0.0").file("index.js", "module.exports = 'hot'"));
        upstream.publish(TestPackage.named("teapot", "1.4.2").dependency("kettle", "^1.0.0"));
        engine = new EngineOnDemand(environment("home"));
    }

    private Environment environment(String home) {
        return new Environment(
                Map.of(
                        "DX_HOME", work.resolve(home).toString(),
                        "npm_config_registry", upstream.url(),
                        "npm_config_min_release_age", "0"),
                work.resolve("user"),
                Platform.current());
    }

    @AfterEach
    void close() {
        engine.close();
        upstream.close();
    }

    private TestWindow window(double width, double height) throws Exception {
        TestWindow window = TestWindow.open(work.resolve("settings"), Engines.of(engine), dialogs, width, height);
        window.goTo("Registry");
        await("the folder", () -> window.services().registry().folderProperty().get() != null);
        return window;
    }

    private static void start(TestWindow window, int port) {
        RegistryModel model = window.services().registry();
        onUi(() -> {
            model.portProperty().set(Integer.toString(port));
            return model;
        });
        window.robot.push(KeyCode.CONTROL, KeyCode.ENTER);
        await("the start", () -> model.isRunning() || model.problemProperty().get() != null);
        assertNull(onUi(() -> model.problemProperty().get()));
    }

    @Test
    void startsServesAnInstallPublishesAndStops() throws Exception {
        Path mine = Files.createDirectories(work.resolve("saucer"));
        Files.writeString(
                mine.resolve("package.json"),
                "{\"name\": \"@tea/saucer\", \"version\": \"3.1.0\", \"description\": \"Below the cup\"}");
        Files.writeString(mine.resolve("index.js"), "module.exports = 3\n");
        try (TestWindow window = window(980, 720)) {
            RegistryModel model = window.services().registry();
            window.pictures("registry-stopped");
            start(window, 0);
            URI http = Objects.requireNonNull(
                    onUi(() -> model.statusProperty().get().http()));
            window.pictures("registry-started");

            dialogs.folder = mine;
            window.robot.clickOn("Publish a folder\u2026");
            await("what was published", () -> model.packages().size() == 1);
            window.robot.clickOn("Publish a folder\u2026");
            await("the refusal", () -> model.problemProperty().get() != null);
            window.pictures("registry-refused");
            onUi(() -> {
                model.dismissProblem();
                return model;
            });

            Path project = Files.createDirectories(work.resolve("tea-time"));
            Files.writeString(
                    project.resolve("package.json"),
                    "{\"name\": \"tea-time\", \"version\": \"1.0.0\","
                            + " \"dependencies\": {\"teapot\": \"^1.4.0\", \"@tea/saucer\": \"^3.0.0\"}}");
            Files.writeString(project.resolve(".npmrc"), "registry=" + http + "\n");
            Environment other = new Environment(
                    Map.of("DX_HOME", work.resolve("other").toString(), "npm_config_min_release_age", "0"),
                    work.resolve("user"),
                    Platform.current());
            try (Engine installer = Engine.open(other)) {
                installer.install(InstallRequest.of(project, new Change.Sync()), _ -> {});
            }
            assertTrue(Files.isRegularFile(project.resolve("node_modules/@tea/saucer/index.js")));
            assertTrue(Files.isRegularFile(project.resolve("node_modules/kettle/index.js")));
            await("the charts", () -> moved(model));
            await("more samples", () -> samples(model) > 3);
            window.pictures("registry-busy");

            window.robot.clickOn("Users");
            window.robot
                    .clickOn("#userName")
                    .write("potter")
                    .clickOn("#password")
                    .write("a long secret");
            window.robot.clickOn("#addUser");
            await("the user", () -> model.users().equals(List.of("potter")));
            window.clickOnceShown("potter");
            window.robot.clickOn("#issue");
            await(
                    "the token",
                    () -> model.issuedProperty().get() != null && model.tokens().size() == 1);
            window.pictures("registry-token");
            window.robot.clickOn("Access");
            URI saucer = http.resolve("@tea%2fsaucer");
            assertEquals(200, status(saucer));
            window.robot.clickOn("#rulePattern").write("@tea/*");
            ComboBox<String> readers = window.robot.lookup("#mayRead").query();
            onUi(() -> {
                readers.setValue("Users");
                return readers;
            });
            window.robot.clickOn("#setRule");
            await("the rule", () -> model.rules().size() == 1);
            window.pictures("registry-access");
            assertEquals(401, status(saucer));
            assertTrue(Files.readString(work.resolve("home/registry/registry.json"))
                    .contains("\"pattern\": \"@tea/*\""));
            window.clickOnceShown("@tea/*");
            window.robot.clickOn("#removeRule");
            await("no rule", () -> model.rules().isEmpty());
            assertEquals(200, status(saucer));
            window.robot.clickOn("Log");
            await("the log", () -> model.shownLines().size() >= 2);
            window.pictures("registry-log");
            window.robot.clickOn("Packages");
            window.clickOnceShown("@tea/saucer");
            window.robot.push(KeyCode.DELETE);
            window.pictures("registry-delete");
            window.robot.clickOn("#question-yes");
            await("none left", () -> model.packages().isEmpty());

            boolean[] closed = new boolean[1];
            onUi(() -> {
                window.window().closeWhenPossible(() -> closed[0] = true);
                return closed;
            });
            window.pictures("registry-closing");
            assertFalse(closed[0]);
            window.robot.clickOn("Stop it and close");
            await("the end", () -> closed[0]);
            assertFalse(onUi(model::isRunning));
        }
    }

    /** As npm does it, with the npm of this machine. */
    @Test
    @Tag("e2e")
    void npmInstallsFromIt() throws Exception {
        try (TestWindow window = window(980, 720)) {
            RegistryModel model = window.services().registry();
            start(window, 0);
            URI http = Objects.requireNonNull(
                    onUi(() -> model.statusProperty().get().http()));
            Path project = Files.createDirectories(work.resolve("tea-time"));
            Files.writeString(
                    project.resolve("package.json"),
                    "{\"name\": \"tea-time\", \"version\": \"1.0.0\", \"dependencies\": {\"teapot\": \"^1.4.0\"}}");
            Path said = work.resolve("npm.txt");
            Process npm = new ProcessBuilder(
                            "npm",
                            "install",
                            "--no-audit",
                            "--no-fund",
                            "--registry=" + http,
                            "--cache=" + work.resolve("npm-cache"))
                    .directory(project.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
            npm.getOutputStream().close();
            assertEquals(0, npm.waitFor(), () -> said + "");
            assertTrue(Files.isRegularFile(project.resolve("node_modules/kettle/index.js")), Files.readString(said));
            await("the charts", () -> moved(model));
            onUi(() -> {
                model.stop();
                return model;
            });
            await("the end", () -> !model.isRunning());
        }
    }

    private static int status(URI address) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }

    private static boolean moved(RegistryModel model) {
        return samples(model) > 1 && model.statusProperty().get().connections() >= 0 && model.hasMoved();
    }

    private static int samples(RegistryModel model) {
        return model.sampleCount();
    }

    @Test
    void saysWhoHasThePortAndWhoRunsOnTheFolder() throws Exception {
        try (ServerSocket taken = new ServerSocket(0);
                TestWindow window = window(900, 600)) {
            RegistryModel model = window.services().registry();
            onUi(() -> {
                model.portProperty().set(Integer.toString(taken.getLocalPort()));
                return model;
            });
            window.robot.clickOn("#start");
            await("the refusal", () -> model.problemProperty().get() != null);
            String what = onUi(
                    () -> Objects.requireNonNull(model.problemProperty().get()).what());
            assertTrue(what.contains("process " + ProcessHandle.current().pid()), what);
            assertFalse(onUi(model::isRunning));
            window.pictures("registry-port-taken");
        }
    }

    @Test
    void showsTenThousandPackages() throws Exception {
        Path folder = work.resolve("home/registry");
        Path data = Files.createDirectories(folder.resolve("hosted/data/packages/@many"));
        for (int i = 0; i < 10_000; i++) {
            Files.writeString(data.resolve("part-" + i), document("@many/part-" + i, i));
        }
        try (TestWindow window = window(980, 720)) {
            RegistryModel model = window.services().registry();
            start(window, 0);
            await("all of them", () -> model.packages().size() == 10_000);
            window.robot.clickOn("#filter").write("part-777");
            await("some of them", () -> model.shownPackages().size() == 11);
            window.pictures("registry-huge");
            TableView<?> table = window.robot.lookup("#packages").query();
            assertNotNull(table);
            assertEquals(11, table.getItems().size());
            window.robot.write("x");
            await("none of them", () -> model.shownPackages().isEmpty());
            window.pictures("registry-no-match");
            window.clickOnceShown("Clear the filter");
            await("all of them again", () -> model.shownPackages().size() == 10_000);
            window.robot.clickOn("Log").clickOn("#filter").write("nowhere");
            await("no line", () -> model.shownLines().isEmpty());
            window.clickOnceShown("Clear the filter");
            await("the lines again", () -> !model.shownLines().isEmpty());
        }
    }

    private static String document(String name, int number) throws IOException {
        return "{\"name\":\"" + name + "\",\"description\":\"Part number " + number
                + "\",\"versions\":{\"1.0." + number % 10 + "\":{\"name\":\"" + name
                + "\"}},\"dist-tags\":{\"latest\":\"1.0." + number % 10
                + "\"},\"time\":{\"modified\":\"2025-03-0" + (number % 9 + 1) + "T10:20:30.000Z\"},\"revision\":1}";
    }
}
