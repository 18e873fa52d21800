package dev.dx.engine.link;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.ContentHash;
import dev.dx.engine.ContentRoot;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.Integrity;
import dev.dx.engine.binary.Blake3;
import dev.dx.engine.binary.FormatFault;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class TreeRecipeTest {
    private static final FormatFault FAULT = new FormatFault("test", "Delete it.");
    private static final TreeRecipe SMALL = new TreeRecipe(
            "linux x64 glibc",
            List.of(
                    piece("top", Set.of("cli.js"), Map.of(".gitignore", ".npmignore")),
                    piece("@s/scoped", Set.of(), Map.of()),
                    piece("top/node_modules/leaf", Set.of(), Map.of())),
            List.of(
                    new TreeRecipe.Commands("", List.of(new BinLink("top", "top", "cli.js"))),
                    new TreeRecipe.Commands("top/node_modules", List.of(new BinLink("leaf", "leaf", "bin/leaf.js")))));

    private static TreeRecipe.Piece piece(String folder, Set<String> executables, Map<String, String> renamed) {
        return piece(folder, executables, renamed, folder);
    }

    private static TreeRecipe.Piece piece(
            String folder, Set<String> executables, Map<String, String> renamed, String archive) {
        ContentRoot root = new ContentRoot(ContentHash.of(Blake3.hash(folder.getBytes(StandardCharsets.UTF_8))));
        byte[] digest = Arrays.copyOf(archive.getBytes(StandardCharsets.UTF_8), 64);
        Integrity integrity = Integrity.parse("sha512-" + Base64.getEncoder().encodeToString(digest));
        return new TreeRecipe.Piece(folder, root, Objects.requireNonNull(integrity), executables, renamed);
    }

    @Test
    void isReadAsItWasWritten() {
        assertEquals(SMALL, TreeRecipeFormat.decode(TreeRecipeFormat.encode(SMALL), FAULT));
        TreeRecipe shuffled = new TreeRecipe(
                SMALL.target(), SMALL.pieces().reversed(), SMALL.commands().reversed());
        assertArrayEquals(TreeRecipeFormat.encode(SMALL), TreeRecipeFormat.encode(shuffled));
    }

    @Test
    void isCalledByWhatItMakesAndNotByTheArchives() {
        TreeRecipe otherArchive = new TreeRecipe(
                SMALL.target(),
                List.of(
                        SMALL.pieces().get(1),
                        SMALL.pieces().get(2),
                        piece("@s/scoped", Set.of(), Map.of(), "another archive of the same")),
                SMALL.commands());
        assertEquals(SMALL.hash(), otherArchive.hash());
        TreeRecipe elsewhere = new TreeRecipe("win32 x64", SMALL.pieces(), SMALL.commands());
        assertNotEquals(SMALL.hash(), elsewhere.hash());
        assertEquals(SMALL.graph(), elsewhere.graph());
        assertNotEquals(SMALL.hash(), SMALL.only(Set.of("top")).hash());
    }

    @Test
    void aPartHasWhatStandsInIt() {
        TreeRecipe part = SMALL.only(Set.of("top"));
        assertEquals(
                List.of("top", "top/node_modules/leaf"),
                part.pieces().stream().map(TreeRecipe.Piece::folder).toList());
        assertEquals(SMALL.commands(), part.commands());
        TreeRecipe other = SMALL.only(Set.of("@s/scoped"));
        assertEquals(1, other.pieces().size());
        assertEquals(List.of(), other.commands());
    }

    @Test
    void refusesEveryDamage() {
        byte[] whole = TreeRecipeFormat.encode(SMALL);
        Random random = new Random(20260501);
        for (int at = 0; at < whole.length; at++) {
            byte[] flipped = whole.clone();
            flipped[at] ^= (byte) (1 << random.nextInt(8));
            assertRefused(flipped);
            mayBeRead(sealed(flipped));
            assertRefused(Arrays.copyOf(whole, at));
            mayBeRead(sealed(Arrays.copyOf(whole, at)));
        }
        assertRefused(Arrays.copyOf(whole, whole.length + 1));
    }

    @Test
    void tellsTooNewFromDamaged() {
        byte[] newer = TreeRecipeFormat.encode(SMALL);
        newer[4] = 2;
        DxException refusal = assertThrows(DxException.class, () -> TreeRecipeFormat.decode(sealed(newer), FAULT));
        assertEquals(ErrorCode.DX_FORMAT_TOO_NEW, refusal.code());
    }

    @Test
    void nothingLeadsOutOfTheTree() {
        assertThrows(IllegalArgumentException.class, () -> piece("a", Set.of(), Map.of(".gitignore", "../../x")));
        assertThrows(IllegalArgumentException.class, () -> new TreeRecipe.Commands("../x", List.of()));
        assertThrows(IllegalArgumentException.class, () -> piece("../x", Set.of(), Map.of()));
        assertThrows(IllegalArgumentException.class, () -> new LayoutLinks(SMALL.hash(), Set.of("../x")));
        assertThrows(IllegalArgumentException.class, () -> new LayoutLinks(SMALL.hash(), Set.of(".bin")));
    }

    private static byte[] sealed(byte[] bytes) {
        if (bytes.length >= 4) {
            CRC32C crc = new CRC32C();
            crc.update(bytes, 0, bytes.length - 4);
            ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(bytes.length - 4, (int) crc.getValue());
        }
        return bytes;
    }

    private static void assertRefused(byte[] bytes) {
        isOfTheFormat(assertThrows(DxException.class, () -> TreeRecipeFormat.decode(bytes, FAULT)));
    }

    private static void mayBeRead(byte[] bytes) {
        try {
            assertTrue(TreeRecipeFormat.decode(bytes, FAULT).pieces().size() <= 3);
        } catch (DxException refusal) {
            isOfTheFormat(refusal);
        }
    }

    private static void isOfTheFormat(DxException refusal) {
        switch (refusal.code()) {
            case DX_FORMAT_CORRUPT, DX_FORMAT_TOO_NEW, DX_FORMAT_TRUNCATED, DX_UNSAFE_PATH -> {}
            default -> throw refusal;
        }
    }
}
