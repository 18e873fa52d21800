package dev.dx.engine.store;

import static dev.dx.engine.store.Archives.ID;
import static dev.dx.engine.store.Archives.sha512;
import static dev.dx.engine.store.Archives.take;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The index beside the folders it repeats. */
class StoreCatalogTest {
    private static final byte[] LEFT_PAD =
            new TarBuilder().file("package/index.js", "1").tgz();

    @TempDir
    Path folder;

    @Test
    void remembersWhatWasTakenIn() throws IOException {
        StoredPackage stored = took(LEFT_PAD);
        StoreContents contents = StoreIndex.open(index()).contents();
        assertEquals(1, contents.packages().size());
        IndexedPackage only = contents.packages().getFirst();
        assertEquals(stored.root(), only.root());
        assertEquals(ID, only.id());
        assertEquals(1, only.files());
        assertEquals(1, only.size());
        assertTrue(only.lastUse() >= StoreCatalog.thisHour() - 1);
        assertEquals(1, contents.generation());
    }

    @Test
    void findsByTheIndexWithoutTheRecords() throws IOException {
        StoredPackage stored = took(LEFT_PAD);
        FolderRemoval.removeWhatCanBe(folder.resolve("trust"));
        assertEquals(stored, Store.open(folder).find(sha512(LEFT_PAD)));
    }

    @Test
    void findsWithoutTheIndexAndMakesItAnew() throws IOException {
        StoredPackage stored = took(LEFT_PAD);
        byte[] other = new TarBuilder().file("package/index.js", "2").tgz();
        took(other);
        byte[] index = Files.readAllBytes(index());
        for (byte[] damage : List.of(new byte[0], new byte[100], Arrays.copyOf(index, index.length - 1))) {
            Files.write(index(), damage);
            Store store = Store.open(folder);
            try (Store.Use _ = store.use()) {
                assertEquals(stored, store.find(sha512(LEFT_PAD)));
            }
            assertEquals(2, StoreIndex.open(index()).contents().packages().size(), "also what was not asked for");
        }
        Files.delete(index());
        Store store = Store.open(folder);
        try (Store.Use _ = store.use()) {
            assertNotNull(store.find(sha512(other)));
        }
        assertEquals(2, StoreIndex.open(index()).contents().archives().size());
    }

    @Test
    void nothingNewIsNothingWritten() throws IOException {
        took(LEFT_PAD);
        byte[] before = Files.readAllBytes(index());
        Store store = Store.open(folder);
        try (Store.Use _ = store.use()) {
            assertNotNull(store.find(sha512(LEFT_PAD)));
            assertNull(store.find(sha512(new byte[] {1})));
        }
        assertEquals(1, StoreIndex.open(index()).generation());
        assertEquals(before.length, Files.size(index()));
    }

    @Test
    void notesALaterUse() throws IOException {
        took(LEFT_PAD);
        StoreContents contents = StoreIndex.open(index()).contents();
        IndexedPackage only = contents.packages().getFirst();
        IndexedPackage old = new IndexedPackage(only.root(), only.id(), 1, 1, only.lastUse() - 48);
        Files.write(index(), StoreIndexFormat.encode(StoreContents.of(7, List.of(old), contents.archives())));
        Store store = Store.open(folder);
        try (Store.Use _ = store.use()) {
            assertNotNull(store.find(sha512(LEFT_PAD)));
        }
        StoreContents later = StoreIndex.open(index()).contents();
        assertEquals(8, later.generation());
        assertTrue(later.packages().getFirst().lastUse() >= only.lastUse());
    }

    @Test
    void whatOthersAddedMeanwhileStays() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<StoredPackage>> taken = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                byte[] tgz = new TarBuilder().file("package/a", "content " + i).tgz();
                taken.add(threads.submit(() -> took(tgz)));
            }
            for (Future<StoredPackage> each : taken) {
                each.get();
            }
        }
        assertEquals(20, StoreIndex.open(index()).contents().packages().size());
    }

    @Test
    void whateverStandsInItsPlaceIsPutOutOfTheWay() throws IOException {
        Files.createDirectories(index().resolve("in the way"));
        StoredPackage stored = took(LEFT_PAD);
        assertEquals(stored, Store.open(folder).find(sha512(LEFT_PAD)));
        assertTrue(Files.isRegularFile(index()));
    }

    private Path index() {
        return folder.resolve(StoreCatalog.FILE_NAME);
    }

    private StoredPackage took(byte[] tgz) {
        Store store = Store.open(folder);
        try (Store.Use _ = store.use()) {
            return take(store, tgz).stored();
        }
    }
}
