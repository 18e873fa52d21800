package dev.dx.engine.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.ExitCode;
import dev.dx.engine.InMemory;
import dev.dx.engine.fetch.RawServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole installs from registries that are poor, broken or hostile: the right result, or the right error. */
@Timeout(120)
class PoorRegistryTest {
    private static final String SMALL_HEAP = "-Xmx48m";

    @TempDir(factory = InMemory.class)
    private Path root;

    private final PoorRegistry registry = new PoorRegistry();

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void nothingButTheBytesIsEnough() {
        assertInstalls();
        assertEquals(1, registry.requestsFor(PoorRegistry.TARBALL));
    }

    @Test
    void contentTypesDoNotMatter() {
        registry.always(
                PoorRegistry.PACKUMENT,
                (_, out) -> PoorRegistry.send(out, registry.packument(), "Content-Type: text/html; charset=latin1"));
        registry.always(
                PoorRegistry.TARBALL,
                (_, out) -> PoorRegistry.send(out, registry.tarball(), "Content-Type: application/json"));
        assertInstalls();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 100_000})
    void chunksOfAnySizeAreABody(int size) {
        registry.always(PoorRegistry.PACKUMENT, (_, out) -> PoorRegistry.sendChunked(out, registry.packument(), size));
        registry.always(PoorRegistry.TARBALL, (_, out) -> PoorRegistry.sendChunked(out, registry.tarball(), size));
        assertInstalls();
    }

    @ParameterizedTest
    @ValueSource(strings = {PoorRegistry.PACKUMENT, PoorRegistry.TARBALL})
    void troubleThatPassesIsWaitedFor(String path) {
        RawServer.Answer busy = RawServer.status("503 Service Unavailable");
        registry.first(path, busy, busy);
        assertInstalls();
        assertTrue(registry.requestsFor(path) >= 3);
    }

    @ParameterizedTest
    @ValueSource(strings = {PoorRegistry.PACKUMENT, PoorRegistry.TARBALL})
    void troubleThatDoesNotPassIsAnError(String path) {
        registry.always(path, RawServer.status("503 Service Unavailable"));
        assertEquals(ErrorCode.DX_REGISTRY, assertFails().code());
    }

    @ParameterizedTest
    @ValueSource(strings = {PoorRegistry.PACKUMENT, PoorRegistry.TARBALL})
    void waitsAsLongAsItIsAskedTo(String path) {
        registry.first(path, RawServer.status("429 Too Many Requests", "Retry-After: 1"));
        assertTrue(timed().compareTo(Duration.ofSeconds(1)) >= 0);
    }

    @Test
    void waitsUntilTheTimeItIsGiven() {
        String inTwoSeconds = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(2));
        registry.first(
                PoorRegistry.PACKUMENT, RawServer.status("429 Too Many Requests", "Retry-After: " + inTwoSeconds));
        // the date has whole seconds only
        assertTrue(timed().compareTo(Duration.ofMillis(900)) >= 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"86400", "Fri, 31 Dec 2100 23:59:59 GMT", "99999999999999999999", "soon", "-1"})
    void doesNotWaitBeyondReason(String retryAfter) {
        registry.first(PoorRegistry.PACKUMENT, RawServer.status("429 Too Many Requests", "Retry-After: " + retryAfter));
        assertTrue(timed(project("100")).compareTo(Duration.ofSeconds(30)) < 0);
    }

    @Test
    void aResetInTheMiddleIsBegunAgain() {
        registry.first(PoorRegistry.PACKUMENT, PoorRegistry.reset(registry.packument()));
        registry.first(PoorRegistry.TARBALL, PoorRegistry.reset(registry.tarball()));
        assertInstalls();
    }

    @ParameterizedTest
    @ValueSource(strings = {PoorRegistry.PACKUMENT, PoorRegistry.TARBALL})
    void resetsWithoutEndAreAnError(String path) {
        registry.always(
                path,
                PoorRegistry.reset(path.equals(PoorRegistry.TARBALL) ? registry.tarball() : registry.packument()));
        assertEquals(ErrorCode.DX_NETWORK, assertFails().code());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"__proto__\":{\"versions\":{\"9.0.0\":{}}},",
                "\"constructor\":{\"prototype\":{\"x\":1}},",
                "\"versions\":{\"9.0.0\":{\"__proto__\":{\"x\":1}}},",
                "\"dist-tags\":{\"latest\":\"9.0.0\",\"__proto__\":\"9.0.0\"},",
                "\"versions\":[1,2],\"time\":7,\"dist-tags\":null,",
            })
    void strangeAndRepeatedKeysChangeNothing(String members) {
        registry.always(PoorRegistry.PACKUMENT, (_, out) -> PoorRegistry.send(out, registry.packument(members)));
        assertInstalls();
    }

    @Test
    void aDependencyCalledProtoIsTheRegistrysFault() {
        String bad = registry.manifest().replace("\"dist\"", "\"dependencies\":{\"__proto__\":\"1\"},\"dist\"");
        registry.always(
                PoorRegistry.PACKUMENT,
                (_, out) -> PoorRegistry.send(
                        out,
                        new String(registry.packument(), StandardCharsets.UTF_8)
                                .replace(registry.manifest(), bad)
                                .getBytes(StandardCharsets.UTF_8)));
        assertEquals(ErrorCode.DX_REGISTRY, assertFails().code());
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":"})
    void bottomlessNestingIsAnError(String opening) {
        String members = "\"x\":" + opening.repeat(100_000) + ",";
        registry.always(PoorRegistry.PACKUMENT, (_, out) -> PoorRegistry.send(out, registry.packument(members)));
        assertEquals(ErrorCode.DX_REGISTRY, assertFails().code());
    }

    @Test
    void aPageInPlaceOfAPackumentIsAnError() {
        registry.always(
                PoorRegistry.PACKUMENT,
                (_, out) -> PoorRegistry.send(out, "<html>Log in</html>".getBytes(StandardCharsets.UTF_8)));
        assertEquals(ErrorCode.DX_REGISTRY, assertFails().code());
    }

    /** Ways to send more than anybody wants to hold. */
    enum Flood {
        README("OK", "\"readme\":\"", "x", "\","),
        IGNORED_FIELDS("OK", "\"_attachments\":{\"a\":0", ",\"aa\":{\"b\":[1,2,3]}", "},"),
        ONE_VALUE("DX_REGISTRY", "\"dist-tags\":{\"latest\":\"", "x", "\"},"),
        ONE_NAME("DX_REGISTRY", "\"", "x", "\":0,"),
        ONE_VERSION(
                "DX_REGISTRY", "\"versions\":{\"1.0.0\":{\"dependencies\":{\"a\":\"1\"", ",\"aa\":\"^1.0.0\"", "}}},"),
        VERSIONS("DX_REGISTRY", "\"versions\":{\"1.0.0\":{}", ",\"1.0.%d\":{\"bin\":\"%<d\"}", "},"),
        TIMES("DX_REGISTRY", "\"time\":{\"1.0.0\":\"\"", ",\"1.0.%d\":\"2020\"", "},"),
        PACKED("DX_REGISTRY", "\"readme\":\"", "x", "\",");

        /** More than the heap. */
        private static final int SIZE = 60_000_000;

        /** More than is ever unpacked. */
        private static final long PACKED_SIZE = 270_000_000;

        private final String outcome;
        private final String begin;
        private final String unit;
        private final String end;

        Flood(String outcome, String begin, String unit, String end) {
            this.outcome = outcome;
            this.begin = begin;
            this.unit = unit;
            this.end = end;
        }

        void to(OutputStream out, String rest) throws IOException {
            PoorRegistry.send(out, new byte[0], this == PACKED ? "Content-Encoding: gzip" : "X-Packed: no");
            OutputStream body = this == PACKED ? new GZIPOutputStream(out, 1 << 16) : out;
            body.write(("{" + begin).getBytes(StandardCharsets.UTF_8));
            long size = this == PACKED ? PACKED_SIZE : SIZE;
            int number = 0;
            for (long sent = 0; sent < size; ) {
                ByteArrayOutputStream block = new ByteArrayOutputStream();
                String formatted = unit;
                do {
                    formatted = unit.contains("%") ? String.format(unit, ++number) : unit.repeat(1000);
                    block.writeBytes(formatted.getBytes(StandardCharsets.UTF_8));
                } while (block.size() < 1 << 16);
                block.writeTo(body);
                sent += block.size();
            }
            body.write((end + rest).getBytes(StandardCharsets.UTF_8));
            if (body instanceof GZIPOutputStream gzip) {
                gzip.finish();
            }
        }
    }

    @Test
    void hugePackumentsDoNotTakeHugeMemory() throws IOException, InterruptedException {
        List<RawServer.Answer> floods = new ArrayList<>();
        List<String> outcomes = new ArrayList<>();
        for (Flood flood : Flood.values()) {
            floods.add((_, out) -> flood.to(out, registry.afterwards()));
            outcomes.add(flood + " " + flood.outcome);
        }
        registry.first(PoorRegistry.PACKUMENT, floods.toArray(RawServer.Answer[]::new));
        assertEquals(outcomes, installInSmallHeap());
    }

    /** Installs once for each flood in a Java with little memory, and returns what came of it: OK or the error's code. */
    private List<String> installInSmallHeap() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        SMALL_HEAP,
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        InstallInSmallHeap.class.getName(),
                        root.toString(),
                        registry.url())
                .redirectErrorStream(true)
                .start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(process.waitFor(60, TimeUnit.SECONDS));
            return output.lines().toList();
        } finally {
            process.destroy();
        }
    }

    /** What runs in the other Java. */
    static final class InstallInSmallHeap {
        private InstallInSmallHeap() {}

        public static void main(String[] args) {
            for (Flood flood : Flood.values()) {
                TestProject project = TestProject.in(Path.of(args[0], flood.name()), args[1])
                        .write("package.json", "{\"dependencies\": {\"leaf\": \"^1.0.0\"}}");
                String outcome;
                try {
                    project.install();
                    outcome = project.has("node_modules/leaf/index.js") ? "OK" : "nothing installed";
                } catch (DxException e) {
                    outcome = e.code().name();
                }
                System.out.println(flood + " " + outcome);
            }
        }
    }

    private TestProject project() {
        return project("1200");
    }

    /** @param patience the longest pause before another try, in milliseconds */
    private TestProject project(String patience) {
        Map<String, String> network = new HashMap<>();
        network.put("npm_config_fetch_retries", "2");
        network.put("npm_config_fetch_retry_mintimeout", "1");
        network.put("npm_config_fetch_retry_maxtimeout", patience);
        return TestProject.in(root, registry.url(), network)
                .write("package.json", "{\"name\": \"app\", \"dependencies\": {\"leaf\": \"^1.0.0\"}}");
    }

    private void assertInstalls() {
        assertInstalls(project());
    }

    private static void assertInstalls(TestProject project) {
        project.install();
        assertEquals("module.exports = 1", project.read("node_modules/leaf/index.js"));
        assertTrue(project.read("package-lock.json").contains("\"node_modules/leaf\""));
    }

    private DxException assertFails() {
        TestProject project = project();
        Map<String, String> before = project.snapshot();
        DxException failure = assertThrows(DxException.class, project::install);
        assertTrue(
                List.of(ExitCode.NETWORK, ExitCode.REFUSED)
                        .contains(failure.code().exit()),
                failure.toString());
        assertEquals(before, project.snapshot());
        return failure;
    }

    private Duration timed() {
        return timed(project());
    }

    private static Duration timed(TestProject project) {
        long start = System.nanoTime();
        assertInstalls(project);
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
