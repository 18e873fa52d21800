package dev.dx.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WindowDoorTest {
    @TempDir
    Path home;

    @Test
    void handsFoldersToTheWindowThatIsOpen() {
        List<String> shown = new CopyOnWriteArrayList<>();
        Path project = home.resolve("a project ü");
        assertFalse(WindowDoor.knock(home, project));
        try (WindowDoor door = WindowDoor.open(home, folder -> shown.add(String.valueOf(folder)))) {
            assertNotNull(door);
            assertTrue(WindowDoor.knock(home, project));
            assertTrue(WindowDoor.knock(home, null));
            assertEquals(Arrays.asList(project.toString(), "null"), shown);
            assertNull(WindowDoor.open(home, _ -> {}), "there is one door");
        }
        assertFalse(WindowDoor.knock(home, project));
        try (WindowDoor again = WindowDoor.open(home, _ -> {})) {
            assertNotNull(again);
        }
    }
}
