package dev.dx.engine.store;

import static dev.dx.engine.store.Archives.ID;
import static dev.dx.engine.store.Archives.integrity;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.Integrity;
import dev.dx.engine.Integrity.Algorithm;
import dev.dx.engine.pack.FileEntry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoreTest {
    @TempDir
    Path folder;

    private Store store;

    @BeforeEach
    void open() {
        store = Store.open(folder);
    }

    @Test
    void unpacksAndFindsAgain() throws IOException {
        byte[] tgz = leftPad();
        Integrity integrity = integrity(Algorithm.SHA512, tgz);
        assertNull(store.find(integrity));

        StoredPackage unpacked = store.unpack(ID, integrity, new ByteArrayInputStream(tgz));

        assertEquals(integrity, unpacked.integrity());
        assertEquals(
                List.of("bin/cli.js", "index.js", "package.json"),
                unpacked.files().entries().stream().map(FileEntry::path).toList());
        assertEquals("module.exports = 1", Files.readString(unpacked.folder().resolve("index.js")));
        assertEquals("rwxr-xr-x", permissions(unpacked.folder().resolve("bin/cli.js")));
        assertEquals("rw-r--r--", permissions(unpacked.folder().resolve("index.js")));
        String root = unpacked.root().toString();
        assertEquals(
                folder.resolve("unpacked/" + root.substring(0, 2) + "/" + root.substring(2, 4) + "/" + root),
                unpacked.folder());
        assertEquals(unpacked.files().root(), unpacked.root());
        assertEquals(unpacked, store.find(integrity));
        assertEquals(unpacked, Store.open(folder).find(integrity));
        assertNothingInProgress();
    }

    @Test
    void refusesWhatHashesToSomethingElse() throws IOException {
        byte[] tgz = leftPad();
        Integrity promised = integrity(Algorithm.SHA512, new byte[] {1});
        DxException refusal =
                assertThrows(DxException.class, () -> store.unpack(ID, promised, new ByteArrayInputStream(tgz)));
        assertEquals(ErrorCode.DX_INTEGRITY_MISMATCH, refusal.code());
        assertEquals(
                "left-pad 1.3.0: expected " + promised + " got " + integrity(Algorithm.SHA512, tgz), refusal.what());
        assertEquals(List.of(), Archives.filesIn(folder));
        assertNull(store.find(promised));
        assertNull(store.find(integrity(Algorithm.SHA512, tgz)));
    }

    @Test
    void saysOfEveryFlippedByteThatTheIntegrityIsWrong() throws IOException {
        byte[] tgz = leftPad();
        Integrity promised = integrity(Algorithm.SHA512, tgz);
        for (int i = 0; i < tgz.length; i++) {
            byte[] damaged = tgz.clone();
            damaged[i] ^= 0x40;
            DxException refusal = assertThrows(
                    DxException.class, () -> store.unpack(ID, promised, new ByteArrayInputStream(damaged)));
            assertEquals(ErrorCode.DX_INTEGRITY_MISMATCH, refusal.code(), "byte " + i);
        }
        assertEquals(List.of(), Archives.filesIn(folder));
    }

    @Test
    void wantsAPromise() {
        DxException refusal =
                assertThrows(DxException.class, () -> store.unpack(ID, null, new ByteArrayInputStream(leftPad())));
        assertEquals(ErrorCode.DX_INTEGRITY_MISSING, refusal.code());
    }

    @Test
    void learnsTheIntegrityOfWhatNobodyPromised() {
        byte[] tgz = leftPad();
        StoredPackage unpacked = store.unpackUnpromised(ID, new ByteArrayInputStream(tgz), warning -> {});
        assertEquals(integrity(Algorithm.SHA512, tgz), unpacked.integrity());
        assertEquals(unpacked, store.find(unpacked.integrity()));
    }

    @Test
    void findsByTheWeakDigestAndByTheStrongOne() {
        byte[] tgz = leftPad();
        Integrity sha1 = integrity(Algorithm.SHA1, tgz);
        StoredPackage unpacked = store.unpack(ID, sha1, new ByteArrayInputStream(tgz));
        assertEquals(integrity(Algorithm.SHA512, tgz), unpacked.integrity());
        assertEquals(unpacked, store.find(sha1));
        assertEquals(unpacked, store.find(unpacked.integrity()));
        assertNull(store.find(integrity(Algorithm.SHA256, tgz)));
    }

    @Test
    void trustsOnlyTheDigestThatWasVerified() {
        byte[] tgz = leftPad();
        Integrity other = integrity(Algorithm.SHA512, new byte[] {1});
        Integrity either = Integrity.parse(integrity(Algorithm.SHA512, tgz) + " " + other);
        assertNotNull(either);
        store.unpack(ID, either, new ByteArrayInputStream(tgz));
        assertNotNull(store.find(either));
        assertNull(store.find(other));
    }

    @Test
    void sameFilesInOtherArchivesAreOnePackage() throws IOException {
        byte[] one = new TarBuilder()
                .file("package/a.js", "a")
                .file("package/b.js", "b")
                .tgz();
        byte[] other = new TarBuilder()
                .folder("x/")
                .file("x/b.js", "b")
                .file("x/a.js", "a")
                .tgz();
        StoredPackage first = store.unpack(ID, integrity(Algorithm.SHA512, one), new ByteArrayInputStream(one));
        StoredPackage second = store.unpack(ID, integrity(Algorithm.SHA512, other), new ByteArrayInputStream(other));
        assertNotEquals(first.integrity(), second.integrity());
        assertEquals(first.folder(), second.folder());
        assertNotNull(store.find(first.integrity()));
        assertNotNull(store.find(second.integrity()));
        assertNothingInProgress();
    }

    @Test
    void passesOnWhatTheSourceSays() throws IOException {
        DxException said = new DxException(ErrorCode.DX_NETWORK, "reset", "Try again.");
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException(said);
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                throw new IOException(said);
            }
        };
        Integrity promised = integrity(Algorithm.SHA512, leftPad());
        assertEquals(said, assertThrows(DxException.class, () -> store.unpack(ID, promised, broken)));
        assertEquals(List.of(), Archives.filesIn(folder));
    }

    @Test
    void stopsWhenInterruptedAndLeavesNothing() throws IOException {
        byte[] tgz = leftPad();
        InputStream interrupting = new ByteArrayInputStream(tgz) {
            @Override
            public synchronized int read(byte[] bytes, int offset, int length) {
                Thread.currentThread().interrupt();
                return super.read(bytes, offset, Math.min(length, 64));
            }
        };
        DxException stopped =
                assertThrows(DxException.class, () -> store.unpack(ID, integrity(Algorithm.SHA512, tgz), interrupting));
        assertTrue(Thread.interrupted(), "the interrupt status is kept");
        assertEquals(ErrorCode.DX_CANCELLED, stopped.code());
        assertEquals(List.of(), Archives.filesIn(folder));
    }

    @Test
    void tellsWhatItLeftOut() {
        byte[] tgz = new TarBuilder()
                .file("package/index.js", "")
                .link('2', "package/link", "/etc/passwd")
                .tgz();
        List<String> warnings = new ArrayList<>();
        store.unpack(ID, integrity(Algorithm.SHA512, tgz), new ByteArrayInputStream(tgz), warnings::add);
        assertEquals(List.of("the link package/link was left out"), warnings);
    }

    /** As npm has it: readable by all, writable by the owner, executable by whom it was. */
    @ParameterizedTest
    @CsvSource({
        "000, rw-r--r--",
        "600, rw-r--r--",
        "777, rwxr-xr-x",
        "744, rwxr--r--",
        "754, rwxr-xr--",
        "711, rwxr-xr-x",
        "611, rw-r-xr-x",
        "610, rw-r-xr--",
        "601, rw-r--r-x",
        "705, rwxr--r-x"
    })
    void keepsWhoMayExecute(String archived, String kept) throws IOException {
        byte[] tgz = new TarBuilder()
                .file("package/package.json", "{}")
                .file("package/run", Integer.parseInt(archived, 8), new byte[0])
                .tgz();

        StoredPackage stored =
                store.unpack(ID, integrity(Algorithm.SHA512, tgz), new ByteArrayInputStream(tgz), warning -> {});

        assertEquals(kept, permissions(stored.folder().resolve("run")));
        assertEquals(
                PosixFilePermissions.fromString(kept),
                stored.files().entries().getLast().mode().permissions());
    }

    private static byte[] leftPad() {
        return new TarBuilder()
                .file("package/package.json", "{\"name\":\"left-pad\",\"version\":\"1.3.0\"}")
                .file("package/index.js", "module.exports = 1")
                .file("package/bin/cli.js", 0755, "#!/usr/bin/env node".getBytes(StandardCharsets.UTF_8))
                .tgz();
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private void assertNothingInProgress() throws IOException {
        try (Stream<Path> left = Files.list(folder.resolve("tmp"))) {
            assertEquals(List.of(), left.toList());
        }
    }
}
