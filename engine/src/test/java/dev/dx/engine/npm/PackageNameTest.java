package dev.dx.engine.npm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackageNameTest {
    @Test
    void knowsItsParts() {
        PackageName name = PackageName.parse("@types/node");
        assertEquals("@types", name.scope());
        assertEquals("node", name.base());
        assertEquals("@types%2fnode", name.escaped());
        assertEquals("@types/node", name.toString());
        assertTrue(name.isScoped());

        PackageName plain = PackageName.parse("lodash");
        assertNull(plain.scope());
        assertEquals("lodash", plain.base());
        assertEquals("lodash", plain.escaped());
        assertFalse(plain.isScoped());
    }

    @ParameterizedTest
    @ValueSource(strings = {"JSONStream", "http", "crazy!", "a~b", "@S/_x", "@s/-x", "x.", "con"})
    void acceptsWhatOldPackagesAreCalled(String name) {
        assertEquals(name, PackageName.parse(name).value());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".",
                "..",
                "../x",
                "../../x",
                "a/../b",
                "@s/..",
                "@s/.",
                "@../x",
                "@./x",
                "@s/../../x",
                "/abs",
                "//abs",
                "a/b",
                "@s/a/b",
                "@s/a/",
                "..\\x",
                "a\\b",
                "C:x",
                "C:\\x",
                "\\\\host\\share",
                "http://host/x",
                "x\0y",
                "x\ny",
                "\u0085",
                "node_modules",
                "Node_Modules",
                "@s/node_modules",
                ".bin",
                ".dx",
                ".DX",
                "@s/.bin",
                "@s/.dx",
                "@node_modules/x",
                ".package-lock.json",
                "node_modules/..",
                "file:../x"
            })
    void refusesWhatIsNotSafeAsAFolder(String name) {
        DxException refusal = assertThrows(DxException.class, () -> PackageName.parse(name));
        assertEquals(ErrorCode.DX_UNSAFE_PATH, refusal.code());
        assertFalse(refusal.what().chars().anyMatch(Character::isISOControl), refusal.what());
        assertThrows(DxException.class, () -> new PackageName(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                " x",
                "x ",
                "_x",
                "-x",
                ".x",
                "@s/.x",
                "favicon.ico",
                "@",
                "@s",
                "@/x",
                "@s/",
                "x y",
                "x?y",
                "x#y",
                "x%2fy",
                "x@1",
                "@s@/x",
                "h\u00e9",
                "\ud83d\udce6",
                "x\u200b",
                "\ufeffx",
                "x|y",
                "x<y",
                "x\"y"
            })
    void refusesWhatIsNoName(String name) {
        DxException refusal = assertThrows(DxException.class, () -> PackageName.parse(name));
        assertEquals(ErrorCode.DX_USAGE, refusal.code());
    }

    @Test
    void refusesNamesLongerThanAFolderNameCanBe() {
        assertEquals(255, PackageName.parse("x".repeat(255)).value().length());
        DxException refusal = assertThrows(DxException.class, () -> PackageName.parse("x".repeat(256)));
        assertEquals(ErrorCode.DX_UNSAFE_PATH, refusal.code());
        assertTrue(refusal.what().length() < 200, refusal.what());
    }

    @Test
    void tellsEverythingThatIsWrong() {
        PackageName.Problems problems = PackageName.problems(".Foo bar");
        assertEquals(
                List.of(
                        "name cannot start with a period",
                        "name cannot start with a period",
                        "name can only contain URL-friendly characters"),
                problems.errors());
        assertEquals(List.of("name can no longer contain capital letters"), problems.warnings());
        assertFalse(problems.validForOldPackages());

        assertTrue(PackageName.problems("left-pad").validForNewPackages());
        assertFalse(PackageName.problems("Left-pad").validForNewPackages());
        assertTrue(PackageName.problems("Left-pad").validForOldPackages());
    }
}
