package dev.dx.converter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.ErrorCode;
import dev.dx.engine.npm.registry.LocalRegistry;
import dev.dx.engine.pack.Pack;
import dev.dx.engine.store.FolderRemoval;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchTest {
    @TempDir
    Path folder;

    private final Conversions conversions = new Conversions();
    private LocalRegistry registry = LocalRegistry.start();

    @BeforeEach
    void publish() {
        registry.publish(Conversions.some("one", "1.0.0"));
        registry.publish(Conversions.some("one", "1.2.0"));
        registry.publish(Conversions.some("one", "2.0.0"));
        registry.publish(Conversions.some("@scope/two", "1.0.0"));
        registry.publish(Conversions.some("three", "3.0.0"));
        registry.distTag("one", "next", "2.0.0");
        registry.distTag("one", "latest", "1.2.0");
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void convertsWhatTheSpecsStandFor() throws IOException {
        BatchReport report = run("one", "one@^1.0.0 <1.1.0", "one@next", "one@1.0.0", "@scope/two@*", "three");
        assertEquals(List.of(), report.failed());
        assertEquals(
                List.of("@scope+two@1.0.0.dxp", "one@1.0.0.dxp", "one@1.2.0.dxp", "one@2.0.0.dxp", "three@3.0.0.dxp"),
                left());
        for (Converted converted : report.converted()) {
            assertTrue(converted.archiveLength() > 0, converted.toString());
            try (Pack pack = Pack.open(converted.file(), converted.root())) {
                assertEquals(converted.id(), pack.manifest().id());
                PackVerification.verify(pack);
            }
        }
    }

    @Test
    void oneBadPackageStopsNobodyElse() throws IOException {
        registry.corrupt("three", "3.0.0");
        BatchReport report = run("three", "none-such", "one@9", "../evil", "one", "@scope/two");
        assertEquals(
                List.of(
                        ErrorCode.DX_INTEGRITY_MISMATCH,
                        ErrorCode.DX_NOT_FOUND,
                        ErrorCode.DX_NOT_FOUND,
                        ErrorCode.DX_UNSAFE_PATH),
                report.failed().stream().map(failure -> failure.why().code()).toList());
        assertEquals(4, conversions.failed.size());
        assertEquals(List.of("@scope+two@1.0.0.dxp", "one@1.2.0.dxp"), left());
    }

    @Test
    void absolutePathsAreArchivesAndFolders() throws IOException {
        Path archive = folder.resolve("four-4.0.0.tgz");
        Files.write(archive, Conversions.some("four", "4.0.0").build().tarball());
        BatchReport report =
                run("one", archive.toString(), folder.resolve("none.tgz").toString());
        assertEquals(List.of("four@4.0.0.dxp", "one@1.2.0.dxp"), left());
        assertEquals(ErrorCode.DX_NOT_FOUND, report.failed().getFirst().why().code());
        assertTrue(ReadingTime.ofArchive(archive) > 0);
        assertTrue(ReadingTime.ofPack(folder.resolve("packs/four@4.0.0.dxp")) > 0);
    }

    @Test
    void whatIsThereIsNotMadeAgain() throws IOException {
        run("one", "three");
        byte[] damaged = Files.readAllBytes(folder.resolve("packs/three@3.0.0.dxp"));
        damaged[damaged.length / 2] ^= 1;
        Files.write(folder.resolve("packs/three@3.0.0.dxp"), damaged);
        registry.forgetRequests();

        BatchReport report = run("one", "three", "@scope/two");
        assertEquals(
                List.of(Converted.Outcome.SKIPPED, Converted.Outcome.CONVERTED, Converted.Outcome.CONVERTED),
                report.converted().stream().map(Converted::outcome).toList());
        assertEquals(1, report.count(Converted.Outcome.SKIPPED));
        assertTrue(report.converted().getFirst().archiveLength() > 0);
        assertEquals(
                List.of(), registry.requestsFor(LocalRegistry.tarballPath("one", "1.2.0")), "it was not fetched again");
        try (Pack pack = Pack.open(folder.resolve("packs/three@3.0.0.dxp"))) {
            PackVerification.verify(pack);
        }
    }

    @Test
    void packOfAnotherArchiveIsMadeAgain() {
        run("one@1.0.0");
        registry.publish(Conversions.some("one", "1.0.0").file("more.js", "more"));
        // Another home, where nobody remembers what the registry said.
        BatchReport report = conversions
                .batch(registry, folder.resolve("home"), Batch.Archives.DROPPED)
                .run(List.of("one@1.0.0"), folder.resolve("packs"));
        assertEquals(Converted.Outcome.CONVERTED, report.converted().getFirst().outcome());
        try (Pack pack = Pack.open(folder.resolve("packs/one@1.0.0.dxp"))) {
            assertTrue(pack.find("more.js") >= 0);
        }
    }

    @Test
    void passesOverWhatIsTooYoung() throws IOException {
        registry.publish(Conversions.some("one", "1.9.0").publishedAt(Instant.now()));
        registry.publish(Conversions.some("young", "1.0.0").publishedAt(Instant.now()));
        BatchReport report = run("one@>=1.3.0 <2.0.0 || 1.0.0", "young");
        assertEquals(List.of("one@1.0.0.dxp"), left());
        assertEquals(ErrorCode.DX_TOO_YOUNG, report.failed().getFirst().why().code());
        assertTrue(conversions.warnings.toString().contains("one 1.9.0 was published too recently; 1.0.0 is taken"));
    }

    @Test
    void keepsTheArchivesWhereThatIsAsked() throws IOException {
        conversions.batch(registry, folder, Batch.Archives.KEPT).run(List.of("@scope/two"), folder.resolve("packs"));
        assertEquals(List.of("@scope+two@1.0.0.dxp", "@scope+two@1.0.0.tgz"), left());
        try (Pack pack = Pack.open(folder.resolve("packs/@scope+two@1.0.0.dxp"))) {
            assertEquals(5, PackVerification.verifyAgainst(pack, folder.resolve("packs/@scope+two@1.0.0.tgz")));
        }
    }

    @Test
    void goesOnAfterItsProcessWasKilled() throws IOException, InterruptedException {
        List<String> specs = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            registry.publish(Conversions.some("package-" + i, "1.0.0"));
            specs.add("package-" + i);
        }
        try (LocalRegistry.Stall stall = registry.stall(LocalRegistry.tarballPath("package-20", "1.0.0"))) {
            Process process = new ProcessBuilder(command(specs)).inheritIO().start();
            try {
                assertTrue(stall.awaitRequest(), "it got as far as the twentieth");
            } finally {
                process.destroyForcibly().waitFor();
            }
        }
        List<String> finished =
                left().stream().filter(name -> name.endsWith(".dxp")).toList();
        assertFalse(finished.isEmpty());
        assertTrue(finished.size() < 30, "it was killed in the middle");
        registry.forgetRequests();

        BatchReport report = run(specs.toArray(String[]::new));
        assertEquals(List.of(), report.failed());
        assertEquals(finished.size(), report.count(Converted.Outcome.SKIPPED));
        assertEquals(30, left().size(), "nothing is left but packs: " + left());
        for (String name : finished) {
            String packageName = name.substring(0, name.indexOf('@'));
            assertEquals(List.of(), registry.requestsFor(LocalRegistry.tarballPath(packageName, "1.0.0")), name);
        }
    }

    @Test
    @Tag("e2e")
    void killedAHundredTimesItFinishes() throws IOException, InterruptedException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<String> specs = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            registry.publish(Conversions.some("package-" + i, "1.0.0"));
            specs.add("package-" + i);
        }
        long longest = Duration.ofSeconds(2).toNanos();
        int unfinished = 0;
        for (int round = 0; round < 100; round++) {
            String where = "seed " + seed + ", round " + round;
            Process process = new ProcessBuilder(command(specs)).inheritIO().start();
            boolean ended = process.waitFor(random.nextLong(longest), TimeUnit.NANOSECONDS);
            process.destroyForcibly().waitFor();
            unfinished += ended ? 0 : 1;
            List<String> visible = Files.exists(folder.resolve("packs"))
                    ? left().stream().filter(name -> name.endsWith(".dxp")).toList()
                    : List.of();
            for (String name : visible) {
                try (Pack pack = Pack.open(folder.resolve("packs").resolve(name))) {
                    PackVerification.verify(pack);
                }
            }
            if (ended || random.nextInt(5) == 0) {
                BatchReport report = run(specs.toArray(String[]::new));
                assertEquals(List.of(), report.failed(), where);
                assertEquals(visible.size(), report.count(Converted.Outcome.SKIPPED), where);
                assertEquals(30, left().size(), where + ": " + left());
                FolderRemoval.removeWhatCanBe(folder.resolve("packs"));
            }
        }
        assertTrue(unfinished > 10, unfinished + " of 100 were killed before they were done");
    }

    private List<String> command(List<String> specs) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                BatchProcess.class.getName(),
                registry.url(),
                folder.toString(),
                folder.resolve("packs").toString()));
        command.addAll(specs);
        return command;
    }

    private BatchReport run(String... specs) {
        return conversions.batch(registry, folder, Batch.Archives.DROPPED).run(List.of(specs), folder.resolve("packs"));
    }

    private List<String> left() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("packs"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
