package dev.dx.engine.npm.registry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.Integrity;
import dev.dx.engine.npm.PackageManifest;
import dev.dx.engine.npm.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackumentTest {
    @Test
    void readsEverythingAnInstallNeeds() {
        Packument packument = read("""
            {"_id": "@s/p", "name": "@s/p", "dist-tags": {"latest": "1.0.0", "next": "2.0.0-rc.1"},
             "readme": "…", "time": {"modified": "2026-02-03T04:05:06.789Z", "1.0.0": "2020-01-02T03:04:05.000Z"},
             "versions": {
              "2.0.0-rc.1": {"version": "2.0.0-rc.1"},
              "1.0.0": {
               "dependencies": {"b": "^1", "a": "~2"}, "devDependencies": {"x": "1"},
               "optionalDependencies": {"o": "1"}, "peerDependencies": {"p": ">=1", "q": "*"},
               "peerDependenciesMeta": {"q": {"optional": true}, "p": {"optional": false}},
               "bundleDependencies": ["b"], "bin": {"cmd": "./cli.js"}, "directories": {"bin": "bin"},
               "engines": {"node": ">=18"}, "os": ["!win32"], "cpu": "x64", "libc": ["glibc"],
               "deprecated": "use another", "_hasShrinkwrap": true, "license": "MIT",
               "funding": [{"url": "https://f"}], "scripts": {"postinstall": "node x"},
               "dist": {"tarball": "https://r/@s/p/-/p-1.0.0.tgz", "integrity": "sha512-x", "shasum": "aa",
                        "fileCount": 3, "unpackedSize": 12345678901, "signatures": [{"keyid": "k"}]}}}}
            """, "@s/p");
        assertEquals("@s/p", packument.name());
        assertEquals(Map.of("latest", "1.0.0", "next", "2.0.0-rc.1"), packument.distTags());
        assertEquals(List.of("2.0.0-rc.1", "1.0.0"), packument.versions());
        assertEquals(Instant.parse("2026-02-03T04:05:06.789Z"), packument.modified());
        assertEquals(Instant.parse("2020-01-02T03:04:05Z"), packument.time("1.0.0"));
        assertNull(packument.time("2.0.0-rc.1"));
        assertTrue(packument.hasTimes());
        VersionManifest version = manifest(packument, "1.0.0");
        PackageManifest manifest = version.manifest();
        assertEquals("{b=^1, a=~2}", manifest.dependencies().toString());
        assertEquals(Map.of("o", "1"), manifest.optionalDependencies());
        assertEquals("{p=>=1, q=*}", manifest.peerDependencies().toString());
        assertEquals(Set.of("q"), manifest.optionalPeers());
        assertEquals(Set.of("b"), manifest.bundled());
        assertEquals(Map.of("cmd", "cli.js"), manifest.bins());
        assertEquals(Map.of("node", ">=18"), manifest.engines());
        assertEquals(List.of("!win32"), manifest.os());
        assertEquals(List.of("x64"), manifest.cpu());
        assertEquals(List.of("glibc"), manifest.libc());
        assertEquals("use another", manifest.deprecated());
        assertTrue(manifest.hasShrinkwrap());
        assertTrue(manifest.hasInstallScript());
        assertEquals("MIT", manifest.json().string("license"));
        assertEquals(
                1,
                Objects.requireNonNull(manifest.json().array("funding")).items().size());
        assertEquals(
                new VersionManifest.Dist("https://r/@s/p/-/p-1.0.0.tgz", "sha512-x", "aa", 12345678901L, 3),
                version.dist());
        assertFalse(manifest(packument, "2.0.0-rc.1").manifest().hasInstallScript());
        assertNull(packument.version("3.0.0"));
    }

    @Test
    void readsWhatTheLocalRegistryServes() {
        TestPackage published = TestPackage.named("@s/p", "1.0.0")
                .dependency("x", "1")
                .peerDependency("y", "1")
                .peerMeta("y")
                .installScript("node x")
                .build();
        PublishedPackage all = new PublishedPackage("@s/p");
        all.add(published);
        VersionManifest full = manifest(read(all.document("http://r/", false), "@s/p"), "1.0.0");
        VersionManifest abbreviated = manifest(read(all.document("http://r/", true), "@s/p"), "1.0.0");
        assertEquals(full.manifest().json(), abbreviated.manifest().json());
        assertEquals(full.dist(), abbreviated.dist());
        assertTrue(full.manifest().hasInstallScript());
        assertEquals(Integrity.parse(published.integrity()), full.dist().expected());
    }

    @Test
    void oneCommandIsNamedAsThePackageWithoutItsScope() {
        assertEquals(
                Map.of("p", "cli.js"),
                one("@s/p", "\"bin\": \"cli.js\"").manifest().bins());
    }

    @Test
    void findsEveryVersionAmongThoseThatLookLikeIt() {
        String longest = "1.0.0-" + "a".repeat(249);
        List<String> versions = List.of("1.0.10", "1.1.10", "2.1.10", "2.1.1", longest + "b", longest + "c");
        String manifests = versions.stream()
                .map(version -> "\"" + version + "\": {\"license\": \"" + version + "\"}")
                .collect(Collectors.joining(", "));
        Packument packument = read("{\"name\": \"p\", \"versions\": {" + manifests + "}}", "p");
        for (String version : versions) {
            assertEquals(version, manifest(packument, version).manifest().json().string("license"));
        }
        for (String other : List.of("1.0.1", "0.1.10", "2.1", longest, longest + "d", "")) {
            assertNull(packument.version(other), other);
        }
    }

    @Test
    void bundlingEverythingMeansEveryDependency() {
        String everything = "\"bundleDependencies\": true, \"dependencies\": {\"a\": \"1\", \"b\": \"1\"}";
        assertEquals(Set.of("a", "b"), one("p", everything).manifest().bundled());
        assertEquals(
                Set.of(),
                one("p", "\"bundleDependencies\": false, \"dependencies\": {\"a\": \"1\"}")
                        .manifest()
                        .bundled());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"dependencies\": [], \"bin\": false, \"engines\": [\"node >=1\"], \"os\": {}, \"cpu\": null",
                "\"dependencies\": {\"a\": {\"version\": \"1\"}, \"b\": null}, \"peerDependenciesMeta\": [1]",
                "\"dist\": \"x\", \"scripts\": 1, \"deprecated\": false, \"license\": [], \"funding\": 3",
                "\"dist\": {\"unpackedSize\": 1e400, \"fileCount\": 99999999999999999999, \"tarball\": 7}",
                "\"hasInstallScript\": 0, \"bundleDependencies\": 1, \"bin\": [1], \"libc\": 2",
                "\"__proto__\": {\"dependencies\": {\"evil\": \"1\"}}, \"constructor\": 1",
            })
    void whatHasTheWrongTypeIsPassedOver(String fields) {
        VersionManifest plain = one("p", "\"version\": \"1.0.0\"");
        VersionManifest odd = one("p", fields);
        assertEquals(understood(plain), understood(odd));
        assertEquals(plain.dist(), odd.dist());
    }

    private static List<Object> understood(VersionManifest version) {
        PackageManifest manifest = version.manifest();
        return List.of(
                manifest.dependencies(),
                manifest.optionalPeers(),
                manifest.bundled(),
                manifest.bins(),
                manifest.engines(),
                manifest.os(),
                manifest.cpu(),
                manifest.libc(),
                Optional.ofNullable(manifest.deprecated()),
                manifest.hasInstallScript());
    }

    /** As npm does: whatever form it has, a lock repeats it. */
    @Test
    void whatALockRepeatsIsKeptAsItCame() {
        JsonObject json = one("p", """
            "engines": ["node >=1"], "os": "linux", "license": ["MIT"], "workspaces": ["x/*"],
            "peerDependenciesMeta": {"a": {"optional": false}}, "acceptDependencies": {"a": "1"}\
            """).manifest().json();
        assertEquals(
                List.of("node >=1"),
                Objects.requireNonNull(json.array("engines")).strings());
        assertEquals("linux", json.string("os"));
        assertEquals(
                List.of("MIT"), Objects.requireNonNull(json.array("license")).strings());
        assertEquals(
                List.of("x/*"), Objects.requireNonNull(json.array("workspaces")).strings());
        assertNotNull(
                Objects.requireNonNull(json.object("peerDependenciesMeta")).object("a"));
        assertEquals("1", json.strings("acceptDependencies").get("a"));
    }

    @Test
    void aKeyThatComesTwiceCountsTheLastTime() {
        VersionManifest manifest =
                one("p", "\"dependencies\": {\"a\": \"1\"}, \"dependencies\": {\"a\": \"2\", \"a\": \"3\"}");
        assertEquals(Map.of("a", "3"), manifest.manifest().dependencies());
        Packument packument = read("{\"versions\": {\"1.0.0\": {}}, \"versions\": {\"2.0.0\": {}}}", "p");
        assertEquals(List.of("2.0.0"), packument.versions());
    }

    @Test
    void versionsThatAreNotVersionsAreIgnored() {
        Packument packument = read("""
            {"versions": {"1.0.0": {}, "../../evil": {}, "1.0": {}, "latest": {}, "": {}, "1.0.0/../x": {},
             "1.0.0 ": {}, "__proto__": {}, "1.2.3-a+b": {}, "2.0.0": null, "3.0.0": "x"}}
            """, "p");
        assertEquals(List.of("1.0.0", "1.2.3-a+b"), packument.versions());
    }

    @Test
    void aKeyNamedProtoIsJustAKey() {
        Packument packument =
                read("{\"__proto__\": {}, \"dist-tags\": {\"__proto__\": \"1.0.0\"}, \"versions\": {}}", "p");
        assertEquals(Map.of("__proto__", "1.0.0"), packument.distTags());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "<html>",
                "{\"name\": \"p\"",
                "{\"name\": \"other\"}",
                "{\"a\": }",
                "{\"a\" 1}",
                "{a: 1}",
                "{\"dist-tags\": {\"a\": [}}"
            })
    void whatIsNoPackumentIsSaidToBeNone(String json) {
        DxException e = assertThrows(DxException.class, () -> read(json, "p"));
        assertEquals(ErrorCode.DX_REGISTRY, e.code());
        assertTrue(e.what().startsWith("p: what host answered "), e.what());
    }

    @ParameterizedTest
    @ValueSource(strings = {"tru", "[}", "{]", "\"\\q\"", "{\"a\": }"})
    void aManifestThatIsNoJsonIsNone(String value) {
        Packument packument =
                read("{\"versions\": {\"1.0.0\": {\"bin\": " + value + "}, \"2.0.0\": {\"bin\": \"x\"}}}", "p");
        assertNull(packument.version("1.0.0"));
        assertEquals(Map.of("p", "x"), manifest(packument, "2.0.0").manifest().bins());
    }

    @Test
    void escapesInNamesAndValuesAreUndone() {
        Packument packument = read("""
            {"n\\u0061me": "p", "time": {"1.0.0": "2020-01-02T03:04:05+01:00"}, "v\\u0065rsions": {"1.0.0": {
             "d\\u0065pendencies": {"\\u0061": "^1"}, "dist": {"t\\u0061rball": "https:\\/\\/r\\/p.tgz"},
             "scripts": {"\\u0069nstall": "x"}}}}
            """, "p");
        VersionManifest manifest = manifest(packument, "1.0.0");
        assertEquals(Map.of("a", "^1"), manifest.manifest().dependencies());
        assertEquals("https://r/p.tgz", manifest.dist().tarball());
        assertTrue(manifest.manifest().hasInstallScript());
        assertEquals(Instant.parse("2020-01-02T02:04:05Z"), packument.time("1.0.0"));
    }

    @Test
    void aPartNamesAllVersionsAndTellsOfSome() {
        Packument whole = read("""
            {"name": "p", "dist-tags": {"latest": "2.0.0"}, "time": {"1.0.0": "2020-01-02T03:04:05.000Z"},
             "versions": {
              "1.0.0": {"dependencies": {"b": "^1"}, "license": "MIT", "dist": {"tarball": "https://r/p-1.0.0.tgz"}},
              "2.0.0": {"dependencies": {"b": "^2"}, "license": "MIT", "dist": {"tarball": "https://r/p-2.0.0.tgz"}}}}
            """, "p");
        Packument part = Packument.received(whole.part(Set.of("2.0.0", "3.0.0")).encoded(), "p", "host");
        assertTrue(part.isPart());
        assertFalse(whole.isPart());
        assertEquals(whole.versions(), part.versions());
        assertEquals(whole.distTags(), part.distTags());
        assertEquals("2.0.0", part.ordered(0));
        assertEquals(whole.time("1.0.0"), part.time("1.0.0"));
        assertEquals(
                manifest(whole, "2.0.0").manifest().json(),
                manifest(part, "2.0.0").manifest().json());
        assertTrue(part.tells("2.0.0"));
        assertFalse(part.tells("1.0.0"));
        assertNull(part.version("1.0.0"));
        assertTrue(part.tells("3.0.0"), "there is no such version, which it does tell");
        assertTrue(part.encoded().length < whole.encoded().length);
    }

    @Test
    void nestingIsBounded() {
        String deep = "{\"versions\": {\"1.0.0\": {\"x\": " + "[".repeat(100_000) + "]".repeat(100_000) + "}}}";
        assertEquals(
                ErrorCode.DX_REGISTRY,
                assertThrows(DxException.class, () -> read(deep, "p")).code());
    }

    @Test
    void whatIsHeldOfItIsBounded() {
        StringBuilder json = new StringBuilder("{\"versions\": {");
        for (int i = 0; i < 1000; i++) {
            json.append(i == 0 ? "" : ",").append("\"1.0.").append(i).append("\": {}");
        }
        byte[] many = json.append("}}").toString().getBytes(StandardCharsets.UTF_8);
        DxException e = assertThrows(
                DxException.class,
                () -> PackumentJson.read(
                        new ByteArrayInputStream(many), "p", "host", new PackumentLimits(1 << 20, 10, 100_000)));
        assertEquals(ErrorCode.DX_REGISTRY, e.code());
    }

    /** However the network cuts a document, it is the same document. */
    @Test
    void readsTheSameInPiecesOfEverySize() throws IOException {
        PublishedPackage all = new PublishedPackage("p");
        for (int i = 0; i < 400; i++) {
            all.add(TestPackage.named("p", "1.0." + i)
                    .dependency("d" + i, "^1")
                    .field("unused", "\\\"{[" + "x".repeat(i * 3))
                    .bin("c", "c.js")
                    .build());
        }
        byte[] json = all.document("http://r/", false).getBytes(StandardCharsets.UTF_8);
        assertTrue(json.length > 200_000, "it does not fit into one buffer");
        byte[] whole = PackumentJson.read(new ByteArrayInputStream(json), "p", "host", PackumentLimits.STANDARD)
                .bytes();
        for (int piece : List.of(1, 2, 3, 7, 64, 1000, 65_535, 65_537)) {
            InputStream pieces = new ByteArrayInputStream(json) {
                @Override
                public synchronized int read(byte[] target, int offset, int count) {
                    return super.read(target, offset, Math.min(piece, count));
                }
            };
            Packument read = PackumentJson.read(pieces, "p", "host", PackumentLimits.STANDARD);
            assertArrayEquals(whole, read.bytes(), "in pieces of " + piece);
        }
    }

    @Test
    void damagedBytesAreNeverReadAsSomethingElseThanDamagedOrAPackument() {
        byte[] good = read("""
            {"dist-tags": {"latest": "1.0.0"}, "versions": {"1.0.0": {"dependencies": {"a": "1", "b": "2"},
             "os": ["linux"], "dist": {"tarball": "https://r/p-1.tgz", "integrity": "sha512-x"}}, "2.0.0": {}}}
            """, "p").bytes();
        for (int length = 0; length < good.length; length++) {
            byte[] prefix = Arrays.copyOf(good, length);
            assertThrows(CompactReader.Damaged.class, () -> new Packument(prefix));
        }
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < good.length; i++) {
            byte[] changed = good.clone();
            changed[i] ^= (byte) (1 << random.nextInt(8));
            String what = "seed " + seed + ", byte " + i;
            assertDoesNotThrow(() -> readOrFindDamaged(changed), what);
        }
    }

    private static boolean readOrFindDamaged(byte[] bytes) {
        try {
            Packument packument = new Packument(bytes);
            packument.versions().forEach(packument::version);
            return true;
        } catch (CompactReader.Damaged damaged) {
            return false;
        }
    }

    @Test
    void changedJsonIsReadOrRefusedAndNothingElse() {
        PublishedPackage all = new PublishedPackage("p");
        all.add(TestPackage.named("p", "1.0.0")
                .dependency("a", "^1")
                .bin("c", "c.js")
                .installScript("x")
                .build());
        byte[] good = all.document("http://r/", false).getBytes(StandardCharsets.UTF_8);
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] replacements = "{}[]\",:\\0 \0\u00ff".getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < good.length; i++) {
            byte[] changed = good.clone();
            changed[i] = replacements[random.nextInt(replacements.length)];
            assertDoesNotThrow(() -> readOrRefuse(changed), "seed " + seed + ", byte " + i);
            byte[] prefix = Arrays.copyOf(good, i);
            assertFalse(readOrRefuse(prefix), "the first " + i + " bytes");
        }
    }

    private static boolean readOrRefuse(byte[] json) {
        try {
            Packument packument =
                    PackumentJson.read(new ByteArrayInputStream(json), "p", "host", PackumentLimits.STANDARD);
            packument.versions().forEach(packument::version);
            return true;
        } catch (DxException refused) {
            assertEquals(ErrorCode.DX_REGISTRY, refused.code());
            return false;
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static VersionManifest one(String name, String fields) {
        return manifest(read("{\"versions\": {\"1.0.0\": {" + fields + "}}}", name), "1.0.0");
    }

    private static VersionManifest manifest(Packument packument, String version) {
        VersionManifest manifest = packument.version(version);
        assertNotNull(manifest);
        return manifest;
    }

    private static Packument read(String json, String name) {
        InputStream bytes = new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8));
        try {
            return PackumentJson.read(bytes, name, "host", PackumentLimits.STANDARD);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
