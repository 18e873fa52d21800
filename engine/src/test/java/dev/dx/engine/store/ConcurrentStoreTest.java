package dev.dx.engine.store;

import static dev.dx.engine.store.Archives.contents;
import static dev.dx.engine.store.Archives.filesIn;
import static dev.dx.engine.store.Archives.sha512;
import static dev.dx.engine.store.Archives.take;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many threads and processes at one store, some of which do not live to see the end. */
class ConcurrentStoreTest {
    @TempDir
    Path folder;

    private Path storeFolder;
    private Path archive;
    private byte[] tgz;

    @BeforeEach
    void makeArchive() throws IOException {
        TarBuilder tar = new TarBuilder();
        for (int i = 0; i < 50; i++) {
            tar.file("package/" + i % 7 + "/" + i + ".js", "content of " + i);
        }
        tar.file("package/large", 0644, "large".repeat(500_000).getBytes(StandardCharsets.UTF_8));
        tgz = tar.tgz();
        archive = Files.write(folder.resolve("left-pad.tgz"), tgz);
        storeFolder = folder.resolve("store");
    }

    @Test
    void manyThreadsTakeInTheSamePackage() throws Exception {
        List<StoredPackage> taken = new ArrayList<>();
        CyclicBarrier start = new CyclicBarrier(8);
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            Store shared = Store.open(storeFolder);
            List<Future<StoredPackage>> futures = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Store store = i % 2 == 0 ? shared : Store.open(storeFolder);
                futures.add(threads.submit(() -> {
                    start.await();
                    return take(store, tgz).stored();
                }));
            }
            for (Future<StoredPackage> future : futures) {
                taken.add(future.get());
            }
        }
        assertEquals(1, taken.stream().distinct().count());
        assertWhole(taken.getFirst());
        assertNothingInProgress();
    }

    @Test
    void manyThreadsTakeInManyPackages() throws IOException, InterruptedException, ExecutionException {
        Store store = Store.open(storeFolder);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<StoredPackage>> futures = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                byte[] different = new TarBuilder()
                        .file("package/a.js", "content " + i % 20)
                        .tgz();
                futures.add(threads.submit(() -> take(store, different).stored()));
            }
            for (int i = 0; i < 40; i++) {
                assertEquals(
                        "content " + i % 20,
                        Files.readString(futures.get(i).get().folder().resolve("a.js")));
            }
        }
        assertNothingInProgress();
    }

    @Test
    void twoProcessesTakeInTheSamePackage() throws IOException, InterruptedException {
        Process one = UnpackingProcess.halted(storeFolder, archive, tgz.length / 2);
        Process other = UnpackingProcess.halted(storeFolder, archive, tgz.length - 10);
        StoredPackage mine = take(Store.open(storeFolder), tgz).stored();
        assertEquals(mine.root().toString(), UnpackingProcess.finish(other));
        assertEquals(mine.root().toString(), UnpackingProcess.finish(one));
        assertWhole(mine);
        assertNothingInProgress();
    }

    @Test
    void whatAKilledProcessLeftIsRemovedAndWhatALivingOneNeedsIsNot() throws IOException, InterruptedException {
        Process killed = UnpackingProcess.halted(storeFolder, archive, tgz.length / 2);
        Process living = UnpackingProcess.halted(storeFolder, archive, tgz.length / 2);
        assertEquals(4, inProgress().size(), "a lock and a folder each");
        killed.destroyForcibly().waitFor();
        assertEquals(4, inProgress().size());

        Store store = Store.open(storeFolder);

        assertEquals(2, inProgress().size());
        assertNull(store.find(sha512(tgz)));
        String root = UnpackingProcess.finish(living);
        StoredPackage found = store.find(sha512(tgz));
        assertNotNull(found);
        assertEquals(root, found.root().toString());
        assertWhole(found);
        assertNothingInProgress();
    }

    @Test
    void aPackageThatWasDamagedIsReplacedWhenItComesAgain() throws IOException {
        Store store = Store.open(storeFolder);
        StoredPackage stored = take(store, tgz).stored();
        Files.delete(stored.folder().resolve("0/7.js"));
        Files.writeString(stored.folder().resolve("large"), "short");
        assertEquals(stored, take(store, tgz).stored());
        assertWhole(stored);
        assertNothingInProgress();
    }

    @Test
    void whatIsFoundIsWhole() throws IOException {
        Store store = Store.open(storeFolder);
        StoredPackage stored = take(store, tgz).stored();
        Path table = stored.folder().resolveSibling(stored.root() + ".table");
        Path trust = filesIn(storeFolder.resolve("trust")).getFirst();

        byte[] record = Files.readAllBytes(trust);
        for (int at = 0; at < record.length; at++) {
            byte[] damaged = record.clone();
            damaged[at] ^= 1;
            Files.write(trust, damaged);
            assertNull(Store.open(storeFolder).find(sha512(tgz)), "byte " + at);
        }
        Files.write(trust, new byte[0]);
        assertNull(Store.open(storeFolder).find(sha512(tgz)));
        take(store, tgz);
        assertEquals(stored, Store.open(storeFolder).find(sha512(tgz)));

        Files.write(table, new byte[] {1, 2, 3});
        assertNull(Store.open(storeFolder).find(sha512(tgz)));
        Files.delete(table);
        assertNull(Store.open(storeFolder).find(sha512(tgz)));
        take(store, tgz);
        assertEquals(stored, Store.open(storeFolder).find(sha512(tgz)));
        assertTrue(Files.exists(table));

        Files.move(stored.folder(), storeFolder.resolve("elsewhere"));
        assertNull(Store.open(storeFolder).find(sha512(tgz)));
        assertNull(store.find(sha512(tgz)), "what is remembered is looked after");
        take(store, tgz);
        assertEquals(stored, Store.open(storeFolder).find(sha512(tgz)));
    }

    /** A record copied to the name of another archive's digest says nothing about that archive. */
    @Test
    void aTrustRecordSpeaksOfOneDigestOnly() throws IOException {
        Store store = Store.open(storeFolder);
        take(store, tgz);
        Path trust = filesIn(storeFolder.resolve("trust")).getFirst();
        String other = sha512(new byte[] {1}).digests().getFirst();
        Path forged = TrustRecord.file(storeFolder.resolve("trust"), other);
        Files.createDirectories(forged.getParent());
        Files.copy(trust, forged);
        assertNull(store.find(sha512(new byte[] {1})));
    }

    private void assertWhole(StoredPackage stored) throws IOException {
        assertEquals(51, stored.files().entries().size());
        var contents = contents(stored.folder());
        assertEquals(51, contents.size());
        assertEquals("content of 7", contents.get("0/7.js"));
        assertEquals("large".repeat(500_000), contents.get("large"));
    }

    private void assertNothingInProgress() throws IOException {
        assertEquals(List.of(), inProgress());
    }

    private List<Path> inProgress() throws IOException {
        try (Stream<Path> children = Files.list(storeFolder.resolve("tmp"))) {
            return children.toList();
        }
    }
}
