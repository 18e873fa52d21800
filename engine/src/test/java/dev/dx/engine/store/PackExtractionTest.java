package dev.dx.engine.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.dx.engine.ContentRoot;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.Integrity;
import dev.dx.engine.PackageId;
import dev.dx.engine.pack.ForgedPack;
import dev.dx.engine.pack.Pack;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackExtractionTest {
    private static final PackageId LEFT_PAD = new PackageId("left-pad", "1.3.0");

    @TempDir
    Path folder;

    @Test
    void writesEveryFile() throws IOException {
        Path target = folder.resolve("target");
        try (Pack pack = Pack.open(forged("lib/index.js"))) {
            PackExtraction.extract(pack, target);
            assertEquals("evil", Files.readString(target.resolve("lib/index.js")));
            assertEquals(ErrorCode.DX_USAGE, refusal(pack, target), "it is there already");
        }
        assertEquals(List.of("forged.dxp", "target"), left());
    }

    @ParameterizedTest
    @ValueSource(strings = {"C:evil", "c:/evil", "package.json/evil"})
    void refusesPathsThatNoPackageHas(String path) throws IOException {
        try (Pack pack = Pack.open(forged(path))) {
            ErrorCode code = refusal(pack, folder.resolve("target"));
            assertEquals(
                    path.startsWith("package") ? ErrorCode.DX_NAME_COLLISION : ErrorCode.DX_UNSAFE_PATH, code, path);
        }
        assertEquals(List.of("forged.dxp"), left());
    }

    /** An integrity is known of archives that were hashed here, and of nothing else. */
    @Test
    void packIsNeverTrustedForTheIntegrityItClaims() throws IOException {
        byte[] real = new TarBuilder()
                .file("package/package.json", "{\"name\": \"left-pad\", \"version\": \"1.3.0\"}")
                .file("package/index.js", "honest")
                .tgz();
        Integrity integrity = Archives.sha512(real);
        Path forged =
                ForgedPack.claiming(folder.resolve("forged.dxp"), LEFT_PAD, integrity.toString(), "index.js", "evil");
        ContentRoot root;
        try (Pack pack = Pack.open(forged)) {
            assertEquals(integrity.toString(), pack.manifest().claimedIntegrity());
            root = pack.root();
        }
        Path store = folder.resolve("store");
        putByHand(forged, root, store);
        assertNull(Store.open(store).find(integrity), "put into the store by hand");

        StoredPackage honest = Store.open(store).unpack(LEFT_PAD, integrity, new ByteArrayInputStream(real));
        assertEquals("honest", Files.readString(honest.folder().resolve("index.js")));
        FolderRemoval.removeWhatCanBe(store.resolve("trust"));
        assertNull(Store.open(store).find(integrity), "with nothing left that says what was verified");
        assertEquals(
                ErrorCode.DX_INTEGRITY_MISMATCH,
                assertThrows(
                                DxException.class,
                                () -> Store.open(store).unpack(LEFT_PAD, integrity, Files.newInputStream(forged)))
                        .code(),
                "in the archive's place");
        assertNull(Store.open(store).find(integrity));
    }

    private static void putByHand(Path pack, ContentRoot root, Path store) throws IOException {
        String hex = root.toString();
        for (String place : List.of("packs", "unpacked")) {
            Path there = store.resolve(place).resolve(hex.substring(0, 2)).resolve(hex.substring(2, 4));
            Files.createDirectories(there);
            Files.copy(pack, there.resolve(hex + ".dxp"));
        }
    }

    private Path forged(String path) {
        return ForgedPack.claiming(folder.resolve("forged.dxp"), LEFT_PAD, "", path, "evil");
    }

    private static ErrorCode refusal(Pack pack, Path target) {
        return assertThrows(DxException.class, () -> PackExtraction.extract(pack, target))
                .code();
    }

    private List<String> left() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
