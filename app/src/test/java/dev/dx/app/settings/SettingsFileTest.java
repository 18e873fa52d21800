package dev.dx.app.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.DxException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsFileTest {
    @TempDir
    Path home;

    @Test
    void firstStartHasNothingToRemember() {
        SettingsFile settings = open();
        assertEquals(Settings.INITIAL, settings.current());
        assertNull(settings.damage());
        settings.flush();
        assertFalse(Files.exists(settings.file()), "nothing changed, so nothing is written");
    }

    @Test
    void remembersWhatWasChanged() {
        SettingsFile settings = open();
        settings.update(all -> all.withTheme(ThemeChoice.DARK));
        settings.update(all -> all.withRecent(home.resolve("a")).withRecent(home.resolve("b \"quoted\" ü")));
        settings.update(all -> all.withWindow(new WindowPlace(-8, 12.5, 1120, 760, true)));

        Settings again = open().current();
        assertEquals(ThemeChoice.DARK, again.theme());
        assertEquals(List.of(home.resolve("b \"quoted\" ü"), home.resolve("a")), again.recentProjects());
        assertEquals(new WindowPlace(-8, 12.5, 1120, 760, true), again.window());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{\"theme\": \"plaid\"}",
                "{\"theme\": 3}",
                "{\"recentProjects\": \"one\"}",
                "{\"recentProjects\": [1]}",
                "{\"recentProjects\": [\"a\\u0000b\"]}",
                "{\"window\": {\"x\": 0, \"y\": 0, \"width\": 0, \"height\": 10}}",
                "{\"window\": {\"x\": 1e999, \"y\": 0, \"width\": 10, \"height\": 10}}",
                "{} {}",
            })
    void damagedFileMeansDefaultsAndIsSaid(String text) throws IOException {
        Files.writeString(home.resolve("settings.json"), text);
        SettingsFile settings = open();
        assertEquals(Settings.INITIAL, settings.current());
        assertNotNull(settings.damage());
        assertEquals(text, Files.readString(settings.file()), "what the user may still want to mend is left alone");
    }

    @Test
    void keepsWhatAnotherVersionWrote() throws IOException {
        Files.writeString(
                home.resolve("settings.json"),
                "{\"rail\": {\"order\": [\"store\", 2, null]}, \"theme\": \"light\", \"beta\": true}");
        SettingsFile settings = open();
        settings.update(all -> all.withTheme(ThemeChoice.DARK));
        String text = Files.readString(settings.file());
        assertTrue(text.contains("\"rail\":{\"order\":[\"store\",2,null]}"), text);
        assertTrue(text.contains("\"beta\":true"), text);
        assertEquals(ThemeChoice.DARK, open().current().theme());
    }

    @Test
    void leavesNoOtherFileBehind() throws IOException {
        SettingsFile settings = open();
        for (int i = 0; i < 20; i++) {
            Path project = home.resolve("p" + i);
            settings.update(all -> all.withRecent(project));
        }
        try (Stream<Path> files = Files.list(home)) {
            assertEquals(List.of(settings.file()), files.toList());
        }
        assertEquals(Settings.RECENT_PROJECTS, open().current().recentProjects().size());
    }

    @Test
    void tellsWhenItCannotWrite() throws IOException {
        Path occupied = home.resolve("occupied");
        Files.writeString(occupied, "a file where the folder should be");
        List<DxException> told = new ArrayList<>();
        SettingsFile settings = SettingsFile.open(occupied, Runnable::run, told::add);
        settings.update(all -> all.withTheme(ThemeChoice.LIGHT));
        assertEquals(1, told.size());
        assertEquals(ThemeChoice.LIGHT, settings.current().theme(), "it holds for this process all the same");
        assertThrows(DxException.class, settings::flush);
    }

    private SettingsFile open() {
        return SettingsFile.open(home, Runnable::run, failure -> {
            throw failure;
        });
    }
}
