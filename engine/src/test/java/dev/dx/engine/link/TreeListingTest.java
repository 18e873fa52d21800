package dev.dx.engine.link;

import static dev.dx.engine.link.StoredPackages.command;
import static dev.dx.engine.link.StoredPackages.file;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dx.engine.ContentHash;
import dev.dx.engine.ContentRoot;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.Platform;
import dev.dx.engine.binary.Blake3;
import dev.dx.engine.pack.FileEntry;
import dev.dx.engine.pack.FileMode;
import dev.dx.engine.pack.FileTable;
import dev.dx.engine.store.StoredPackage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TreeListingTest {
    private static final SourceCheck.Unchanged ANY = new SourceCheck.Unchanged(Long.MIN_VALUE, Long.MAX_VALUE);

    @TempDir
    Path temp;

    private final Map<String, StoredPackage> packages = new HashMap<>();
    private StoredPackages store;
    private Path project;

    @BeforeEach
    void createFolders() throws IOException {
        store = new StoredPackages(temp.resolve("store"));
        project = Files.createDirectory(temp.resolve("project"));
        packages.put(
                "a",
                store.with(
                        file("package.json", "{}"),
                        file("lib/deep/er/a.js", "a"),
                        file("lib/b.js", "b"),
                        command("ready.js", "#!/usr/bin/env node\nready"),
                        command("crlf.js", "#!/usr/bin/env node\r\ncrlf"),
                        file("plain.js", "#!/usr/bin/env node\nplain")));
        packages.put("a/node_modules/c", store.with(file("c.js", "nested")));
        packages.put("named", store.with(file("\u00fc.js", "u")));
        packages.put("renamed", store.with(file(".gitignore", "ignored"), file("index.js", "r")));
    }

    private TreeRecipe recipe() {
        List<TreeRecipe.Piece> pieces = packages.keySet().stream()
                .map(folder -> new TreeRecipe.Piece(
                        folder,
                        new ContentRoot(ContentHash.of(Blake3.hash(folder.getBytes(StandardCharsets.UTF_8)))),
                        of(folder).integrity(),
                        folder.equals("a") ? Set.of("ready.js", "crlf.js", "plain.js") : Set.of(),
                        folder.equals("renamed") ? Map.of(".gitignore", ".npmignore") : Map.of()))
                .toList();
        return new TreeRecipe(Platform.current().toString(), pieces, List.of());
    }

    private StoredPackage of(String folder) {
        return Objects.requireNonNull(packages.get(folder), folder);
    }

    private byte @Nullable [] encoded() {
        return TreeListing.encoded(recipe(), piece -> of(piece.folder()), content -> ANY, piece -> true, 1);
    }

    /** Where it is noted with its listing. */
    private Path noted() {
        SpareTrees spares = new SpareTrees(temp.resolve("spares"), new SpareTrees.Limits(2, 0));
        spares.note(recipe(), this::encoded, Map.of(), project);
        return spares.noted().getFirst();
    }

    /** Makes the tree; those of its packages that were looked into are left in {@code seen}. */
    private Path made(NotedTree tree, Set<String> seen) throws IOException {
        Path modules = Files.createTempDirectory(temp, "modules");
        PackageContents contents = new PackageContents() {
            @Override
            public StoredPackage of(TreeRecipe.Piece piece) {
                seen.add(piece.folder());
                return TreeListingTest.this.of(piece.folder());
            }

            @Override
            public Path folderOf(TreeRecipe.Piece piece) {
                return TreeListingTest.this.of(piece.folder()).folder();
            }
        };
        tree.make(
                modules,
                contents,
                SourceCheck.NONE,
                Platform.current(),
                LinkStrategy.HARDLINK,
                piece -> false,
                folder -> {});
        return modules;
    }

    private static void assumeLinks() {
        assumeTrue(TreeWriter.linksListed(LinkStrategy.HARDLINK), "linked by paths here");
    }

    @Test
    void aListedPackageIsLinkedWithoutBeingLookedInto() throws IOException {
        assumeLinks();
        Set<String> seen = new HashSet<>();

        Path modules = made(Objects.requireNonNull(NotedTree.read(noted())), seen);

        assertEquals(Set.of("named", "renamed"), seen);
        for (String path : List.of("package.json", "lib/deep/er/a.js", "lib/b.js", "ready.js")) {
            assertTrue(
                    Files.isSameFile(
                            of("a").folder().resolve(path), modules.resolve("a").resolve(path)),
                    path);
        }
        assertEquals("#!/usr/bin/env node\ncrlf", Files.readString(modules.resolve("a/crlf.js")));
        assertTrue(Files.isExecutable(modules.resolve("a/plain.js")));
        assertFalse(Files.isExecutable(of("a").folder().resolve("plain.js")));
        assertEquals("nested", Files.readString(modules.resolve("a/node_modules/c/c.js")));
        assertEquals("u", Files.readString(modules.resolve("named/\u00fc.js")));
        assertEquals("ignored", Files.readString(modules.resolve("renamed/.npmignore")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"lib/b.js", "crlf.js"})
    void whatIsNotAsListedIsNotLinked(String touched) throws IOException {
        assumeLinks();
        SourceCheck.Unchanged then = new SourceCheck.Unchanged(1_000_000_000_000_000_000L, Long.MAX_VALUE);
        SpareTrees spares = new SpareTrees(temp.resolve("spares"), new SpareTrees.Limits(2, 0));
        spares.note(
                recipe(),
                () -> TreeListing.encoded(recipe(), piece -> of(piece.folder()), content -> then, piece -> true, 1),
                Map.of(),
                project);
        Path noted = spares.noted().getFirst();
        NotedTree tree = Objects.requireNonNull(NotedTree.read(noted));
        Files.setLastModifiedTime(of("a").folder().resolve(touched), FileTime.fromMillis(1_000));

        DxException refused = assertThrows(DxException.class, () -> made(tree, new HashSet<>()));

        assertEquals(ErrorCode.DX_NOT_FOUND, refused.code());
        assertFalse(Files.exists(noted.resolveSibling("listing")), "nobody shall fail by it again");
        spares.note(recipe(), this::encoded, Map.of(), project);
        assertTrue(Files.exists(noted.resolveSibling("listing")), "whoever installs it lists it anew");
    }

    @Test
    void aPackageThatIsGoneIsNotLinked() throws IOException {
        assumeLinks();
        NotedTree tree = Objects.requireNonNull(NotedTree.read(noted()));
        Files.move(of("a/node_modules/c").folder(), temp.resolve("gone"));

        assertEquals(
                ErrorCode.DX_NOT_FOUND,
                assertThrows(DxException.class, () -> made(tree, new HashSet<>()))
                        .code());
    }

    @Test
    void aSmallTreeIsNotListed() {
        assertNull(TreeListing.encoded(recipe(), piece -> of(piece.folder()), content -> ANY, piece -> true));
        assertNull(TreeListing.encoded(recipe(), piece -> of(piece.folder()), content -> null, piece -> true, 1));
    }

    @Test
    void everyDamageIsNoticed() throws IOException {
        byte[] whole = Objects.requireNonNull(encoded());
        Path file = temp.resolve("listing");
        Files.write(file, whole);
        assertNotNull(TreeListing.read(file));
        for (int i = 0; i < whole.length; i++) {
            byte[] damaged = whole.clone();
            damaged[i] ^= 1;
            Files.write(file, damaged);
            assertNull(TreeListing.read(file), "byte " + i);
            Files.write(file, Arrays.copyOf(whole, i));
            assertNull(TreeListing.read(file), i + " bytes");
        }
    }

    /** Somebody who can compute a checksum wrote it. */
    @Test
    void whateverIsSealedItLeadsNowhereElse() throws IOException {
        byte[] whole = Objects.requireNonNull(encoded());
        Path file = temp.resolve("listing");
        int legible = 0;
        for (int i = 0; i < whole.length - 4; i++) {
            for (int value : new int[] {0, 1, 0x2e, 0x2f, 0x7f, 0xff}) {
                byte[] damaged = whole.clone();
                damaged[i] = (byte) value;
                Files.write(file, sealed(damaged));
                legible += TreeListing.read(file) == null ? 0 : 1;
            }
        }
        assertTrue(legible > 0, "another size or letter is a listing of something else");
        for (String path : List.of("../x.js", "/x.jss", "lib/../", "./x.js", "lib//x", "li\\bx.js", "..", ".")) {
            StoredPackage named = new StoredPackage(
                    of("a").root(),
                    of("a").integrity(),
                    of("a").folder(),
                    new FileTable(List.of(entry("x".repeat(path.length())))));
            byte[] plain = TreeListingFormat.file(List.of(
                    TreeListingFormat.ofPackage(0, ANY, List.of(), named.files().entries(), List.of())));
            String text = new String(plain, StandardCharsets.ISO_8859_1);
            Files.write(file, plain);
            assertNotNull(TreeListing.read(file), path);
            String changed = text.replace("x".repeat(path.length()) + "\0", path + "\0");
            Files.write(file, sealed(changed.getBytes(StandardCharsets.ISO_8859_1)));
            assertNull(TreeListing.read(file), path);
        }
    }

    private static FileEntry entry(String path) {
        return new FileEntry(path, FileMode.REGULAR, 1, ContentHash.of(new byte[ContentHash.LENGTH]));
    }

    private static byte[] sealed(byte[] damaged) {
        CRC32C crc = new CRC32C();
        crc.update(damaged, 0, damaged.length - 4);
        ByteBuffer.wrap(damaged).order(ByteOrder.LITTLE_ENDIAN).putInt(damaged.length - 4, (int) crc.getValue());
        return damaged;
    }

    @Test
    void isShownToPeople() throws IOException {
        Path file = temp.resolve("listing");
        Files.write(file, Objects.requireNonNull(encoded()));

        List<String> lines = TreeListing.dump(file);

        assertEquals("format      listing of a tree, version 1", lines.getFirst());
        assertTrue(lines.contains("piece 0  3 folders, 4 files to link, 2 commands"), lines::toString);
    }
}
