package dev.dx.engine.store;

import static dev.dx.engine.store.Archives.ID;
import static dev.dx.engine.store.Archives.contents;
import static dev.dx.engine.store.Archives.sha512;
import static dev.dx.engine.store.Archives.take;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.pack.PackManifest;
import dev.dx.engine.pack.PackSettings;
import dev.dx.engine.pack.PackWriter;
import dev.dx.engine.store.StoreFinding.Kind;
import dev.dx.engine.store.StoreKeeper.Condition;
import dev.dx.engine.store.StoreKeeper.Mode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stores that are whole, and stores that somebody or something damaged. */
class StoreKeeperTest {
    private static final byte[] LEFT_PAD = new TarBuilder()
            .file("package/index.js", "pad left")
            .file("package/lib/more.js", "more")
            .tgz();
    private static final byte[] OTHER =
            new TarBuilder().file("package/index.js", "other").tgz();

    @TempDir
    Path folder;

    private Path home;
    private StoredPackage leftPad;
    private StoredPackage other;

    @BeforeEach
    void fill() {
        home = folder.resolve("store");
        Store store = Store.open(home);
        try (Store.Use _ = store.use()) {
            leftPad = take(store, LEFT_PAD).stored();
            other = take(store, OTHER).stored();
        }
    }

    @Test
    void aStoreAsItWasMadeIsWhole() throws IOException {
        List<StoreEvent> events = new ArrayList<>();
        Condition condition = StoreKeeper.open(home).verify(Mode.DO, events::add);
        assertEquals(List.of(), condition.findings());
        assertTrue(condition.isWhole());
        assertEquals(2, condition.packages());
        assertTrue(events.contains(new StoreEvent.Progress(2, 2)), events.toString());
        assertEquals(Map.of("index.js", "other"), contents(other.folder()));
    }

    @Test
    void findsEveryKindOfDamageAndPutsItAside() throws IOException {
        Files.writeString(leftPad.folder().resolve("index.js"), "pad l3ft");
        assertOneFinding(Kind.BROKEN_PACKAGE, "index.js was changed");
        again();
        Files.delete(leftPad.folder().resolve("lib/more.js"));
        assertOneFinding(Kind.BROKEN_PACKAGE, "lib/more.js is missing");
        again();
        Files.writeString(leftPad.folder().resolve("added"), "");
        assertOneFinding(Kind.BROKEN_PACKAGE, "added does not belong to it");
        again();
        Files.setPosixFilePermissions(
                leftPad.folder().resolve("index.js"), PosixFilePermissions.fromString("rwxrwxrwx"));
        assertOneFinding(Kind.BROKEN_PACKAGE, "index.js has other permissions");
        again();
        Files.delete(leftPad.folder().resolve("index.js"));
        Files.createSymbolicLink(leftPad.folder().resolve("index.js"), folder.resolve("elsewhere"));
        assertOneFinding(Kind.BROKEN_PACKAGE, "index.js is no file");
        again();
        Files.delete(table());
        assertOneFinding(Kind.BROKEN_PACKAGE, "it has no table");
        again();
        byte[] table = Files.readAllBytes(table());
        table[20] ^= 1;
        Files.write(table(), table);
        assertOneFinding(Kind.BROKEN_PACKAGE, "its table cannot be read");
        again();
        Path trust = Archives.filesIn(home.resolve("trust")).getFirst();
        Files.write(trust, new byte[10]);
        assertOneFinding(Kind.BROKEN_TRUST, "a record that cannot be read");
        again();
        Files.writeString(leftPad.folder().resolveSibling("stray"), "");
        assertOneFinding(Kind.LEFTOVER, "it is not the store's");
        try (var cells = Files.list(home.resolve("quarantine"))) {
            assertEquals(8, cells.count());
        }
    }

    /** An install takes the table's word for what the root is of; a check of the whole store does not. */
    @Test
    void findsATableThatClaimsAnotherPackagesRoot() throws IOException {
        ByteArrayOutputStream forged = new ByteArrayOutputStream();
        other.files().write(forged);
        byte[] bytes = forged.toByteArray();
        ByteBuffer table = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        table.put(bytes.length - 36, leftPad.root().bytes());
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length - 4);
        table.putInt(bytes.length - 4, (int) crc.getValue());
        Files.write(table(), bytes);
        assertOneFinding(Kind.BROKEN_PACKAGE, "its table is that of another package");
    }

    private void assertOneFinding(Kind kind, String what) {
        StoreKeeper keeper = StoreKeeper.open(home);
        for (Mode mode : List.of(Mode.PREVIEW, Mode.DO)) {
            Condition condition = keeper.verify(mode, event -> {});
            assertEquals(1, condition.findings().size(), condition.findings().toString());
            assertEquals(kind, condition.findings().getFirst().kind());
            assertEquals(what, condition.findings().getFirst().what());
            assertEquals(kind == Kind.LEFTOVER, condition.isWhole());
            assertEquals(mode == Mode.DO ? 1 : 0, condition.removed());
        }
        assertEquals(List.of(), keeper.verify(Mode.DO, event -> {}).findings());
        if (kind == Kind.BROKEN_PACKAGE) {
            assertNull(Store.open(home).find(sha512(LEFT_PAD)), "the next install fetches it");
        }
        assertNotNull(Store.open(home).find(sha512(OTHER)));
    }

    private void again() throws IOException {
        assertEquals(leftPad, take(Store.open(home), LEFT_PAD).stored());
        assertEquals(Map.of("index.js", "pad left", "lib/more.js", "more"), contents(leftPad.folder()));
    }

    @Test
    void repairsFromPacksWhereThereAreAny() throws IOException {
        Store.open(home).putPack(pack(leftPad, ""));
        Files.writeString(leftPad.folder().resolve("index.js"), "changed");
        Files.writeString(other.folder().resolve("index.js"), "changed");
        Files.write(home.resolve("index.dxstore"), new byte[5]);

        Condition condition = StoreKeeper.open(home).repair(Mode.DO, event -> {});

        assertEquals(3, condition.findings().size(), condition.findings().toString());
        assertEquals(1, condition.restored());
        assertEquals("pad left", Files.readString(leftPad.folder().resolve("index.js")));
        assertEquals(leftPad, Store.open(home).find(sha512(LEFT_PAD)));
        assertNull(Store.open(home).find(sha512(OTHER)));
        assertTrue(StoreKeeper.open(home).verify(Mode.PREVIEW, event -> {}).isWhole());
        assertEquals(
                1,
                StoreIndex.open(home.resolve("index.dxstore"))
                        .contents()
                        .packages()
                        .size());
    }

    @Test
    void aMissingPackageComesBackFromItsPack() throws IOException {
        assertEquals(leftPad.root(), Store.open(home).putPack(pack(leftPad, "")));
        FolderRemoval.removeWhatCanBe(home.resolve("unpacked"));
        Store store = Store.open(home);
        assertEquals(leftPad, store.find(sha512(LEFT_PAD)));
        assertEquals("pad left", Files.readString(leftPad.folder().resolve("index.js")));
        assertNull(store.find(sha512(OTHER)));
    }

    /** Whoever has left-pad's pack has nothing that says it is left-pad; only an archive that was hashed says that. */
    @Test
    void aPackNeverSpeaksForAnArchive() throws IOException {
        Path evil = pack(other, sha512(LEFT_PAD).toString());
        for (boolean withIndex : new boolean[] {true, false}) {
            Path here = folder.resolve("new" + withIndex);
            Store store = Store.open(here);
            assertEquals(other.root(), store.putPack(evil), "kept as what its files are");
            assertNull(store.find(sha512(LEFT_PAD)));
            // By hand: where left-pad's own pack would be.
            Path byHand = store.folders().packs().fileOf(leftPad.root());
            Files.createDirectories(byHand.getParent());
            Files.copy(evil, byHand);
            if (!withIndex) {
                Files.deleteIfExists(here.resolve("index.dxstore"));
            }
            assertNull(Store.open(here).find(sha512(LEFT_PAD)));
            StoreKeeper keeper = StoreKeeper.open(here);
            keeper.repair(Mode.DO, event -> {});
            assertNull(Store.open(here).find(sha512(LEFT_PAD)));
            assertNull(Store.open(here).find(sha512(OTHER)), "nor for the archive of its own files");
        }
        // Where left-pad is trusted, and its files are gone: not from that pack.
        Path byHand = Store.open(home).folders().packs().fileOf(leftPad.root());
        Files.createDirectories(byHand.getParent());
        Files.copy(evil, byHand);
        FolderRemoval.removeWhatCanBe(leftPad.folder());
        assertNull(Store.open(home).find(sha512(LEFT_PAD)));
        assertFalse(Files.exists(byHand), "it is in quarantine");
        Files.copy(evil, byHand);
        Files.delete(home.resolve("index.dxstore"));
        assertNull(Store.open(home).find(sha512(LEFT_PAD)));
        StoreKeeper.open(home).repair(Mode.DO, event -> {});
        assertNull(Store.open(home).find(sha512(LEFT_PAD)));
    }

    @Test
    void listsWhatItHolds() {
        List<StoreKeeper.Held> held = StoreKeeper.open(home).list();
        assertEquals(2, held.size());
        assertTrue(held.stream().allMatch(each -> ID.equals(each.id()) && each.unpacked() && !each.packed()));
        assertEquals(
                List.of(1, 2),
                held.stream().map(StoreKeeper.Held::files).sorted().toList());
    }

    @Test
    void countsEveryFileOfTheDiskOnce() throws IOException {
        StoreStatistics alone = StoreKeeper.open(home).statistics();
        assertEquals(2, alone.packages());
        assertEquals(3, alone.files());
        assertEquals(17, alone.logicalBytes());
        long block = Files.getFileStore(home).getBlockSize();
        assertEquals(3 * block, alone.physicalBytes());
        assertEquals(0, alone.savedBytes());
        Files.createLink(folder.resolve("one"), leftPad.folder().resolve("index.js"));
        Files.createLink(folder.resolve("two"), leftPad.folder().resolve("index.js"));
        StoreStatistics linked = StoreKeeper.open(home).statistics();
        assertEquals(3 * block, linked.physicalBytes());
        assertEquals(2 * block, linked.savedBytes());
        assertEquals(1, linked.linkedFiles());
        assertEquals(StoreStatistics.Sharing.COUNTED, linked.sharing());
    }

    private Path table() {
        return leftPad.folder().resolveSibling(leftPad.root() + ".table");
    }

    /** A pack of a package that claims to be made of some archive. */
    private Path pack(StoredPackage content, String claimed) {
        Path file = folder.resolve("claims-" + claimed.length() + ".dxp");
        PackWriter.write(
                file,
                new PackManifest(ID, claimed, "{}"),
                content.files(),
                PackSettings.stored(),
                entry -> Files.newInputStream(content.folder().resolve(entry.path())));
        return file;
    }
}
