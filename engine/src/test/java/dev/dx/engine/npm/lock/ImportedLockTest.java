package dev.dx.engine.npm.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ImportedLockTest {
    private static final TreeSet<String> PACKAGES =
            new TreeSet<>(List.of("@s/c@3.0.0", "a@1.2.0", "b@1.0.0", "b@2.0.0"));

    @Test
    void bunPinsByPlace() {
        ImportedLock lock = ImportedLock.parse("bun.lock", """
            {
              // made by hand
              "lockfileVersion": 1,
              "workspaces": {
                "": {"name": "demo", "dependencies": {"a": "^1.0.0", "@s/c": "*", "old": "npm:b@1", "g": "o/g"},},
                "packages/m": {"name": "m", "dependencies": {"b": ">=1"}},
              },
              "packages": {
                "a": ["a@1.2.0", "", {"dependencies": {"b": "*"}}, "sha512-x"],
                "b": ["b@2.0.0", "", {}, "sha512-x"],
                "old": ["b@1.0.0", "", {}, "sha512-x"],
                "@s/c": ["@s/c@3.0.0", "", {"peerDependencies": {"b": "*"}}, "sha512-x"],
                "@s/c/b": ["b@1.0.0", "", {}, "sha512-x"],
                "g": ["g@github:o/g#1234567", {}, "o-g-1234567"],
                "m": ["m@workspace:packages/m"],
                "m/b": ["b@1.0.0", "", {}, "sha512-x"],
              },
            }
            """);
        assertEquals(PACKAGES, lock.packages());
        assertEquals("1.2.0", lock.versionFor("", "a", "^1.0.0"));
        assertEquals("1.0.0", lock.versionFor("", "old", "npm:b@1"));
        assertEquals("2.0.0", lock.versionFor("a@1.2.0", "b", "*"));
        assertEquals("1.0.0", lock.versionFor("@s/c@3.0.0", "b", "*"));
        assertEquals("1.0.0", lock.versionFor("packages/m", "b", ">=1"));
        assertNull(lock.versionFor("", "g", "o/g"));
        assertEquals(List.of("2.0.0", "1.0.0"), lock.versionsOf("b"));
    }

    @Test
    void pnpm9PinsByWhoAsks() {
        assertPnpm(ImportedLock.parse("pnpm-lock.yaml", """
            lockfileVersion: '9.0'
            importers:
              .:
                dependencies:
                  a: {specifier: ^1.0.0, version: 1.2.0(b@2.0.0)}
                  old: {specifier: npm:b@1, version: b@1.0.0}
                  m: {specifier: workspace:*, version: link:packages/m}
              packages/m:
                devDependencies:
                  '@s/c': {specifier: '*', version: 3.0.0(a@1.2.0(b@2.0.0))}
            packages:
              a@1.2.0: {resolution: {integrity: sha512-x}, peerDependencies: {b: '*'}}
              b@1.0.0: {resolution: {integrity: sha512-x}}
              b@2.0.0: {resolution: {integrity: sha512-x}}
              '@s/c@3.0.0': {resolution: {integrity: sha512-x}}
              g@https://codeload.github.com/o/g/tar.gz/1234567: {resolution: {tarball: x}, version: 1.0.0}
            snapshots:
              a@1.2.0(b@2.0.0): {dependencies: {b: 2.0.0}}
              b@1.0.0: {}
              b@2.0.0: {}
              '@s/c@3.0.0(a@1.2.0(b@2.0.0))': {optionalDependencies: {b: 1.0.0}}
            """));
    }

    @Test
    void pnpm6PinsByWhoAsks() {
        assertPnpm(ImportedLock.parse("pnpm-lock.yaml", """
            lockfileVersion: '6.0'
            importers:
              .:
                dependencies:
                  a: {specifier: ^1.0.0, version: 1.2.0(b@2.0.0)}
                  old: {specifier: npm:b@1, version: /b@1.0.0}
              packages/m:
                devDependencies:
                  '@s/c': {specifier: '*', version: 3.0.0(a@1.2.0)}
            packages:
              /a@1.2.0(b@2.0.0): {dependencies: {b: 2.0.0}}
              /b@1.0.0: {resolution: {integrity: sha512-x}}
              /b@2.0.0: {resolution: {integrity: sha512-x}}
              /@s/c@3.0.0(a@1.2.0): {optionalDependencies: {b: 1.0.0}}
              github.com/o/g/1234567: {name: g, version: 1.0.0}
            """));
    }

    @Test
    void pnpm5PinsByWhoAsks() {
        assertPnpm(ImportedLock.parse("pnpm-lock.yaml", """
            lockfileVersion: 5.4
            importers:
              .:
                specifiers: {a: ^1.0.0, old: npm:b@1}
                dependencies: {a: 1.2.0_b@2.0.0, old: /b/1.0.0}
              packages/m:
                devDependencies: {'@s/c': 3.0.0_a@1.2.0}
            packages:
              /a/1.2.0_b@2.0.0: {dependencies: {b: 2.0.0}}
              /b/1.0.0: {resolution: {integrity: sha512-x}}
              /b/2.0.0: {resolution: {integrity: sha512-x}}
              /@s/c/3.0.0_a@1.2.0: {optionalDependencies: {b: 1.0.0}}
            """));
    }

    private static void assertPnpm(ImportedLock lock) {
        assertEquals(PACKAGES, lock.packages());
        assertEquals("1.2.0", lock.versionFor("", "a", "^1.0.0"));
        assertEquals("1.0.0", lock.versionFor("", "old", "npm:b@1"));
        assertEquals("2.0.0", lock.versionFor("a@1.2.0", "b", "*"));
        assertEquals("3.0.0", lock.versionFor("packages/m", "@s/c", "*"));
        assertEquals("1.0.0", lock.versionFor("@s/c@3.0.0", "b", "^1"));
        assertNull(lock.versionFor("", "m", "workspace:*"));
    }

    @Test
    void yarn1PinsByWish() {
        assertYarn(ImportedLock.parse("yarn.lock", """
            # THIS IS AN AUTOGENERATED FILE. DO NOT EDIT THIS FILE DIRECTLY.
            # yarn lockfile v1


            "@s/c@*", "@s/c@>= 3 < 4":
              version "3.0.0"
              resolved "https://example.com/@s/c/-/c-3.0.0.tgz#0123"
              integrity sha512-x
              dependencies:
                b "^1"

            a@^1.0.0, a@^1.2.0:
              version "1.2.0"
              resolved "https://example.com/a/-/a-1.2.0.tgz#0123"
              dependencies:
                b "*"

            b@*:
              version "2.0.0"
              resolved "https://example.com/b/-/b-2.0.0.tgz#0123"

            "b@^1", "old@npm:b@^1":
              version "1.0.0"
              resolved "https://example.com/b/-/b-1.0.0.tgz#0123"

            "g@git+https://example.com/g.git":
              version "1.0.0"
              resolved "git+https://example.com/g.git#1234567"
            """));
    }

    @Test
    void yarnBerryPinsByWish() {
        assertYarn(ImportedLock.parse("yarn.lock", """
            # This file is generated by running "yarn install" inside your project.

            __metadata:
              version: 8
              cacheKey: 10c0

            "@s/c@npm:*, @s/c@npm:>= 3 < 4":
              version: 3.0.0
              resolution: "@s/c@npm:3.0.0"
              dependencies:
                b: "npm:^1"
              languageName: node
              linkType: hard

            "a@npm:^1.0.0, a@npm:^1.2.0":
              version: 1.2.0
              resolution: "a@npm:1.2.0"

            "a@patch:a@npm%3A^1.0.0#x.patch":
              version: 1.2.0
              resolution: "a@patch:a@npm%3A1.2.0#x.patch::version=1.2.0"

            "b@npm:*":
              version: 2.0.0
              resolution: "b@npm:2.0.0"

            "b@npm:^1, old@npm:b@^1":
              version: 1.0.0
              resolution: "b@npm:1.0.0"

            "demo@workspace:.":
              version: 0.0.0-use.local
              resolution: "demo@workspace:."
            """));
    }

    private static void assertYarn(ImportedLock lock) {
        assertEquals(PACKAGES, lock.packages());
        assertEquals("1.2.0", lock.versionFor("", "a", "^1.2.0"));
        assertEquals("3.0.0", lock.versionFor("", "@s/c", ">= 3 < 4"));
        assertEquals("1.0.0", lock.versionFor("", "old", "npm:b@^1"));
        assertEquals("2.0.0", lock.versionFor("a@1.2.0", "b", "*"));
        assertEquals("1.0.0", lock.versionFor("@s/c@3.0.0", "b", "^1"));
        assertNull(lock.versionFor("", "b", "^7"));
    }

    @Test
    void whatIsNoLockIsRefused() {
        for (String[] wrong : new String[][] {
            {"bun.lock", "{"},
            {"bun.lock", "{}"},
            {"pnpm-lock.yaml", "lockfileVersion: '4.0'"},
            {"pnpm-lock.yaml", "a: ["},
            {"yarn.lock", "a@1:\n  version \"1.0.0\n"},
            {"yarn.lock", "  version \"1.0.0\"\n"},
            {"yarn.lock", "__metadata:\n  version: [\n"},
            {"yarn.lock", "<<<<<<< HEAD\na@1:\n"},
        }) {
            DxException refused = assertThrows(DxException.class, () -> ImportedLock.parse(wrong[0], wrong[1]));
            assertEquals(ErrorCode.DX_LOCK_INVALID, refused.code(), wrong[1]);
            assertTrue(refused.what().startsWith(wrong[0]), refused.what());
        }
        assertEquals(
                ErrorCode.DX_UNSUPPORTED,
                assertThrows(DxException.class, () -> ImportedLock.parse("bun.lockb", ""))
                        .code());
    }
}
