package dev.dx.app.gui;

import static dev.dx.app.gui.TestWindow.await;
import static dev.dx.app.gui.TestWindow.onUi;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.app.gui.settings.Setting;
import dev.dx.app.gui.settings.SettingsModel;
import dev.dx.app.settings.ThemeChoice;
import dev.dx.engine.Environment;
import dev.dx.engine.Platform;
import dev.dx.engine.fetch.ConnectionTrial.Stage;
import dev.dx.engine.fetch.ConnectionTrial.State;
import dev.dx.engine.fetch.ConnectionTrial.Step;
import dev.dx.engine.npm.registry.LocalRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javafx.scene.control.ComboBox;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Settings screen over the real engine, real files, and a registry on loopback. */
class SettingsScreenTest {
    @TempDir
    Path work;

    private final LocalRegistry registry = LocalRegistry.start();
    private Path npmrc;
    private EngineOnDemand engine;

    @BeforeEach
    void write() throws IOException {
        npmrc = Files.createDirectories(work.resolve("user")).resolve(".npmrc");
        Files.writeString(
                npmrc,
                "registry=" + registry.url() + "\n" + registry.url().substring("http:".length())
                        + ":_authToken=sesame\nsave-exact=true\n");
        engine = new EngineOnDemand(new Environment(
                Map.of("DX_HOME", work.resolve("home").toString(), "npm_config_fetch_timeout", "9000"),
                work.resolve("user"),
                Platform.current()));
    }

    @AfterEach
    void stop() {
        engine.close();
        registry.close();
    }

    @Test
    void showsWhereSettingsComeFromChangesThemAndFindsTheStepThatFails() throws Exception {
        registry.requireToken("sesame");
        try (TestWindow window = TestWindow.open(work.resolve("settings"), engine)) {
            SettingsModel model = window.services().configuration();
            window.goTo("Settings");
            await("the settings", () -> !model.shown().isEmpty());
            assertEquals(Setting.From.USER, setting(model, "save-exact").from());
            assertEquals(
                    Setting.From.ENVIRONMENT, setting(model, "fetch-timeout").from());
            assertEquals(Setting.From.DEFAULT, setting(model, "strict-ssl").from());
            assertFalse(onUi(() -> model.shown().toString()).contains("sesame"));
            window.robot
                    .clickOn("save-exact")
                    .clickOn("#value")
                    .push(KeyCode.CONTROL, KeyCode.A)
                    .write("false");
            window.robot.clickOn("Save");
            await("the change", () -> setting(model, "save-exact").value().equals("false"));
            assertTrue(Files.readString(npmrc).contains("save-exact=false"));

            window.robot.clickOn("#filter").write("nowhere");
            window.clickOnceShown("Clear the filter");
            await("the settings", () -> !model.shown().isEmpty());

            window.robot.clickOn("Test the connection");
            await(
                    "all steps",
                    () -> model.steps().size() == 5 && !model.tryingProperty().get());
            assertTrue(steps(model).stream().noneMatch(step -> step.state() == State.FAILED));
            assertTrue(
                    steps(model).getLast().found().contains(":_authToken from " + npmrc),
                    steps(model).toString());
            window.pictures("settings");
            ComboBox<?> theme = assertInstanceOf(ComboBox.class, window.find("#theme"));
            onUi(() -> {
                theme.getSelectionModel().selectFirst();
                return theme;
            });
            assertEquals(
                    ThemeChoice.SYSTEM,
                    onUi(() -> window.services().appearance().choiceProperty().get()));

            registry.requireToken("another");
            onUi(() -> {
                model.tryConnection();
                return model;
            });
            await("the refusal", () -> !model.tryingProperty().get());
            assertEquals(Stage.ANSWER, steps(model).getLast().stage());
            registry.stop();
            onUi(() -> {
                model.tryConnection();
                return model;
            });
            await("the end", () -> !model.tryingProperty().get());
            assertEquals(Stage.CONNECT, steps(model).getLast().stage());
            assertEquals(State.FAILED, steps(model).getLast().state());
            window.pictures("settings-connection-refused");
        }
    }

    private static List<Step> steps(SettingsModel model) {
        return onUi(() -> List.copyOf(model.steps()));
    }

    private static Setting setting(SettingsModel model, String key) {
        return onUi(() -> model.shown().stream()
                .filter(each -> each.key().equals(key))
                .findFirst()
                .orElseThrow());
    }
}
