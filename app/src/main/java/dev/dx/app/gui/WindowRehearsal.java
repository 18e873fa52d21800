package dev.dx.app.gui;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javafx.animation.AnimationTimer;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.event.Event;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.stage.Window;

/**
 * Watches a window that the build opens without a display, so that the JVM can keep what a window loads, and what an
 * install and the screens load when they are first asked for.
 */
public final class WindowRehearsal {
    private static final int FRAMES = 40;
    /** What is shown anew has its styles and its place. */
    private static final int SETTLES = 12;

    private static final int MOST_FRAMES = 3_000;
    private static final int POLL_MILLIS = 20;

    /** Every screen that starts nothing on the machine, and the operations. */
    private static final List<KeyCode> KEYS = List.of(
            KeyCode.DIGIT2,
            KeyCode.DIGIT3,
            KeyCode.DIGIT4,
            KeyCode.DIGIT5,
            KeyCode.DIGIT6,
            KeyCode.DIGIT7,
            KeyCode.DIGIT9,
            KeyCode.DIGIT1,
            KeyCode.J);

    /** What JavaFX uses on a real display, and not here. */
    private static final Pattern FOR_DISPLAYS =
            Pattern.compile("com/sun/(glass/ui/(gtk|mac|win)|prism/(es2|d3d|mtl))/.*\\.class");

    private WindowRehearsal() {}

    /**
     * Lets the window that is about to open with a project draw itself, installs, goes through the screens, and then ends
     * JavaFX.
     *
     * @param installed whether the install is over
     */
    public static void perform(BooleanSupplier installed) {
        loadForDisplays();
        Thread watcher = Thread.ofPlatform().name("dx-rehearsal").daemon().unstarted(() -> watch(installed));
        watcher.start();
    }

    private static void watch(BooleanSupplier installed) {
        try {
            while (!isToolkitRunning()) {
                Thread.sleep(POLL_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        Platform.runLater(() -> new Visit(installed).start());
    }

    /** What somebody does in the window, a few frames apart. */
    private static final class Visit extends AnimationTimer {
        private final BooleanSupplier installed;
        private int frames;
        private int settled;
        private int pressed;

        Visit(BooleanSupplier installed) {
            this.installed = installed;
        }

        @Override
        public void handle(long now) {
            Window window = Window.getWindows().stream()
                    .filter(Window::isShowing)
                    .findFirst()
                    .orElse(null);
            if (window == null || ++frames < FRAMES) {
                return;
            }
            if (frames == FRAMES) {
                press(window, KeyCode.I);
            } else if (frames == MOST_FRAMES) {
                end();
            } else if (pressed > 0 || installed.getAsBoolean()) {
                settled++;
                if (settled == SETTLES && pressed == KEYS.size()) {
                    end();
                } else if (settled == SETTLES) {
                    settled = 0;
                    press(window, KEYS.get(pressed++));
                }
            }
        }

        private void end() {
            stop();
            Platform.exit();
        }

        private static void press(Window window, KeyCode key) {
            // What Shortcut is in the window's own keys.
            boolean mac = System.getProperty("os.name", "").startsWith("Mac");
            Event.fireEvent(
                    window.getScene(), new KeyEvent(KeyEvent.KEY_PRESSED, "", "", key, false, !mac, false, mac));
        }
    }

    private static boolean isToolkitRunning() {
        try {
            Platform.runLater(() -> {});
            return true;
        } catch (IllegalStateException notYet) {
            return false;
        }
    }

    private static void loadForDisplays() {
        try {
            URI graphics = Application.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI();
            if (graphics.getScheme().equals("jrt")) {
                // Part of the runtime, as in an app image.
                loadForDisplays(Path.of(graphics));
            } else {
                try (FileSystem jar = FileSystems.newFileSystem(Path.of(graphics))) {
                    loadForDisplays(jar.getPath("/"));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ClassNotFoundException | URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void loadForDisplays(Path root) throws IOException, ClassNotFoundException {
        List<String> files;
        try (Stream<Path> all = Files.walk(root)) {
            files = all.map(file -> root.relativize(file).toString())
                    .filter(name -> FOR_DISPLAYS.matcher(name).matches())
                    .toList();
        }
        for (String file : files) {
            String name = file.substring(0, file.length() - ".class".length()).replace('/', '.');
            // Loaded and not initialised: their native libraries want the display.
            Objects.requireNonNull(Class.forName(name, false, Application.class.getClassLoader()));
        }
    }
}
