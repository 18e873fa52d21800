package dev.dx.engine.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.ExitCode;
import dev.dx.engine.store.TarBuilder.Header;
import dev.dx.engine.store.TarEntry.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

class TarReaderTest {
    @Test
    void readsNamesOfEveryForm() {
        String deep = "d/".repeat(60) + "file";
        byte[] tar = new TarBuilder()
                .file("plain", "1")
                .entry(new Header("name").prefix("a/prefix"), new byte[0])
                .gnuLong('L', deep)
                .file("cut off", "2")
                .pax('x', "path", "ünïcödé/🌟")
                .file("?", "3")
                .file("folder/", "")
                .tar();
        assertEquals(
                List.of(
                        "FILE plain 1",
                        "FILE a/prefix/name ",
                        "FILE " + deep + " 2",
                        "FILE ünïcödé/🌟 3",
                        "FOLDER folder/ "),
                read(tar));
    }

    @Test
    void takesTheLaterOfTwoLongNames() {
        assertEquals(
                List.of("FILE gnu 1", "FILE pax 2"),
                read(new TarBuilder()
                        .pax('x', "path", "pax")
                        .gnuLong('L', "gnu")
                        .file("x", "1")
                        .gnuLong('L', "gnu")
                        .pax('x', "path", "pax")
                        .file("x", "2")
                        .tar()));
    }

    @Test
    void aFolderHasNoContentWhateverItsHeaderSays() {
        byte[] tar = new TarBuilder()
                .entry(new Header("folder").type('5').size(4096), new byte[0])
                .file("file", "1")
                .tar();
        assertEquals(List.of("FOLDER folder ", "FILE file 1"), read(tar));
    }

    @Test
    void endsAtTwoEmptyBlocksAndNotAtOne() {
        byte[] tar = new TarBuilder()
                .file("a", "1")
                .raw(new byte[512])
                .file("b", "2")
                .raw(new byte[1024])
                .file("c", "3")
                .tar();
        assertEquals(List.of("FILE a 1", "FILE b 2"), read(tar));
        assertEquals(List.of("FILE a 1"), read(new TarBuilder().file("a", "1").unended()));
    }

    @Test
    void skipsWhatWasNotRead() {
        TarReader tar = reader(new TarBuilder()
                .file("a", 0644, new byte[100_000])
                .file("b", "2")
                .tar());
        assertEquals(new TarEntry(Kind.FILE, "a", 100_000, 0644), tar.next());
        assertEquals(10, tar.read(new byte[10], 0, 10));
        assertEquals(new TarEntry(Kind.FILE, "b", 1, 0644), tar.next());
    }

    @Test
    void everyPrefixIsRefusedOrHoldsTheFirstEntries() {
        byte[] tar = varied().tar();
        List<String> whole = read(tar);
        int accepted = 0;
        for (int length = 0; length < tar.length; length++) {
            try {
                List<String> entries = read(Arrays.copyOf(tar, length));
                assertEquals(whole.subList(0, entries.size()), entries);
                assertEquals(0, length % 512, "cut within a block");
                accepted++;
            } catch (DxException refusal) {
                assertEquals(ErrorCode.DX_ARCHIVE_CORRUPT, refusal.code());
            }
        }
        assertTrue(accepted > 0, "an archive may end without saying so, between two entries");
    }

    @Test
    void everyFlippedByteOfAHeaderIsNoticed() {
        byte[] tar = varied().tar();
        List<String> whole = read(tar);
        List<Integer> headers = headerOffsets(tar);
        assertEquals(11, headers.size());
        for (int at = 0; at < tar.length; at++) {
            boolean header = headers.contains(at - at % 512);
            for (int bit : new int[] {0x01, 0x10, 0x80}) {
                byte[] flipped = tar.clone();
                flipped[at] ^= (byte) bit;
                try {
                    List<String> entries = read(flipped);
                    // What may differ is content, and how the sum itself is written.
                    assertTrue(!header || entries.equals(whole), "byte " + at);
                } catch (DxException refusal) {
                    assertEquals(ExitCode.REFUSED, refusal.code().exit(), refusal.getMessage());
                }
            }
        }
    }

    /** One of each kind of header, 11 in all. */
    static TarBuilder varied() {
        return new TarBuilder()
                .pax('g', "comment", "all")
                .folder("package/")
                .file("package/package.json", "{}")
                .pax('x', "path", "package/pax", "size", "3")
                .file("package/other", "pax")
                .gnuLong('L', "package/gnu")
                .file("package/other", "gnu")
                .link('2', "package/link", "pax")
                .gnuLong('K', "a long target")
                .link('1', "package/hard", "a long")
                .entry(new Header("name").prefix("package/prefix").size(600), new byte[600]);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bad-cksum",
                "body-byte-counts",
                "dir",
                "emptypax",
                "file",
                "global-header",
                "links",
                "links-invalid",
                "links-strip",
                "long-paths",
                "long-pax",
                "next-file-has-long",
                "null-byte",
                "path-missing",
                "trailing-slash-corner-case"
            })
    void seesTheEntriesThatNodeTarSees(String name) throws IOException {
        Path folder = ConformanceData.folder("tar");
        byte[] tar = Files.readAllBytes(folder.resolve("node-tar/tars_" + name + ".tar"));
        ExpectedEvents expected =
                ExpectedEvents.parse(Files.readString(folder.resolve("node-tar-parse-expected/" + name + ".json")));
        if (expected.warned()) {
            // Where node-tar goes on past what it cannot read, this reader refuses the archive.
            DxException refusal = assertThrows(DxException.class, () -> read(tar));
            assertEquals(ErrorCode.DX_ARCHIVE_CORRUPT, refusal.code());
            return;
        }
        List<String> entries = new ArrayList<>();
        TarReader reader = reader(tar);
        for (TarEntry entry = reader.next(); entry != null; entry = reader.next()) {
            entries.add(entry.kind() + " " + entry.path() + " " + entry.size() + " " + entry.mode());
        }
        assertEquals(expected.entries(), entries);
    }

    @Test
    void refusesOrReadsEveryArchiveOthersFoundHard() throws IOException {
        Path folder = ConformanceData.folder("tar");
        int read = 0;
        int refused = 0;
        for (String collection : new String[] {"node-tar", "tar-stream", "commons-compress"}) {
            try (DirectoryStream<Path> archives = Files.newDirectoryStream(folder.resolve(collection))) {
                for (Path archive : archives) {
                    byte[] bytes = Files.readAllBytes(archive);
                    boolean accepted = Assertions.assertTimeoutPreemptively(
                            Duration.ofSeconds(30), () -> isAccepted(bytes), archive.toString());
                    read += accepted ? 1 : 0;
                    refused += accepted ? 0 : 1;
                }
            }
        }
        assertTrue(read > 80, read + " read");
        assertTrue(refused > 40, refused + " refused; zip files alone are more");
    }

    private static boolean isAccepted(byte[] bytes) {
        try {
            read(bytes);
            return true;
        } catch (DxException refusal) {
            assertEquals(ExitCode.REFUSED, refusal.code().exit(), refusal.getMessage());
            return false;
        }
    }

    /** Kind, path and content of every entry. */
    static List<String> read(byte[] archive) {
        List<String> entries = new ArrayList<>();
        TarReader tar = reader(archive);
        for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
            StringBuilder content = new StringBuilder();
            byte[] some = new byte[1000];
            for (int read = tar.read(some, 0, some.length); read > 0; read = tar.read(some, 0, some.length)) {
                content.append(new String(some, 0, read, StandardCharsets.ISO_8859_1));
            }
            entries.add(entry.kind() + " " + entry.path() + " " + content);
        }
        tar.drain();
        return entries;
    }

    private static TarReader reader(byte[] archive) {
        ArchiveLimits limits = ArchiveLimits.PACKAGE;
        ArchiveSource source =
                new ArchiveSource("test", null, new ByteArrayInputStream(archive), limits, new byte[1 << 12]);
        return new TarReader(
                "test", new Gunzip("test", source, limits, new Inflater(true), null), limits, new byte[4096]);
    }

    private static List<Integer> headerOffsets(byte[] tar) {
        List<Integer> offsets = new ArrayList<>();
        for (int at = 0; at < tar.length - 1024; ) {
            offsets.add(at);
            long size = TarNumber.octal(tar, at + 124, 12);
            at += 512 + (int) (size + 511) / 512 * 512;
        }
        return offsets;
    }

    /** What node-tar tells of an archive: {@code [["entry", {…}], ["warn", …], …]}. */
    private record ExpectedEvents(List<String> entries, boolean warned) {
        static ExpectedEvents parse(String json) {
            List<String> entries = new ArrayList<>();
            boolean warned = false;
            try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), json)) {
                parser.nextToken();
                while (parser.nextToken() == JsonToken.START_ARRAY) {
                    parser.nextToken();
                    String event = parser.getString();
                    warned |= event.equals("warn");
                    for (JsonToken token = parser.nextToken();
                            token != JsonToken.END_ARRAY;
                            token = parser.nextToken()) {
                        if (token == JsonToken.START_OBJECT && event.equals("entry")) {
                            entries.add(entry(parser));
                        } else {
                            parser.skipChildren();
                        }
                    }
                }
            }
            return new ExpectedEvents(entries, warned);
        }

        private static String entry(JsonParser parser) {
            String path = "";
            String type = "";
            long size = 0;
            int mode = 0;
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                switch (name) {
                    case "path" -> path = parser.getString();
                    case "type" -> type = parser.getString();
                    case "size" -> size = parser.getLongValue();
                    case "mode" -> mode = parser.getIntValue();
                    default -> parser.skipChildren();
                }
            }
            Kind kind = switch (type) {
                case "File", "OldFile", "ContiguousFile" -> Kind.FILE;
                case "Directory" -> Kind.FOLDER;
                case "Link", "SymbolicLink" -> Kind.LINK;
                default -> Kind.OTHER;
            };
            return kind + " " + path + " " + size + " " + mode;
        }
    }
}
