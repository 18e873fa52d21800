package dev.dx.engine.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.dx.engine.ContentRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackageRootsTest {
    private static final ContentRoot LOW = root(1);
    private static final ContentRoot MIDDLE = root(0x7f);
    /** Its first byte is below 0 for who forgets that bytes have no sign. */
    private static final ContentRoot HIGH = root(0xfe);

    @TempDir
    Path folder;

    private static ContentRoot root(int first) {
        byte[] bytes = new byte[ContentRoot.LENGTH];
        bytes[0] = (byte) first;
        return ContentRoot.of(bytes);
    }

    @Test
    void areTheSameInWhateverOrderTheyCome() throws IOException {
        PackageRoots roots = PackageRoots.of(List.of(HIGH, LOW, MIDDLE, LOW));
        assertEquals(PackageRoots.of(Set.of(LOW, MIDDLE, HIGH)), roots);
        assertEquals(3, roots.size());
        assertEquals(Set.of(LOW, MIDDLE, HIGH), roots.asSet());
        assertNotEquals(PackageRoots.of(Set.of(LOW, MIDDLE)), roots);

        Path file = folder.resolve("roots");
        roots.write(file);
        assertEquals(roots, PackageRoots.read(file));
        PackageRoots.NONE.write(file);
        assertEquals(PackageRoots.NONE, PackageRoots.read(file));
    }

    @Test
    void holdsWhatBothHave() {
        PackageRoots some = PackageRoots.of(Set.of(LOW, MIDDLE));
        assertEquals(PackageRoots.of(Set.of(LOW, MIDDLE, HIGH)), some.and(PackageRoots.of(Set.of(HIGH, LOW))));
        assertEquals(some, PackageRoots.NONE.and(some));
        assertSame(some, some.and(PackageRoots.of(Set.of(LOW))));
    }

    @Test
    void aDamagedFileSaysNothing() throws IOException {
        Path file = folder.resolve("roots");
        assertNull(PackageRoots.read(file));
        PackageRoots.of(Set.of(LOW, MIDDLE, HIGH)).write(file);
        byte[] whole = Files.readAllBytes(file);
        Random random = new Random(20261122);
        for (int at = 0; at < whole.length; at++) {
            byte[] flipped = whole.clone();
            flipped[at] ^= (byte) (1 << random.nextInt(8));
            assertNull(PackageRoots.read(Files.write(file, flipped)), "byte " + at);
            assertNull(PackageRoots.read(Files.write(file, Arrays.copyOf(whole, at))), at + " bytes");
        }
    }

    @Test
    void bytesThatAreNotInOrderAreNone() {
        byte[] twice = Arrays.copyOf(MIDDLE.bytes(), 2 * ContentRoot.LENGTH);
        System.arraycopy(MIDDLE.bytes(), 0, twice, ContentRoot.LENGTH, ContentRoot.LENGTH);
        assertNull(PackageRoots.ofBytes(twice));
        twice[2 * ContentRoot.LENGTH - 1] = 1;
        ContentRoot next = ContentRoot.of(Arrays.copyOfRange(twice, ContentRoot.LENGTH, twice.length));
        assertEquals(PackageRoots.of(Set.of(MIDDLE, next)), PackageRoots.ofBytes(twice));
        twice[0] = (byte) 0xfe;
        assertNull(PackageRoots.ofBytes(twice), "the higher one first");
        assertNull(PackageRoots.ofBytes(new byte[ContentRoot.LENGTH + 1]));
    }
}
