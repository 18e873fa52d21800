package dev.dx.engine.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BinLinksTest {
    private static final Platform LINUX = new Platform("linux", "x64", "glibc");
    private static final Platform WINDOWS = new Platform("win32", "x64", null);

    @TempDir
    Path temp;

    private Path modules;

    @BeforeEach
    void createPackages() throws IOException {
        modules = temp.resolve("project/node_modules");
        ProjectFiles.write(modules.resolve("tool/bin/cli.js"), "#!/usr/bin/env node\n");
        ProjectFiles.write(modules.resolve("@scope/other/cli.js"), "#!/usr/bin/env node\n");
    }

    @Test
    void linksAreRelativeToTheirFolder() throws IOException {
        create(LINUX, declared("tool", "tool", "bin/cli.js"), declared("other", "@scope/other", "cli.js"));

        assertEquals(Path.of("../tool/bin/cli.js"), Files.readSymbolicLink(modules.resolve(".bin/tool")));
        assertEquals(Path.of("../@scope/other/cli.js"), Files.readSymbolicLink(modules.resolve(".bin/other")));
        assertTrue(Files.isSameFile(modules.resolve("tool/bin/cli.js"), modules.resolve(".bin/tool")));
    }

    @Test
    void ofTwoPackagesWithOneCommandTheFirstGetsIt() throws IOException {
        create(LINUX, declared("same", "@scope/other", "cli.js"), declared("same", "tool", "bin/cli.js"));

        assertEquals(Path.of("../@scope/other/cli.js"), Files.readSymbolicLink(modules.resolve(".bin/same")));
    }

    @Test
    void aCommandWithoutItsFileIsLeftOutAndLeavesTheNameToTheNext() throws IOException {
        create(LINUX, declared("same", "@scope/other", "missing.js"), declared("same", "tool", "bin/cli.js"));

        assertEquals(Path.of("../tool/bin/cli.js"), Files.readSymbolicLink(modules.resolve(".bin/same")));
    }

    @Test
    void withoutCommandsThereIsNoFolder() {
        create(LINUX, declared("x", "tool", "missing.js"));

        assertFalse(Files.exists(modules.resolve(".bin"), LinkOption.NOFOLLOW_LINKS));
    }

    @Test
    void onWindowsEveryShellGetsAScript() throws IOException {
        create(WINDOWS, declared("tool", "tool", "bin/cli.js"), declared("Tool", "@scope/other", "cli.js"));

        try (var files = Files.list(modules.resolve(".bin"))) {
            assertEquals(
                    Set.of("tool", "tool.cmd", "tool.ps1"),
                    files.map(file -> file.getFileName().toString()).collect(Collectors.toSet()));
        }
        assertTrue(
                Files.readString(modules.resolve(".bin/tool.cmd")).contains("\"%dp0%\\..\\tool\\bin\\cli.js\" %*\r\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"aux", "Con", "tool.", "tool ", "nul.js", "a|b"})
    void onWindowsNoCommandIsCalledWhatNoFileCanBe(String name) throws IOException {
        BinLink link = declared(name, "tool", "bin/cli.js");
        DxException refused = assertThrows(DxException.class, () -> create(WINDOWS, link));
        assertEquals(ErrorCode.DX_UNSAFE_PATH, refused.code());
        try (var files = Files.list(modules.resolve(".bin"))) {
            assertEquals(0, files.count());
        }
        create(LINUX, link);
        assertTrue(Files.isSymbolicLink(modules.resolve(".bin").resolve(name)));
    }

    @ParameterizedTest
    @CsvSource({
        "tool, ./bin/cli.js, tool, bin/cli.js",
        "@scope/tool, bin/cli.js, tool, bin/cli.js",
        "tool, bin\\cli.js, tool, bin/cli.js",
        "tool, lib/../bin//cli.js, tool, bin/cli.js",
        "..tool, bin/..cli.js, ..tool, bin/..cli.js"
    })
    void readsDeclarationsAsNpmDoes(String name, String target, String actualName, String actualTarget) {
        assertEquals(new BinLink(actualName, "tool", actualTarget), declared(name, "tool", target));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "@s/../../x",
                "@s/..",
                "@s/",
                "@/x",
                "@s/a/b",
                ".",
                "..",
                "",
                "/abs",
                "a/b",
                "../x",
                "..\\x",
                "C:x",
                "\\\\host\\share",
                "a\0b",
                "a\nb"
            })
    void refusesNamesThatAreMoreThanAName(String name) {
        DxException refused = assertThrows(DxException.class, () -> declared(name, "tool", "bin/cli.js"));

        assertEquals(ErrorCode.DX_UNSAFE_PATH, refused.code());
        assertTrue(refused.what().startsWith("tool: "), refused.what());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../other/cli.js",
                "..",
                ".",
                "",
                "/etc/passwd",
                "bin/../../x",
                "..\\x",
                "\\\\host\\share\\x",
                "C:\\x",
                "c:x",
                "a\0b",
                "//x"
            })
    void refusesTargetsOutsideOfThePackage(String target) {
        DxException refused = assertThrows(DxException.class, () -> declared("tool", "tool", target));

        assertEquals(ErrorCode.DX_UNSAFE_PATH, refused.code());
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "../node_modules-evil", "a/b", "@s/../x", "/abs", "@s/x/y", ""})
    void refusesPackagesElsewhere(String folder) {
        assertThrows(DxException.class, () -> declared("tool", folder, "cli.js"));
    }

    private void create(Platform platform, BinLink... links) {
        BinLinks.create(modules, List.of(links), platform);
    }

    private static BinLink declared(String name, String folder, String target) {
        return BinLink.declared(name, folder, target);
    }
}
