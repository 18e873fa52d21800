package dev.dx.app.gui;

import static dev.dx.app.gui.TestWindow.await;
import static dev.dx.app.gui.TestWindow.onUi;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.app.gui.control.ScreenCommand;
import dev.dx.app.gui.projects.ProjectModel;
import dev.dx.app.gui.projects.ScriptedEngine;
import dev.dx.app.gui.projects.ScriptedInstall;
import dev.dx.app.gui.task.LogLine;
import dev.dx.app.gui.task.Operation;
import dev.dx.app.gui.task.OperationLog;
import dev.dx.app.gui.text.Messages;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javafx.scene.Scene;
import javafx.scene.SnapshotParameters;
import javafx.scene.control.ListView;
import javafx.scene.image.WritableImage;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.StackPane;
import javafx.scene.paint.Color;
import javafx.scene.transform.Scale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** What surrounds the screens: the palette, the operations, notifications. */
class FrameTest {
    private static final Path WORK = Path.of(System.getProperty("user.home", "/"), "work");

    @TempDir
    Path home;

    private final ScriptedEngine engine = new ScriptedEngine(ScriptedEngine::shop).withShopVersions();

    @Test
    void paletteFindsWhatCanBeDoneByTyping() throws Exception {
        try (TestWindow window = TestWindow.open(home, engine)) {
            window.project(WORK.resolve("corner-shop"));
            window.robot.push(KeyCode.CONTROL, KeyCode.K);
            assertTrue(window.shows("#palette-text"));
            window.pictures("palette");
            window.robot.write("add a");
            assertEquals(1, commands(window).size());
            window.robot.push(KeyCode.ENTER);
            assertFalse(window.shows("#palette-text"));
            assertTrue(window.shows(".add-form"));

            window.robot.push(KeyCode.CONTROL, KeyCode.K).write("nothing of that kind");
            assertTrue(commands(window).isEmpty());
            window.pictures("palette-nothing");
            window.robot.push(KeyCode.ESCAPE);
            assertFalse(window.shows("#palette-text"));
            assertTrue(window.shows(".add-form"), "Escape went no further");
            assertTrue(isWholeAtTwiceTheSize(), "an icon has a hole where its strokes cross");
        }
    }

    /** Glyphs are filled as shapes there, the strokes of which must not share anything. */
    private static boolean isWholeAtTwiceTheSize() {
        return onUi(() -> {
            FontIcon cross = new FontIcon(Feather.X);
            cross.setIconSize(32);
            StackPane host = new StackPane(cross);
            new Scene(host);
            host.applyCss();
            SnapshotParameters twice = new SnapshotParameters();
            twice.setTransform(new Scale(2, 2));
            twice.setFill(Color.TRANSPARENT);
            WritableImage picture = cross.snapshot(twice, null);
            long filled = IntStream.range(0, (int) picture.getHeight())
                    .filter(y -> picture.getPixelReader()
                                    .getColor((int) picture.getWidth() / 2, y)
                                    .getOpacity()
                            > 0.9)
                    .count();
            return filled >= 4;
        });
    }

    @Test
    void operationsStayWithTheirLogs() throws Exception {
        ScriptedInstall install = new ScriptedInstall();
        engine.install(install);
        try (TestWindow window = TestWindow.open(home, engine)) {
            window.robot.push(KeyCode.CONTROL, KeyCode.J);
            window.pictures("operations-empty");
            failOne(window);
            ProjectModel project = window.project(WORK.resolve("corner-shop"));
            onUi(() -> {
                project.install();
                return project;
            });
            install.awaitTheMiddle();
            await("both", () -> window.services().operations().all().size() == 2);
            window.robot.clickOn("Installing corner-shop");
            window.pictures("operations-running");
            install.goOn();
            await("the end", () -> window.services().operations().running().isEmpty());
            window.robot.clickOn("Checking certificates");
            window.pictures("operations-over");
            window.robot.clickOn("Clear finished");
            assertTrue(onUi(() -> window.services().operations().all().isEmpty()));
        }
    }

    @Test
    void saysWhatEndedElsewhere() throws Exception {
        try (TestWindow window = TestWindow.open(home, engine)) {
            window.project(WORK.resolve("corner-shop"));
            onUi(() -> {
                window.window().notice("settings.json could not be read; the defaults are used");
                return window;
            });
            Operation<?> failing = begin(window);
            window.robot.push(KeyCode.CONTROL, KeyCode.DIGIT2);
            onUi(() -> {
                failing.cancel();
                return window;
            });
            window.pictures("notifications");
        }
    }

    @Test
    void speaksGermanInTheSmallestWindow() throws Exception {
        Messages.speak("de");
        try (TestWindow window = TestWindow.open(home, ScriptedEngines.of(engine), new ScriptedDialogs(), 900, 572)) {
            window.project(WORK.resolve("corner-shop"));
            assertTrue(window.robot.lookup("Installieren").tryQuery().isPresent());
            window.pictures("german-projects");
            window.robot.push(KeyCode.CONTROL, KeyCode.DIGIT3);
            window.pictures("german-convert");
            window.goTo("Registry");
            window.pictures("german-registry");
            window.goTo("Optionen");
            window.pictures("german-settings");
        } finally {
            Messages.speak("en");
        }
    }

    private static List<ScreenCommand> commands(TestWindow window) {
        ListView<ScreenCommand> list = window.robot.lookup(".palette-list").query();
        return onUi(() -> List.copyOf(list.getItems()));
    }

    private static void failOne(TestWindow window) {
        onUi(() -> window.services()
                .operations()
                .start(
                        new Operation.Task<String>(
                                "Checking certificates",
                                "dx doctor",
                                reporter -> {
                                    reporter.line(LogLine.Kind.DETAIL, "registry.example answers");
                                    throw new DxException(
                                            ErrorCode.DX_NETWORK,
                                            "registry.example: the certificate is not trusted",
                                            "Name its authority with cafile.");
                                },
                                result -> result),
                        new OperationLog()));
    }

    private static Operation<?> begin(TestWindow window) {
        return onUi(() -> window.services()
                .operations()
                .start(
                        new Operation.Task<String>(
                                "Waiting",
                                "dx doctor",
                                _ -> {
                                    try {
                                        Thread.sleep(60_000);
                                    } catch (InterruptedException stop) {
                                        throw new DxException(
                                                ErrorCode.DX_NETWORK,
                                                "registry.example: connection refused",
                                                "Check the network.");
                                    }
                                    return "";
                                },
                                result -> result),
                        new OperationLog()));
    }
}
