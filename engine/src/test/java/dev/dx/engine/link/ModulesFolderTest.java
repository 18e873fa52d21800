package dev.dx.engine.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.DxException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModulesFolderTest {
    @TempDir
    Path temp;

    private Path project;

    @BeforeEach
    void createProject() throws IOException {
        project = temp.resolve("project");
        ProjectFiles.write(project.resolve("package.json"), "{}");
        for (int i = 0; i < 20; i++) {
            ProjectFiles.write(project.resolve("node_modules/p" + i + "/lib/a.js"), "");
            ProjectFiles.write(project.resolve("node_modules/p" + i + "/lib/no-dot"), "");
        }
        ProjectFiles.write(temp.resolve("outside/file"), "precious");
        ProjectFiles.write(temp.resolve("project-evil/file"), "precious");
    }

    @Test
    void deletesAllOfAFolderAndNothingElse() {
        delete("node_modules");

        assertFalse(Files.exists(project.resolve("node_modules")));
        assertTrue(Files.exists(project.resolve("package.json")));
    }

    @Test
    void deletesLinksAndNotWhatTheyPointTo() throws IOException {
        Files.createSymbolicLink(project.resolve("node_modules/up"), temp.resolve("outside"));
        Files.createSymbolicLink(project.resolve("node_modules/p1/lib/up"), temp.resolve("outside"));
        Files.createSymbolicLink(project.resolve("node_modules/p2/file"), temp.resolve("outside/file"));
        Files.createSymbolicLink(project.resolve("node_modules/dangling"), temp.resolve("nothing"));

        delete("node_modules");

        assertFalse(Files.exists(project.resolve("node_modules"), LinkOption.NOFOLLOW_LINKS));
        assertEquals("precious", Files.readString(temp.resolve("outside/file")));
    }

    @Test
    void deletesALinkInItsOwnPlace() throws IOException {
        Files.createSymbolicLink(project.resolve("linked"), temp.resolve("outside"));

        delete("linked");

        assertFalse(Files.exists(project.resolve("linked"), LinkOption.NOFOLLOW_LINKS));
        assertTrue(Files.exists(temp.resolve("outside/file")));
    }

    @Test
    void doesNotGoThroughALinkOnTheWay() throws IOException {
        Files.createSymbolicLink(project.resolve("linked"), temp.resolve("outside"));

        assertThrows(DxException.class, () -> delete("linked/file"));

        assertEquals("precious", Files.readString(temp.resolve("outside/file")));
    }

    @Test
    void deletesDeepTreesAndSingleFilesAndWhatIsNotThere() throws IOException {
        ProjectFiles.write(project.resolve("deep/" + "n/".repeat(500) + "file"), "");

        delete("deep");
        delete("package.json");
        delete("never/was");

        assertFalse(Files.exists(project.resolve("deep")));
        assertFalse(Files.exists(project.resolve("package.json")));
    }

    @Test
    void deletesWhatItsOwnerProtectedAgainstWriting() throws IOException {
        ProjectFiles.write(project.resolve("modules/a/b/file"), "");
        Path folder = project.resolve("modules/a/b");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
        Files.setPosixFilePermissions(project.resolve("modules/a"), PosixFilePermissions.fromString("r-xr-xr-x"));

        delete("modules");

        assertFalse(Files.exists(project.resolve("modules")));
    }

    @Test
    void anInterruptDoesNotStopIt() {
        Thread.currentThread().interrupt();

        delete("node_modules");

        assertTrue(Thread.interrupted());
        assertFalse(Files.exists(project.resolve("node_modules")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "../outside", "../project-evil", "node_modules/../../outside"})
    void refusesToLeaveTheProject(String entry) {
        assertThrows(IllegalArgumentException.class, () -> delete(entry));

        assertTrue(Files.exists(project.resolve("package.json")));
        assertTrue(Files.exists(temp.resolve("outside/file")));
        assertTrue(Files.exists(temp.resolve("project-evil/file")));
    }

    private void delete(String entry) {
        ModulesFolder.delete(project, project.resolve(entry));
    }
}
