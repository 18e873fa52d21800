package dev.dx.engine.npm.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.DxException;
import dev.dx.engine.Environment;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.Platform;
import dev.dx.engine.npm.config.NpmConfig;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackagePagesTest {
    @TempDir
    private Path temp;

    private final LocalRegistry registry = LocalRegistry.start();

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void readsWhatPeopleWantToKnow() {
        registry.publish(TestPackage.named("@s/kettle", "1.0.0").deprecated("it leaks"));
        registry.publish(TestPackage.named("@s/kettle", "1.10.0")
                .field("description", "Boils water")
                .field("readme", "# Kettle\n\nBoils.")
                .field("license", Map.of("type", "MIT"))
                .field("repository", Map.of("type", "git", "url", "git+https://example.org/kettle.git"))
                .field("keywords", List.of("tea", "water"))
                .dependency("coil", "^2.0.0")
                .engine("node", ">=18")
                .bin("boil", "boil.js")
                .publishedAt(Instant.parse("2024-05-06T07:08:09Z")));
        registry.publish(TestPackage.named("@s/kettle", "1.9.0"));
        registry.distTag("@s/kettle", "latest", "1.10.0");
        PackagePage page = pages(Map.of()).page("@s/kettle");
        assertEquals("Boils water", page.description());
        assertEquals("MIT", page.license());
        assertEquals("git+https://example.org/kettle.git", page.repository());
        assertEquals(List.of("tea", "water"), page.keywords());
        assertEquals(
                List.of("1.10.0", "1.9.0", "1.0.0"),
                page.versions().stream().map(PublishedVersion::version).toList());
        assertEquals("it leaks", page.versions().getLast().deprecated());
        PublishedVersion latest = page.latest();
        assertNotNull(latest);
        assertEquals("1.10.0", latest.version());
        assertEquals(Instant.parse("2024-05-06T07:08:09Z"), latest.published());
        assertEquals(Map.of("coil", "^2.0.0"), latest.dependencies());
        assertEquals(List.of("boil"), latest.bins());
        assertEquals(3, latest.fileCount());
        assertTrue(latest.unpackedSize() > 100, "" + latest.unpackedSize());
        assertEquals(List.of(new PackagePage.Person("tester", "tester@example.org")), page.maintainers());
    }

    @Test
    void searchesWhereTheRegistryCan() {
        registry.publish(TestPackage.named("kettle", "1.0.0").field("description", "Boils water"));
        registry.publish(TestPackage.named("tea-pot", "2.0.0").field("description", "For a kettle"));
        registry.publish(TestPackage.named("spoon", "3.0.0"));
        PackageHits hits = pages(Map.of()).search("kettle", 20);
        assertNotNull(hits);
        assertEquals(2, hits.total());
        assertEquals(
                List.of("kettle", "tea-pot"),
                hits.hits().stream().map(PackageHits.Hit::name).toList());
        assertEquals("tester", hits.hits().getFirst().publisher());
        PackageHits first = pages(Map.of()).search("kettle", 1);
        assertNotNull(first);
        assertEquals(1, first.hits().size());
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 405, 501})
    void saysThatARegistryCannotSearch(int status) {
        registry.fail("/-/v1/search", status, 9);
        assertNull(pages(Map.of("fetch-retries", "0")).search("kettle", 20));
    }

    @Test
    void tokenIsSentToItsOwnRegistryAndWantedThere() {
        registry.publish(TestPackage.named("kettle", "1.0.0"));
        registry.requireToken("sesame");
        DxException refused =
                assertThrows(DxException.class, () -> pages(Map.of()).search("kettle", 20));
        assertEquals(ErrorCode.DX_AUTH, refused.code());
        String host = registry.url().substring("http:".length());
        PackagePages allowed = pages(Map.of(host + ":_authToken", "sesame"));
        assertNotNull(allowed.search("kettle", 20));
        assertEquals("kettle", allowed.page("kettle").name());
    }

    @Test
    void addsUpWhatAVersionBringsAlong() {
        TestPackage coil =
                TestPackage.named("coil", "2.1.0").dependency("wire", "1").build();
        TestPackage wire =
                TestPackage.named("wire", "1.0.0").dependency("coil", "*").build();
        TestPackage kettle = TestPackage.named("kettle", "1.0.0")
                .dependency("heater", "npm:coil@^2.0.0")
                .dependency("coil", "2")
                .dependency("lost", "^1.0.0")
                .dependency("cord", "github:someone/cord")
                .optionalDependency("elsewhere", "1.0.0")
                .peerDependency("stove", "1")
                .build();
        registry.publish(coil).publish(wire).publish(kettle);
        registry.publish(TestPackage.named("cord", "9.0.0"));
        registry.publish(TestPackage.named("elsewhere", "1.0.0").os("no-such-system"));
        Environment environment = environment();
        try (RegistryClient client =
                new RegistryClient(config(Map.of(), environment), environment, CachePolicy.ONLINE)) {
            assertEquals(
                    new InstallSize(coil.unpackedSize() + wire.unpackedSize() + kettle.unpackedSize(), 3, 2),
                    InstallSize.of(client, "kettle", "1.0.0", environment.platform()));
        }
    }

    @Test
    void saysWhatIsMissingOrNotUnderstood() {
        DxException missing =
                assertThrows(DxException.class, () -> pages(Map.of()).page("nobody"));
        assertEquals(ErrorCode.DX_NOT_FOUND, missing.code());
        registry.publish(TestPackage.named("kettle", "1.0.0")
                .field("license", List.of(1, 2))
                .field("repository", true)
                .field("keywords", "tea")
                .field("bin", 3)
                .field("dependencies", "coil"));
        PackagePage odd = pages(Map.of()).page("kettle");
        assertNull(odd.license());
        assertEquals(List.of(), odd.keywords());
        assertEquals(Map.of(), odd.versions().getFirst().dependencies());
    }

    private PackagePages pages(Map<String, String> more) {
        Environment environment = environment();
        return new PackagePages(config(more, environment), environment);
    }

    private Environment environment() {
        return new Environment(
                Map.of("DX_HOME", temp.resolve("dx").toString()), temp.resolve("user"), Platform.current());
    }

    private NpmConfig config(Map<String, String> more, Environment environment) {
        Map<String, String> settings = new HashMap<>(more);
        settings.put("registry", registry.url());
        return NpmConfig.load(environment, temp, settings);
    }
}
