package dev.dx.app.gui;

import static dev.dx.app.gui.TestWindow.onUi;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.dx.app.gui.projects.ScriptedEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which test draws which screen in which state; a picture is always drawn in both themes. */
class PicturesTest {
    private static final Pattern DRAWN = Pattern.compile("[pP]ictures\\(\"([^\"]+)\"");

    @TempDir
    Path work;

    /** A screen and the names of its pictures when it is empty, busy, failed, normal and huge. */
    private record Screen(String empty, String busy, String failed, String normal, String huge) {
        List<String> names() {
            return List.of(empty, busy, failed, normal, huge);
        }
    }

    private static final List<Screen> SCREENS = List.of(
            new Screen("projects-empty", "projects-busy", "projects-failed", "projects-loaded", "projects-huge"),
            new Screen("browse-empty", "browse-loading", "browse-unreachable", "browse-readme", "browse-huge"),
            new Screen("convert-empty", "convert-busy-small", "convert-failed", "convert-done", "convert-huge"),
            new Screen("graph-no-lock", "graph-busy", "graph-failed", "graph-small", "graph-huge"),
            new Screen("store-empty", "store-counting", "store-failed", "store-repaired", "store-huge"),
            new Screen("cache-empty", "cache-busy", "cache-failed", "cache", "cache-huge"),
            new Screen("registry-stopped", "registry-busy", "registry-port-taken", "registry-started", "registry-huge"),
            new Screen("bench-empty", "bench-busy", "bench-failed", "bench-measured", "bench-huge"),
            // There are as many settings as there are.
            new Screen("settings-empty", "settings-busy", "settings-connection-refused", "settings", "settings"));

    /** What lies above screens or beside them. */
    private static final List<String> ABOVE = List.of(
            "palette",
            "palette-nothing",
            "operations-empty",
            "operations-running",
            "operations-over",
            "notifications",
            "projects-remove",
            "projects-update-all",
            "projects-conflict",
            "store-clean-question",
            "registry-closing",
            "close-while-busy",
            "interrupted");

    @Test
    void everyScreenIsDrawnInEveryState() throws Exception {
        try (TestWindow window = TestWindow.open(work, new ScriptedEngine(ScriptedEngine::shop))) {
            assertEquals(onUi(() -> window.services().navigator().screens().size()), SCREENS.size());
        }
        Set<String> missing = new TreeSet<>(ABOVE);
        SCREENS.forEach(screen -> missing.addAll(screen.names()));
        missing.removeAll(drawn());
        assertEquals(Set.of(), missing);
    }

    private static Set<String> drawn() throws IOException {
        List<Path> tests = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("src/test/java/dev/dx/app/gui"))) {
            files.filter(file -> file.toString().endsWith("Test.java")).forEach(tests::add);
        }
        Set<String> drawn = new TreeSet<>();
        for (Path test : tests) {
            Matcher names = DRAWN.matcher(Files.readString(test));
            while (names.find()) {
                drawn.add(names.group(1));
            }
        }
        return drawn;
    }
}
