package dev.dx.engine.store;

import static dev.dx.engine.store.Archives.sha512;
import static dev.dx.engine.store.Archives.take;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.ContentRoot;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.store.StoreKeeper.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GarbageCollectionTest {
    private static final byte[] ONE = archive("one");
    private static final byte[] TWO = archive("two");
    private final Instant longAgo = Instant.now().minus(Duration.ofDays(40));

    @TempDir
    Path folder;

    private Path home;
    private StoredPackage one;
    private StoredPackage two;

    @BeforeEach
    void fill() throws IOException {
        home = folder.resolve("store");
        Store store = Store.open(home);
        try (Store.Use _ = store.use()) {
            one = take(store, ONE).stored();
            two = take(store, TWO).stored();
        }
        makeOld(one, two);
    }

    @Test
    void removesWhatNobodyUses() throws IOException {
        Path project = Files.createDirectories(folder.resolve("project"));
        Store.open(home).uses(project, PackageRoots.of(Set.of(one.root())), Set.of());
        StoreKeeper keeper = StoreKeeper.open(home);

        StoreRemoval preview = keeper.collect(StoreKeeper.USUAL_TIME, Mode.PREVIEW, event -> {});
        assertEquals(List.of(two.root()), roots(preview));
        assertTrue(preview.freed() > 0);
        assertNotNull(Store.open(home).find(sha512(TWO)));

        StoreRemoval removal = keeper.collect(StoreKeeper.USUAL_TIME, Mode.DO, event -> {});
        assertEquals(preview, removal);
        assertNotNull(Store.open(home).find(sha512(ONE)));
        assertNull(Store.open(home).find(sha512(TWO)));
        assertFalse(Files.exists(two.folder()));
        assertEquals(
                1,
                StoreIndex.open(home.resolve("index.dxstore"))
                        .contents()
                        .packages()
                        .size());
        assertEquals(1, Archives.filesIn(home.resolve("trust")).size());
        assertTrue(keeper.verify(Mode.PREVIEW, event -> {}).findings().isEmpty());
        assertEquals(List.of(), Archives.filesIn(home.resolve("tmp")));
    }

    @Test
    void keepsWhatWasUsedOfLate() throws IOException {
        Store store = Store.open(home);
        try (Store.Use _ = store.use()) {
            assertNotNull(store.find(sha512(ONE)));
        }
        assertEquals(List.of(two.root()), roots(collect()));
    }

    @Test
    void countsWhatProjectsHaveLinksToAsKept() throws IOException {
        Files.createLink(folder.resolve("link"), one.folder().resolve("index.js"));
        long all = StoreKeeper.open(home)
                .collect(StoreKeeper.USUAL_TIME, Mode.PREVIEW, event -> {})
                .freed();
        Files.delete(folder.resolve("link"));
        long block = Files.getFileStore(home).getBlockSize();
        assertEquals(
                all + block,
                StoreKeeper.open(home)
                        .collect(StoreKeeper.USUAL_TIME, Mode.PREVIEW, event -> {})
                        .freed());
    }

    @Test
    void whatCannotBeReachedUsesItsPackages() throws IOException {
        register("/nowhere/project", "a disk that is not there", longAgo, Set.of(one.root()));
        StoreRemoval removal = collect();
        assertEquals(List.of(two.root()), roots(removal));
        assertEquals(List.of("/nowhere/project"), removal.unreachable());
    }

    @Test
    void whatIsGoneForGoodUsesNothingAfterAWhile() throws IOException {
        String disk = Files.getFileStore(folder).name();
        Path gone = folder.resolve("gone");
        Path file = register(gone.toString(), disk, Instant.now(), Set.of(one.root()));
        assertEquals(List.of(two.root()), roots(collect()));
        assertTrue(Files.exists(file));
        register(gone.toString(), disk, longAgo, Set.of(one.root()));
        StoreRemoval removal = collect();
        assertEquals(List.of(one.root()), roots(removal));
        assertEquals(List.of(gone.toString()), removal.forgotten());
        assertFalse(Files.exists(file));
    }

    @Test
    void removesNothingWhereItIsNotKnownWhatAProjectUses() throws IOException {
        Path file = register("/somewhere", "disk", Instant.now(), Set.of(one.root()));
        Files.write(file, new byte[30]);
        DxException refusal = assertThrows(DxException.class, this::collect);
        assertEquals(ErrorCode.DX_FORMAT_CORRUPT, refusal.code());
        assertNotNull(Store.open(home).find(sha512(TWO)));
    }

    @Test
    void aLostIndexIsNoReasonToRemoveAnything() throws IOException {
        Files.delete(home.resolve("index.dxstore"));
        assertEquals(List.of(), roots(collect()));
    }

    @Test
    void waitsForWhoeverUsesPackages() throws Exception {
        Process process = UnpackingProcess.halted(home, Files.write(folder.resolve("x.tgz"), archive("three")), 10);
        try {
            DxException busy = assertThrows(
                    DxException.class,
                    () -> StoreKeeper.open(home, Duration.ZERO).collect(StoreKeeper.USUAL_TIME, Mode.DO, event -> {}));
            assertEquals(ErrorCode.DX_BUSY, busy.code());
            assertNotNull(Store.open(home).find(sha512(TWO)));
            UnpackingProcess.finish(process);
        } finally {
            process.destroyForcibly();
        }
        assertEquals(2, roots(collect()).size());
        assertNotNull(Store.open(home).find(sha512(archive("three"))), "what came of late stays");
    }

    @Test
    void whoeverDiesWhileUsingPackagesStopsNobody() throws Exception {
        Process process = UnpackingProcess.halted(home, Files.write(folder.resolve("x.tgz"), archive("three")), 10);
        process.destroyForcibly().waitFor();
        assertEquals(2, roots(collect()).size());
        assertTrue(StoreKeeper.open(home)
                .verify(Mode.PREVIEW, event -> {})
                .findings()
                .isEmpty());
    }

    @Test
    void clearRemovesAllButWhoUsesTheStore() throws IOException {
        Path project = Files.createDirectories(folder.resolve("project"));
        Store.open(home).uses(project, PackageRoots.of(Set.of(one.root())), Set.of());
        StoreKeeper keeper = StoreKeeper.open(home);
        assertEquals(2, keeper.clear(Mode.PREVIEW, event -> {}).items().size());
        assertNotNull(Store.open(home).find(sha512(ONE)));
        keeper.clear(Mode.DO, event -> {});
        assertNull(Store.open(home).find(sha512(ONE)));
        assertEquals(1, keeper.projects().size());
        assertEquals(0, keeper.statistics().packages());
        assertNotNull(take(Store.open(home), ONE).stored());
    }

    private StoreRemoval collect() {
        return StoreKeeper.open(home).collect(StoreKeeper.USUAL_TIME, Mode.DO, event -> {});
    }

    private static List<ContentRoot> roots(StoreRemoval removal) {
        return removal.items().stream().map(StoreRemoval.Item::root).toList();
    }

    private Path register(String path, String disk, Instant written, Set<ContentRoot> packages) throws IOException {
        Path projects = Files.createDirectories(home.resolve("projects"));
        ProjectEntry entry = new ProjectEntry(path, disk, written, PackageRoots.of(packages), Set.of());
        return Files.write(projects.resolve("0123456789abcdef0123456789abcdef.dxproject"), entry.encode());
    }

    /** As if they had been used long ago. */
    private void makeOld(StoredPackage... packages) throws IOException {
        Path index = home.resolve("index.dxstore");
        StoreContents contents = StoreIndex.open(index).contents();
        List<IndexedPackage> old = new ArrayList<>();
        for (IndexedPackage each : contents.packages()) {
            old.add(new IndexedPackage(
                    each.root(), each.id(), each.files(), each.size(), (int) (longAgo.getEpochSecond() / 3600)));
        }
        Files.write(index, StoreIndexFormat.encode(StoreContents.of(1, old, contents.archives())));
        for (StoredPackage each : packages) {
            Files.setLastModifiedTime(each.folder().resolveSibling(each.root() + ".table"), FileTime.from(longAgo));
        }
    }

    private static byte[] archive(String text) {
        return new TarBuilder().file("package/index.js", text).tgz();
    }
}
