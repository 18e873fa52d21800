package dev.dx.engine.link;

import static dev.dx.engine.link.StoredPackages.command;
import static dev.dx.engine.link.StoredPackages.file;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.link.StoredPackages.Content;
import dev.dx.engine.pack.FileEntry;
import dev.dx.engine.store.StoredPackage;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TreeWriterTest {
    @TempDir
    Path temp;

    private StoredPackages store;
    private Path modules;

    @BeforeEach
    void createFolders() throws IOException {
        store = new StoredPackages(temp.resolve("store"));
        modules = Files.createDirectories(temp.resolve("project").resolve("node_modules"));
    }

    @ParameterizedTest
    @EnumSource
    void writesEveryFileOfEveryPlacement(LinkStrategy strategy) throws IOException {
        StoredPackage a = store.with(file("package.json", "{}"), file("lib/deep/er/a.js", "a"), file("lib/b.js", "b"));
        StoredPackage b = store.with(file("index.js", "scoped"));
        StoredPackage c = store.with(file("c.js", "nested"));
        List<Path> finished = new ArrayList<>();

        WrittenTree written = new TreeWriter(strategy)
                .write(
                        modules,
                        List.of(at("a", a), at("@scope/b", b), at("a/node_modules/c", c), at("d/node_modules/c", c)),
                        finished::add);

        assertEquals(
                Set.of(
                        "a/package.json",
                        "a/lib/deep/er/a.js",
                        "a/lib/b.js",
                        "@scope/b/index.js",
                        "a/node_modules/c/c.js",
                        "d/node_modules/c/c.js"),
                filesBelow(modules));
        assertEquals("nested", Files.readString(modules.resolve("d/node_modules/c/c.js")));
        assertEquals(4, new HashSet<>(finished).size());
        assertEquals(4, finished.size());
        assertEquals(6, written.files());
        assertEquals(strategy == LinkStrategy.COPY ? 6 : 0, written.copied());
        assertEquals(strategy == LinkStrategy.COPY ? 0 : 2 + 1 + 1 + 6 + 6 + 6, written.sharedBytes());
    }

    @Test
    void manyFilesAreLinkedByWhatTheirFoldersHoldOpen() throws IOException {
        StoredPackage a = store.with(
                file("package.json", "{}"),
                file("lib/deep/er/a.js", "a"),
                file("lib/touched.js", "b"),
                file("lib/\u00fc.js", "u"),
                file(".gitignore", "renamed"),
                command("cli.js", "#!/bin/sh\n"));
        Files.setLastModifiedTime(a.folder().resolve("lib/touched.js"), FileTime.fromMillis(1_000));
        List<String> asked = Collections.synchronizedList(new ArrayList<>());
        SourceCheck check = new SourceCheck() {
            @Override
            public void beforePlacing(StoredPackage content, FileEntry entry, Path file) {
                asked.add(entry.path());
            }

            @Override
            public Unchanged unchanged(StoredPackage content) {
                return new Unchanged(1_000_000_000_000_000_000L, Long.MAX_VALUE);
            }
        };
        Placement placement = new Placement(Path.of("a"), a, Set.of("cli.js"), Map.of(".gitignore", ".npmignore"));

        WrittenTree written =
                new TreeWriter(LinkStrategy.HARDLINK, check, 0).write(modules, List.of(placement), done -> {});

        assertEquals(6, written.files());
        assertEquals(6, filesBelow(modules).size());
        assertEquals("renamed", Files.readString(modules.resolve("a/.npmignore")));
        boolean linux = System.getProperty("os.name").equals("Linux");
        assertEquals(linux, !asked.contains("lib/deep/er/a.js"), "its time was seen on the way");
        assertTrue(asked.containsAll(List.of("lib/touched.js", "lib/\u00fc.js", "cli.js")), asked::toString);
        for (String path : List.of("package.json", "lib/deep/er/a.js", "lib/touched.js")) {
            assertTrue(
                    Files.isSameFile(
                            a.folder().resolve(path), modules.resolve("a").resolve(path)),
                    path);
        }
    }

    @Test
    void hardLinksAreTheStoresOwnFiles() throws IOException {
        StoredPackage a = store.with(file("index.js", "a"));

        new TreeWriter(LinkStrategy.HARDLINK).write(modules, List.of(at("a", a)), placement -> {});

        assertTrue(Files.isSameFile(a.folder().resolve("index.js"), modules.resolve("a/index.js")));
    }

    @Test
    void copiesAreNotTheStoresOwnFiles() throws IOException {
        StoredPackage a = store.with(file("index.js", "a"));

        new TreeWriter(LinkStrategy.COPY).write(modules, List.of(at("a", a)), placement -> {});

        assertFalse(Files.isSameFile(a.folder().resolve("index.js"), modules.resolve("a/index.js")));
    }

    @Test
    void makesCommandsExecutableInACopy() throws IOException {
        StoredPackage a = store.with(
                file("plain.js", "#!/usr/bin/env node\nplain"),
                command("ready.js", "#!/usr/bin/env node\nready"),
                command("crlf.js", "#!/usr/bin/env node\r\nfirst\r\nsecond\r\n"));
        Placement placement = new Placement(Path.of("a"), a, Set.of("plain.js", "ready.js", "crlf.js"));

        WrittenTree written = new TreeWriter(LinkStrategy.HARDLINK).write(modules, List.of(placement), done -> {});

        assertTrue(Files.isExecutable(modules.resolve("a/plain.js")));
        assertFalse(Files.isExecutable(a.folder().resolve("plain.js")));
        assertEquals("#!/usr/bin/env node\nplain", Files.readString(modules.resolve("a/plain.js")));
        assertTrue(Files.isSameFile(a.folder().resolve("ready.js"), modules.resolve("a/ready.js")));
        assertTrue(Files.isExecutable(modules.resolve("a/crlf.js")));
        assertEquals("#!/usr/bin/env node\nfirst\r\nsecond\r\n", Files.readString(modules.resolve("a/crlf.js")));
        assertEquals(
                "#!/usr/bin/env node\r\nfirst\r\nsecond\r\n",
                Files.readString(a.folder().resolve("crlf.js")));
        assertEquals(2, written.copied());
    }

    @Test
    void copiesLongCommandsWhole() throws IOException {
        String text = "#!/bin/sh\r\n" + "0123456789".repeat(10_000);
        StoredPackage a = store.with(file("long", text));

        new TreeWriter(LinkStrategy.HARDLINK)
                .write(modules, List.of(new Placement(Path.of("a"), a, Set.of("long"))), done -> {});

        assertEquals(text.replace("\r", ""), Files.readString(modules.resolve("a/long")));
    }

    @Test
    void splitsLargePackagesAndFinishesThemOnce() throws IOException {
        StoredPackage large = store.with(IntStream.range(0, 2_000)
                .mapToObj(i -> file("f" + i % 7 + "/" + i, "" + i))
                .toArray(Content[]::new));
        List<Path> finished = new ArrayList<>();

        new TreeWriter(LinkStrategy.HARDLINK).write(modules, List.of(at("large", large)), finished::add);

        assertEquals(2_000, filesBelow(modules).size());
        assertEquals(List.of(Path.of("large")), finished);
    }

    @Test
    void stopsWhenInterrupted() {
        StoredPackage large = store.with(
                IntStream.range(0, 3_000).mapToObj(i -> file("f" + i, "" + i)).toArray(Content[]::new));
        StoredPackage small = store.with(file("index.js", ""));
        Thread caller = Thread.currentThread();

        DxException stopped = assertThrows(
                DxException.class,
                () -> new TreeWriter(LinkStrategy.HARDLINK)
                        .write(
                                modules,
                                List.of(at("a", small), at("b", large), at("c", large)),
                                done -> caller.interrupt()));

        assertTrue(Thread.interrupted());
        assertEquals(ErrorCode.DX_CANCELLED, stopped.code());
    }

    @Test
    void refusesToWriteOverAFile() throws IOException {
        StoredPackage twice = store.with(file("node_modules/c/c.js", "bundled"));
        StoredPackage c = store.with(file("c.js", "other"));

        DxException refused = assertThrows(
                DxException.class,
                () -> new TreeWriter(LinkStrategy.HARDLINK)
                        .write(modules, List.of(at("a", twice), at("a/node_modules/c", c)), done -> {}));

        assertEquals(ErrorCode.DX_NAME_COLLISION, refused.code());
        assertEquals("bundled", Files.readString(twice.folder().resolve("node_modules/c/c.js")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "/x", "a/../../x", "..", ".", "", ".bin", ".dx", "a/node_modules", "a/.bin/b"})
    void refusesPlacesOutsideOfNodeModules(String folder) {
        StoredPackage a = store.with(file("index.js", ""));

        DxException refused = assertThrows(DxException.class, () -> at(folder, a));

        assertEquals(ErrorCode.DX_UNSAFE_PATH, refused.code());
    }

    /** npm takes such names, and old packages have them. */
    @ParameterizedTest
    @ValueSource(strings = {"aux", "@scope/con.js", "a*b", "dot."})
    void refusesOnWindowsPackagesWhoseFoldersItCannotHold(String name) throws IOException {
        Placement placement = at(name, store.with(file("index.js", "")));
        try (FileSystem windows = Jimfs.newFileSystem(Configuration.windows())) {
            Path there = Files.createDirectory(windows.getPath("node_modules"));
            DxException refused = assertThrows(
                    DxException.class,
                    () -> new TreeWriter(LinkStrategy.COPY).write(there, List.of(placement), done -> {}));
            assertEquals(ErrorCode.DX_UNSAFE_PATH, refused.code());
        }
        new TreeWriter(LinkStrategy.COPY).write(modules, List.of(placement), done -> {});
        assertTrue(Files.exists(modules.resolve(name).resolve("index.js")));
    }

    private static Placement at(String folder, StoredPackage content) {
        return new Placement(Path.of(folder), content, Set.of());
    }

    private static Set<String> filesBelow(Path folder) throws IOException {
        Set<String> files = new HashSet<>();
        try (Stream<Path> all = Files.walk(folder)) {
            all.filter(Files::isRegularFile)
                    .forEach(f -> files.add(folder.relativize(f).toString()));
        }
        return files;
    }
}
