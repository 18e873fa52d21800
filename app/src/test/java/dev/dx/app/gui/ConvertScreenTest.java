package dev.dx.app.gui;

import static dev.dx.app.gui.TestWindow.await;
import static dev.dx.app.gui.TestWindow.onUi;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.app.gui.convert.ConvertItem;
import dev.dx.app.gui.convert.ConvertModel;
import dev.dx.app.gui.task.Outcome;
import dev.dx.engine.Environment;
import dev.dx.engine.Platform;
import dev.dx.engine.npm.registry.LocalRegistry;
import dev.dx.engine.npm.registry.TestPackage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import javafx.scene.control.Labeled;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Convert screen over the real converter and a registry on loopback. */
class ConvertScreenTest {
    @TempDir
    Path work;

    private final LocalRegistry registry = LocalRegistry.start();
    private final ScriptedDialogs dialogs = new ScriptedDialogs();
    private EngineOnDemand engine;

    @BeforeEach
    void publish() {
        for (int i = 1; i <= 12; i++) {
            String text = source(i);
            registry.publish(TestPackage.named(i == 3 ? "@tea/pot" : "cup-" + i, "1." + i + ".0")
                    .file("index.js", text)
                    .file("lib/more.js", text + "// more\n"));
        }
        engine = new EngineOnDemand(new Environment(
                Map.of(
                        "DX_HOME",
                        work.resolve("home").toString(),
                        "npm_config_registry",
                        registry.url(),
                        "npm_config_fetch_retries",
                        "0"),
                work.resolve("user"),
                Platform.current()));
    }

    @AfterEach
    void stop() {
        engine.close();
        registry.close();
    }

    @Test
    void convertsAListAndComparesWhatItMade() throws Exception {
        registry.corrupt("cup-7", "1.7.0");
        Path list = Files.writeString(work.resolve("list.txt"), "# cups\ncup-4\ncup-5@^1\ncup-7\nnobody\n");
        Path archive = Files.write(
                work.resolve("saucer-2.0.0.tgz"),
                TestPackage.named("saucer", "2.0.0").build().tarball());
        dialogs.files = List.of(list, archive);
        dialogs.folder = work.resolve("packs");
        dialogs.save = work.resolve("report.csv");
        try (TestWindow window = TestWindow.open(work.resolve("settings"), Engines.of(engine), dialogs, 980, 720)) {
            ConvertModel model = window.services().convert();
            window.robot.push(KeyCode.CONTROL, KeyCode.DIGIT3);
            window.pictures("convert-empty");
            window.robot.clickOn(".spec-list").write("cup-1, @tea/pot");
            window.robot.clickOn("File…");
            await("the list", () -> model.countProperty().get() == 7);
            window.robot.clickOn("Change…");
            assertEquals(
                    work.resolve("packs"), onUi(() -> model.targetProperty().get()));

            window.robot.push(KeyCode.CONTROL, KeyCode.ENTER);
            await("the end", () -> model.operationProperty().get() != null && !model.isBusy());
            assertInstanceOf(
                    Outcome.Done.class,
                    onUi(() -> Objects.requireNonNull(model.operationProperty().get())
                            .outcome()));
            assertEquals(5, states(model, ConvertItem.State.CONVERTED));
            assertEquals(2, states(model, ConvertItem.State.FAILED));
            assertEquals(
                    "2 of 7 packages failed",
                    onUi(() -> assertInstanceOf(Labeled.class, window.find(".operation-panel:short .operation-title"))
                            .getText()));
            assertTrue(Files.isRegularFile(work.resolve("packs/@tea+pot@1.3.0.dxp")));
            assertTrue(Files.isRegularFile(work.resolve("packs/saucer@2.0.0.dxp")));
            window.pictures("convert-done");
            window.robot.clickOn("Chart");
            window.pictures("convert-chart");
            window.robot.clickOn("Export…");
            await("the report", () -> Files.exists(work.resolve("report.csv")));

            window.robot.clickOn("Table").push(KeyCode.CONTROL, KeyCode.ENTER);
            await("the end", () -> !model.isBusy() && states(model, ConvertItem.State.THERE) == 4);
        }
        String csv = Files.readString(work.resolve("report.csv"));
        assertTrue(csv.contains("\"cup-4@1.4.0\",converted,"), csv);
        assertTrue(csv.contains("\"nobody\",failed,"), csv);
    }

    @Test
    void cancellingKeepsWhatWasMade() throws Exception {
        try (TestWindow window = TestWindow.open(work.resolve("settings"), Engines.of(engine), dialogs, 900, 572);
                LocalRegistry.Stall stalled = registry.stall(LocalRegistry.tarballPath("cup-2", "1.2.0"))) {
            ConvertModel model = window.services().convert();
            window.robot.push(KeyCode.CONTROL, KeyCode.DIGIT3);
            onUi(() -> {
                model.targetProperty().set(work.resolve("packs"));
                model.atOnceProperty().set(2);
                model.addSpecs(List.of("cup-1", "cup-2", "cup-4", "cup-5", "cup-6"));
                model.start();
                return model;
            });
            assertTrue(stalled.awaitRequest());
            await("the others", () -> states(model, ConvertItem.State.CONVERTED) == 4);
            window.pictures("convert-busy-small");
            window.robot.clickOn("#cancel");
            await("the end", () -> !model.isBusy());
            assertEquals(4, states(model, ConvertItem.State.CONVERTED));
            assertEquals(1, states(model, ConvertItem.State.STOPPED));
            window.pictures("convert-cancelled-small");
        }
    }

    /** Text that compresses as programs do. */
    private static String source(int size) {
        Random random = new Random(size);
        StringBuilder text = new StringBuilder();
        for (int line = 0; line < 250 * size; line++) {
            text.append("const cup")
                    .append(random.nextInt(900))
                    .append(" = pour('")
                    .append(random.nextInt(90_000))
                    .append("', tea.")
                    .append((char) ('a' + random.nextInt(26)))
                    .append(")\n");
        }
        return text.toString();
    }

    private static int states(ConvertModel model, ConvertItem.State state) {
        return onUi(() -> (int) model.items().stream()
                .filter(item -> item.facts().state() == state)
                .count());
    }
}
