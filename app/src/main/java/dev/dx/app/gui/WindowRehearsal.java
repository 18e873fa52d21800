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
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javafx.animation.AnimationTimer;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.stage.Window;

/** Watches a window that the build opens without a display, so that the JVM can keep what a window loads. */
public final class WindowRehearsal {
    private static final int FRAMES = 40;
    private static final int POLL_MILLIS = 20;

    /** What JavaFX uses on a real display, and not here. */
    private static final Pattern FOR_DISPLAYS =
            Pattern.compile("com/sun/(glass/ui/(gtk|mac|win)|prism/(es2|d3d|mtl))/.*\\.class");

    private WindowRehearsal() {}

    /** Lets the window that is about to open draw itself for a moment, and then ends JavaFX. */
    public static void closeSoon() {
        loadForDisplays();
        Thread watcher = Thread.ofPlatform().name("dx-rehearsal").daemon().unstarted(WindowRehearsal::watch);
        watcher.start();
    }

    private static void watch() {
        try {
            while (!isToolkitRunning()) {
                Thread.sleep(POLL_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        Platform.runLater(() -> new AnimationTimer() {
            private int frames;

            @Override
            public void handle(long now) {
                boolean showing = Window.getWindows().stream().anyMatch(Window::isShowing);
                frames += showing ? 1 : 0;
                if (frames == FRAMES) {
                    stop();
                    Platform.exit();
                }
            }
        }.start());
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
