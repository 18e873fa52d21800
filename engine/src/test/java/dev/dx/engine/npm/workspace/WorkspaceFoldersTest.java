package dev.dx.engine.npm.workspace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkspaceFoldersTest {
    @TempDir
    Path project;

    @Test
    void membersComeInTheOrderOfThePatternsAndThenOfTheirFolders() throws Exception {
        members("packages/b", "packages/a", "apps/web");
        assertEquals(
                List.of("web=apps/web", "a=packages/a", "b=packages/b"),
                found("{\"workspaces\": [\"apps/*\", \"packages/*\"]}"));
        assertEquals(
                List.of("a=packages/a", "b=packages/b", "web=apps/web"),
                found("{\"workspaces\": {\"packages\": [\"./packages/*/\", \"/apps/web\"]}}"));
    }

    @Test
    void aFolderOnTheWayToAnEarlierPatternComesThere() throws Exception {
        members("packages/a", "packages/a/sub", "apps/x");
        assertEquals(
                List.of("a=packages/a", "sub=packages/a/sub", "x=apps/x"),
                found("{\"workspaces\": [\"packages/*/sub\", \"apps/*\", \"packages/*\"]}"));
    }

    @Test
    void negatedPatternsLeaveOut() throws Exception {
        members("packages/a", "packages/b", "packages/b/a", "packages/b/c");
        assertEquals(List.of("a=packages/a"), found("{\"workspaces\": [\"packages/*\", \"!packages/b\"]}"));
        assertEquals(List.of("a=packages/a"), found("{\"workspaces\": [\"packages/**\", \"!packages/b/**\"]}"));
        assertEquals(
                List.of("a=packages/a", "b=packages/b"), found("{\"workspaces\": [\"packages/*\", \"!!packages/b\"]}"));
    }

    @Test
    void whatIsWantedAgainAfterItWasUnwantedIsAMember() throws Exception {
        members("packages/a", "packages/b", "packages/b/c");
        assertEquals(
                List.of("a=packages/a", "b=packages/b", "c=packages/b/c"),
                found("{\"workspaces\": [\"packages/**\", \"!packages/b/**\", \"packages/b/c\"]}"));
    }

    @Test
    void globsAreThoseOfNpm() throws Exception {
        members("libs/one", "libs/two", "libs/.hidden", "libs/deep/three", "modules/m1", "modules/m2", "modules/m3");
        assertEquals(List.of("one=libs/one", "two=libs/two"), found("{\"workspaces\": [\"libs/{one,two}\"]}"));
        assertEquals(List.of("three=libs/deep/three"), found("{\"workspaces\": [\"**/three\"]}"));
        assertEquals(List.of("m1=modules/m1", "m2=modules/m2"), found("{\"workspaces\": [\"modules/m{1..2}\"]}"));
        assertEquals(List.of("m2=modules/m2", "m3=modules/m3"), found("{\"workspaces\": [\"modules/m[!1]\"]}"));
        assertEquals(List.of("m1=modules/m1", "m3=modules/m3"), found("{\"workspaces\": [\"modules/!(m2)\"]}"));
        assertEquals(List.of("one=libs/one", "two=libs/two"), found("{\"workspaces\": [\"libs/???\"]}"));
        assertEquals(
                List.of("one=libs/one", "three=libs/deep/three", "two=libs/two"),
                sorted("{\"workspaces\": [\"libs/**\"]}"));
        assertEquals(List.of(".hidden=libs/.hidden"), found("{\"workspaces\": [\"libs/.*\"]}"));
    }

    @Test
    void nodeModulesAndFoldersWithoutAManifestAreNoMembers() throws Exception {
        members("packages/a", "packages/a/node_modules/dep", "node_modules/x");
        Files.createDirectories(project.resolve("packages/empty"));
        Files.writeString(project.resolve("packages/file"), "");
        assertEquals(List.of("a=packages/a"), found("{\"workspaces\": [\"**\", \"node_modules/x\"]}"));
    }

    @Test
    void aMemberWithoutANameHasItsFolders() throws Exception {
        for (String folder : List.of("packages/plain", "packages/@scope/thing")) {
            Files.createDirectories(project.resolve(folder));
            Files.writeString(project.resolve(folder).resolve("package.json"), "{}");
        }
        assertEquals(
                List.of("@scope/thing=packages/@scope/thing", "plain=packages/plain"),
                found("{\"workspaces\": [\"packages/**\"]}"));
    }

    @Test
    void twoMembersOfOneNameAreAnError() throws Exception {
        members("packages/a", "apps/a");
        DxException refused = assertThrows(DxException.class, () -> found("{\"workspaces\": [\"*/a\"]}"));
        assertEquals(ErrorCode.DX_MANIFEST, refused.code());
        assertTrue(refused.what().contains("a in apps/a, packages/a"), refused.what());
    }

    @Test
    void nothingOutsideTheProjectIsAMember() throws Exception {
        Path inner = Files.createDirectories(project.resolve("inner"));
        members("outside");
        Files.createSymbolicLink(inner.resolve("link"), project.resolve("outside"));
        Files.createSymbolicLink(inner.resolve("loop"), inner);
        JsonObject packageJson = JsonReader.readObject("{\"workspaces\": [\"*\", \"loop/loop/*\"]}");
        assertEquals(Map.of(), WorkspaceFolders.find(inner, packageJson));
        JsonObject upwards = JsonReader.readObject("{\"workspaces\": [\"../outside\"]}");
        DxException refused = assertThrows(DxException.class, () -> WorkspaceFolders.find(inner, upwards));
        assertEquals(ErrorCode.DX_UNSAFE_PATH, refused.code());
    }

    @Test
    void aLinkInsideTheProjectIsAFolder() throws Exception {
        members("real/a");
        Files.createDirectories(project.resolve("packages"));
        Files.createSymbolicLink(project.resolve("packages/a"), project.resolve("real/a"));
        assertEquals(List.of("a=packages/a"), found("{\"workspaces\": [\"packages/*\"]}"));
    }

    @Test
    void workspacesThatAreNoListAreAnError() {
        for (String wrong : List.of("\"packages/*\"", "{\"nohoist\": []}", "[1]", "true")) {
            DxException refused =
                    assertThrows(DxException.class, () -> found("{\"workspaces\": " + wrong + "}"), wrong);
            assertEquals(ErrorCode.DX_MANIFEST, refused.code());
        }
    }

    @Test
    void pnpmNamesItsMembersInAFileOfItsOwn() throws Exception {
        members("packages/a", "packages/a/test/fixture", "packages/b", "docs");
        Files.writeString(project.resolve("pnpm-workspace.yaml"), """
            packages:
              - '!**/test/**'
              - packages/**
              # the site
              - docs
            """);
        assertEquals(List.of("a=packages/a", "b=packages/b", "docs=docs"), found("{}"));
        assertEquals(List.of("docs=docs"), found("{\"workspaces\": [\"docs\"]}"));
    }

    @Test
    void aThousandMembersAreQuick() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            members("packages/m" + i);
            Files.createDirectories(project.resolve("packages/m" + i + "/node_modules/x"));
        }
        Assertions.assertTimeout(
                Duration.ofSeconds(10),
                () -> assertEquals(
                        1_000,
                        found("{\"workspaces\": [\"packages/**\", \"!**/test/**\"]}")
                                .size()));
    }

    private List<String> sorted(String packageJson) throws Exception {
        return found(packageJson).stream().sorted().toList();
    }

    private List<String> found(String packageJson) throws JsonReader.MalformedJsonException {
        return WorkspaceFolders.find(project, JsonReader.readObject(packageJson)).entrySet().stream()
                .map(member -> member.getKey() + "=" + member.getValue())
                .toList();
    }

    private void members(String... folders) throws IOException {
        for (String folder : folders) {
            Path path = Files.createDirectories(project.resolve(folder));
            Files.writeString(path.resolve("package.json"), "{\"name\": \"" + path.getFileName() + "\"}");
        }
    }
}
