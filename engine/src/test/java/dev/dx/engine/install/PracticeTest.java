package dev.dx.engine.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.DxException;
import dev.dx.engine.Environment;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.Platform;
import dev.dx.engine.install.change.InstallReport.Way;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PracticeTest {
    @TempDir
    Path home;

    private final List<Way> ways = new ArrayList<>();
    private final Practice practice = new Practice(report -> ways.add(report.way()));

    private Environment caller(String... variables) {
        Map<String, String> all = new HashMap<>(Map.of("DX_HOME", home.toString()));
        for (int i = 0; i < variables.length; i += 2) {
            all.put(variables[i], variables[i + 1]);
        }
        return new Environment(all, home, Platform.current());
    }

    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.walk(home)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> home.relativize(file).toString())
                    .toList();
        }
    }

    @Test
    void runsWhatIsToBeQuickAndLeavesNothing() throws IOException {
        Environment caller = caller();
        assertTrue(practice.step(caller));
        // Both states are linked first; then each round switches to and fro, has nothing to do, and takes a tree that
        // stood ready.
        assertEquals(List.of(Way.CAME_BACK, Way.CAME_BACK, Way.STOOD, Way.SPARE), ways.subList(2, ways.size()));
        assertTrue(files().stream().allMatch(file -> file.startsWith("cache/v1/practice/")), files()::toString);
        int rounds = 1;
        while (practice.step(caller)) {
            rounds++;
        }
        assertTrue(rounds < 100, "it ends");
        assertEquals(List.of(), files());
        int installs = ways.size();
        assertFalse(practice.step(caller));
        assertEquals(installs, ways.size(), "once for each engine");
    }

    @Test
    void interruptedItGoesOnInTheNextQuietMoment() {
        Environment caller = caller();
        Thread.currentThread().interrupt();
        DxException cut = assertThrows(DxException.class, () -> practice.step(caller));
        assertEquals(ErrorCode.DX_CANCELLED, cut.code());
        assertTrue(Thread.interrupted());
        assertTrue(practice.step(caller));
        assertEquals(Way.SPARE, ways.getLast());
    }

    @Test
    void whereItDoesNotWorkItIsTriedOnce() throws IOException {
        Files.writeString(home.resolve("nowhere"), "no folder");
        Environment unusable = caller("DX_HOME", home.resolve("nowhere").toString());

        assertThrows(DxException.class, () -> practice.step(unusable));

        assertFalse(practice.step(unusable));
        assertEquals("no folder", Files.readString(home.resolve("nowhere")));
    }

    @Test
    void buildServersDoWithout() throws IOException {
        assertFalse(practice.step(caller("CI", "true")));
        assertEquals(List.of(), files());
        assertTrue(practice.step(caller("CI", "true", "DX_SPARES", "1")));
    }
}
