package dev.dx.app.gui;

import static dev.dx.app.gui.TestWindow.await;
import static dev.dx.app.gui.TestWindow.onUi;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.dx.app.gui.text.Messages;
import dev.dx.engine.Environment;
import dev.dx.engine.Platform;
import dev.dx.engine.install.Engine;
import dev.dx.engine.install.change.Change;
import dev.dx.engine.install.change.InstallRequest;
import dev.dx.engine.npm.registry.LocalRegistry;
import dev.dx.engine.npm.registry.TestPackage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javafx.event.Event;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.control.IndexedCell;
import javafx.scene.control.Spinner;
import javafx.scene.control.Toggle;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All nine screens in the smallest window, in both languages: nothing is cut, without a name, or out of the keyboard's reach. */
class AccessibleScreensTest {
    private static final int SCREENS = 9;

    @TempDir
    Path work;

    private final LocalRegistry registry = LocalRegistry.start();
    private EngineOnDemand engine;
    private Path project;

    @BeforeEach
    void install() throws Exception {
        registry.publish(TestPackage.named("kettle", "1.0.0").file("index.js", "module.exports = 'hot'"));
        registry.publish(TestPackage.named("teapot", "1.4.2").dependency("kettle", "^1.0.0"));
        project = Files.createDirectories(work.resolve("tea-time"));
        Files.writeString(
                project.resolve("package.json"),
                "{\"name\": \"tea-time\", \"version\": \"1.0.0\", \"dependencies\": {\"teapot\": \"^1.4.0\"}}");
        Environment environment = new Environment(
                Map.of(
                        "DX_HOME", work.resolve("home").toString(),
                        "npm_config_registry", registry.url(),
                        "npm_config_min_release_age", "0"),
                work.resolve("user"),
                Platform.current());
        try (Engine installer = Engine.open(environment)) {
            installer.install(InstallRequest.of(project, new Change.Sync()), _ -> {});
        }
        engine = new EngineOnDemand(environment);
    }

    @AfterEach
    void close() {
        Messages.speak("en");
        engine.close();
        registry.close();
    }

    @Test
    void nothingIsCutOrNamelessInEnglish() throws Exception {
        assertEquals(List.of(), faults("en"));
    }

    @Test
    void nothingIsCutOrNamelessInGerman() throws Exception {
        assertEquals(List.of(), faults("de"));
    }

    private List<String> faults(String language) throws Exception {
        Messages.speak(language);
        List<String> faults = new ArrayList<>();
        try (TestWindow window =
                TestWindow.open(work.resolve("settings"), Engines.of(engine), new ScriptedDialogs(), 900, 600)) {
            Parent root = window.stage().getScene().getRoot();
            window.project(project);
            for (int number = 0; number < SCREENS; number++) {
                String screen = show(window, number);
                look(window, root, language + " " + screen, faults);
                if (number == 6) {
                    registryPages(window, root, language, faults);
                }
            }
        }
        return faults;
    }

    private static void registryPages(TestWindow window, Parent root, String language, List<String> faults)
            throws Exception {
        onUi(() -> {
            window.services().registry().portProperty().set("0");
            window.services().registry().start();
            return root;
        });
        await("the start", window.services().registry()::isRunning);
        for (int page = 0; page < 4; page++) {
            int wanted = page;
            String name = onUi(() -> {
                ToggleButton button = window
                        .robot
                        .lookup("#pages .toggle-button")
                        .match((Node node) -> node.localToScene(0, 0).getX() > 300)
                        .<ToggleButton>queryAllAs(ToggleButton.class)
                        .stream()
                        .skip(wanted)
                        .findFirst()
                        .orElseThrow();
                button.fire();
                return button.getText();
            });
            look(window, root, language + " Registry " + name, faults);
        }
    }

    private static String show(TestWindow window, int number) {
        String name = onUi(() -> {
            Screen screen = window.services().navigator().screens().get(number);
            window.services().navigator().show(screen);
            return screen.title();
        });
        await("what it shows", () -> window.services().operations().running().isEmpty());
        return name;
    }

    private static void look(TestWindow window, Parent root, String where, List<String> faults) throws Exception {
        window.settle();
        onUi(() -> {
            for (String fault : ScreenFaults.clipped(root)) {
                faults.add("\n" + where + ": " + fault);
            }
            for (String fault : ScreenFaults.nameless(root)) {
                faults.add("\n" + where + ": " + fault);
            }
            return root;
        });
    }

    @Test
    void tabGoesRoundAndFocusIsSeen() throws Exception {
        List<String> faults = new ArrayList<>();
        try (TestWindow window =
                TestWindow.open(work.resolve("settings"), Engines.of(engine), new ScriptedDialogs(), 900, 600)) {
            window.project(project);
            for (int number = 0; number < SCREENS; number++) {
                String screen = show(window, number);
                window.settle();
                onUi(() -> {
                    goRound(window.stage().getScene(), screen, faults);
                    return screen;
                });
            }
        }
        assertEquals(List.of(), faults);
    }

    private static void goRound(Scene scene, String screen, List<String> faults) {
        Set<Node> reached = new LinkedHashSet<>();
        Node first = scene.getFocusOwner();
        for (Node at = first; at != null && reached.add(at); at = scene.getFocusOwner()) {
            Event.fireEvent(at, key(KeyEvent.KEY_PRESSED));
            Node now = scene.getFocusOwner();
            if (at.equals(now)) {
                faults.add("\n" + screen + ": holds the focus: " + ScreenFaults.described(at));
                return;
            }
            // The text field of a spinner shows its focus however it came.
            if (now != null && !now.isFocusVisible() && !(now instanceof Spinner)) {
                faults.add("\n" + screen + ": does not show its focus: " + ScreenFaults.described(now));
            }
        }
        ScreenFaults.showing(scene.getRoot())
                .filter(node -> node.isFocusTraversable() && !node.isDisabled() && !(node instanceof IndexedCell))
                .filter(node -> reached.stream().noneMatch(each -> each.equals(node) || isBesides(each, node)))
                .forEach(node -> faults.add("\n" + screen + ": is not reached: " + ScreenFaults.described(node)));
    }

    /** The arrows go from one of a group to the next. */
    private static boolean isBesides(Node reached, Node node) {
        return reached instanceof Toggle one
                && node instanceof Toggle other
                && one.getToggleGroup() != null
                && one.getToggleGroup().equals(other.getToggleGroup());
    }

    private static KeyEvent key(javafx.event.EventType<KeyEvent> type) {
        return new KeyEvent(type, "\t", "\t", KeyCode.TAB, false, false, false, false);
    }
}
