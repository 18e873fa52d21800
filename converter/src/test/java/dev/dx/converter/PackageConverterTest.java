package dev.dx.converter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.dx.engine.ContentRoot;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.pack.Pack;
import dev.dx.engine.pack.PackSettings;
import dev.dx.engine.store.PackExtraction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackageConverterTest {
    @TempDir
    Path folder;

    @Test
    void packageHasOneRootWhateverItCameFrom() throws IOException {
        Path archive = archive("one", "1.0.0");
        Set<ContentRoot> roots = new HashSet<>();
        Path pack = folder.resolve("one@1.0.0.dxp");
        for (PackSettings settings : List.of(
                PackSettings.lz4(12), PackSettings.lz4Alone(1), PackSettings.archival(), PackSettings.stored())) {
            roots.add(convert(archive, settings).root());
        }
        Path unpacked = folder.resolve("unpacked");
        try (Pack opened = Pack.open(pack)) {
            PackExtraction.extract(opened, unpacked);
        }
        Converted fromFolder = convert(unpacked, PackSettings.archival());
        roots.add(fromFolder.root());
        assertEquals(1, roots.size());
        assertEquals(0, fromFolder.archiveLength());
        assertEquals(pack, fromFolder.file());
    }

    @Test
    void metadataIsThatOfThePackageItself() throws IOException {
        Files.write(
                folder.resolve("a.tgz"),
                Conversions.some("@scope/two", "1.0.0")
                        .dependency("one", "^1.0.0")
                        .build()
                        .tarball());
        Converted converted = convert(folder.resolve("a.tgz"), PackSettings.archival());
        assertEquals(folder.resolve("@scope+two@1.0.0.dxp"), converted.file());
        try (Pack pack = Pack.open(converted.file())) {
            String metadata = pack.manifest().metadata();
            assertEquals(
                    "{\"dependencies\":{\"one\":\"^1.0.0\"},\"archiveLength\":" + converted.archiveLength() + "}",
                    metadata);
            assertEquals(converted.archiveLength(), PackageMetadata.archiveLength(metadata));
        }
    }

    @Test
    void verifyAgainstNoticesEveryDifference() throws IOException {
        convert(archive("one", "1.0.0"), PackSettings.lz4(9));
        Path other = folder.resolve("other.tgz");
        for (var changed : List.of(
                Conversions.some("one", "1.0.0").file("more.js", "more"),
                Conversions.some("one", "1.0.0").file("index.js", "other"),
                Conversions.some("one", "1.0.0").executable("README.md", "# one\n\nA package.\n"))) {
            Files.write(other, changed.build().tarball());
            try (Pack pack = Pack.open(folder.resolve("one@1.0.0.dxp"))) {
                assertEquals(
                        ErrorCode.DX_INTEGRITY_MISMATCH,
                        assertThrows(DxException.class, () -> PackVerification.verifyAgainst(pack, other))
                                .code());
            }
        }
    }

    @Test
    void whatIsNoPackageIsRefusedAndLeavesNothing() throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.tgz"), "no archive");
        Path empty = Files.createDirectory(folder.resolve("empty"));
        Path unnamed = Files.createDirectory(folder.resolve("unnamed"));
        Files.writeString(unnamed.resolve("package.json"), "{\"name\": \"a\", \"version\": \"../../evil\"}");
        assertEquals(ErrorCode.DX_ARCHIVE_CORRUPT, refusal(broken));
        assertEquals(ErrorCode.DX_NOT_FOUND, refusal(empty));
        assertEquals(ErrorCode.DX_UNSAFE_PATH, refusal(unnamed));
        assertEquals(ErrorCode.DX_NOT_FOUND, refusal(folder.resolve("none.tgz")));
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(
                    List.of("broken.tgz", "empty", "unnamed"),
                    files.map(file -> file.getFileName().toString()).sorted().toList());
        }
    }

    private ErrorCode refusal(Path source) {
        return assertThrows(DxException.class, () -> convert(source, PackSettings.archival()))
                .code();
    }

    private Converted convert(Path source, PackSettings settings) {
        try (PackageConverter converter = new PackageConverter(folder, settings, warning -> {})) {
            return converter.convert(source);
        }
    }

    private Path archive(String name, String version) throws IOException {
        return Files.write(
                folder.resolve(name + ".tgz"),
                Conversions.some(name, version).build().tarball());
    }
}
