package dev.dx.converter;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.PackageId;
import dev.dx.engine.pack.FileEntry;
import dev.dx.engine.pack.FileTable;
import dev.dx.engine.pack.Pack;
import dev.dx.engine.pack.PackReader;
import dev.dx.engine.store.FolderRemoval;
import dev.dx.engine.store.Store;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Whether a pack is what it says, and whether it is the same package as an archive. */
public final class PackVerification {
    private PackVerification() {}

    /** Decodes all of the pack and compares every file with the table, and the table with the root. */
    public static void verify(Pack pack) {
        try (PackReader reader = pack.reader()) {
            reader.verify();
        }
    }

    /** {@link #verify(Pack)}, and compares file by file with an archive; returns how many files there are. */
    public static int verifyAgainst(Pack pack, Path archive) {
        verify(pack);
        Path scratch;
        try {
            scratch = Files.createTempDirectory("dx-verify");
        } catch (IOException failure) {
            throw DxException.io(System.getProperty("java.io.tmpdir"), failure);
        }
        try (InputStream in = Files.newInputStream(archive)) {
            PackageId name = new PackageId(archive.getFileName().toString(), "-");
            FileTable expected = Store.open(scratch)
                    .unpackUnpromised(name, in, warning -> {})
                    .files();
            compare(pack, expected, archive);
            return expected.entries().size();
        } catch (IOException failure) {
            throw DxException.io(archive.toString(), failure);
        } finally {
            FolderRemoval.removeWhatCanBe(scratch);
        }
    }

    private static void compare(Pack pack, FileTable expected, Path archive) {
        Map<String, FileEntry> left = new HashMap<>();
        pack.files().entries().forEach(entry -> left.put(entry.path(), entry));
        for (FileEntry entry : expected.entries()) {
            FileEntry own = left.remove(entry.path());
            if (own == null) {
                throw different(pack, archive, entry.path() + " is in the archive alone");
            }
            if (!own.equals(entry)) {
                throw different(pack, archive, entry.path() + " differs");
            }
        }
        if (!left.isEmpty()) {
            throw different(pack, archive, left.keySet().iterator().next() + " is in the pack alone");
        }
        if (!pack.root().equals(expected.root())) {
            throw different(pack, archive, "the roots differ");
        }
    }

    private static DxException different(Pack pack, Path archive, String why) {
        return new DxException(
                ErrorCode.DX_INTEGRITY_MISMATCH,
                pack.manifest().id() + ": not the package in " + archive.getFileName() + ": " + why,
                "Convert the archive again, and find out where this pack came from.");
    }
}
