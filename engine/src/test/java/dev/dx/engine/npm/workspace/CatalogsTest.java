package dev.dx.engine.npm.workspace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonReader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogsTest {
    @TempDir
    Path project;

    @Test
    void pnpmKeepsThemInItsWorkspaceFile() throws Exception {
        Files.writeString(project.resolve("pnpm-workspace.yaml"), """
            catalog:
              react: ^18.2.0
              lone: 18
            catalogs:
              next:
                react: "19.0.0"
            """);
        Catalogs catalogs = Catalogs.read(project, JsonObject.EMPTY);
        assertEquals("^18.2.0", catalogs.specFor("react", "catalog:"));
        assertEquals("^18.2.0", catalogs.specFor("react", "catalog:default"));
        assertEquals("19.0.0", catalogs.specFor("react", "catalog:next"));
        assertEquals("18", catalogs.specFor("lone", "catalog:"));
    }

    @Test
    void bunKeepsThemInPackageJson() throws Exception {
        JsonObject inWorkspaces = JsonReader.readObject("""
            {"workspaces": {"packages": [], "catalog": {"a": "1"}, "catalogs": {"x": {"a": "2"}}}}
            """);
        assertEquals("1", Catalogs.read(project, inWorkspaces).specFor("a", "catalog:"));
        assertEquals("2", Catalogs.read(project, inWorkspaces).specFor("a", "catalog:x"));
        JsonObject onTop =
                JsonReader.readObject("{\"catalog\": {\"a\": \"3\"}, \"catalogs\": {\"x\": {\"a\": \"4\"}}}");
        assertEquals("3", Catalogs.read(project, onTop).specFor("a", "catalog:"));
        assertEquals("4", Catalogs.read(project, onTop).specFor("a", "catalog:x"));
    }

    @Test
    void whatIsMissingIsSaid() throws Exception {
        Catalogs catalogs = Catalogs.read(project, JsonReader.readObject("{\"catalog\": {\"a\": \"1\"}}"));
        DxException noEntry = assertThrows(DxException.class, () -> catalogs.specFor("b", "catalog:"));
        assertEquals(ErrorCode.DX_MANIFEST, noEntry.code());
        assertTrue(noEntry.what().contains("the default catalog has no b"), noEntry.what());
        DxException noCatalog = assertThrows(DxException.class, () -> catalogs.specFor("a", "catalog:x"));
        assertTrue(noCatalog.what().contains("there is no catalog named x"), noCatalog.what());
    }
}
