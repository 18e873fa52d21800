package dev.dx.app.gui;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.security.CodeSource;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
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
        CodeSource graphics = Application.class.getProtectionDomain().getCodeSource();
        try (ZipFile jar = new ZipFile(new File(graphics.getLocation().toURI()))) {
            List<String> names = jar.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> FOR_DISPLAYS.matcher(name).matches())
                    .map(name ->
                            name.substring(0, name.length() - ".class".length()).replace('/', '.'))
                    .toList();
            for (String name : names) {
                // Loaded and not initialised: their native libraries want the display.
                Objects.requireNonNull(Class.forName(name, false, Application.class.getClassLoader()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ClassNotFoundException | URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
