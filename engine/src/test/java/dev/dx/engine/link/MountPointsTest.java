package dev.dx.engine.link;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class MountPointsTest {
    private static final String LIST = """
        22 28 0:21 / /proc rw,relatime - proc proc rw
        31 28 254:1 /volumes/x /app/node_modules rw - ext4 /dev/vda rw
        32 28 254:1 /y /my\\040app\\134x/node_modules rw shared:1 - ext4 /dev/vda rw
        """;

    @Test
    void findsAFolderInTheList() {
        assertTrue(MountPoints.isListed("/app/node_modules", LIST));
        assertTrue(MountPoints.isListed("/my app\\x/node_modules", LIST));
        assertFalse(MountPoints.isListed("/app", LIST));
        assertFalse(MountPoints.isListed("/volumes/x", LIST));
        assertFalse(MountPoints.isListed("/my", LIST));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void knowsARealOneFromAnOrdinaryFolder(@TempDir Path temp) throws IOException {
        assertTrue(MountPoints.contains(Path.of("/proc")));
        assertFalse(MountPoints.contains(temp.toRealPath()));
    }
}
