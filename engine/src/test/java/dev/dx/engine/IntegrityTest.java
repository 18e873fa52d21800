package dev.dx.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.dx.engine.Integrity.Algorithm;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class IntegrityTest {
    private static final String ZEROS = "A".repeat(86) + "==";

    @Test
    void readsAnySha512AsItIsWritten() {
        Random random = new Random(1);
        for (int i = 0; i < 1_000; i++) {
            byte[] digest = new byte[64];
            random.nextBytes(digest);
            String base64 = Base64.getEncoder().encodeToString(digest);
            assertEquals(new Integrity(Algorithm.SHA512, List.of(base64)), Integrity.parse("sha512-" + base64));
            assertEquals(Integrity.of(Algorithm.SHA512, digest), Integrity.parse("sha512-" + base64));
        }
    }

    /** Bits that stand for nothing are set: the same 64 bytes, which are compared as they are usually written. */
    @Test
    void readsAnUnusualSpellingAsTheUsualOne() {
        Integrity unusual = Integrity.parse("sha512-" + "A".repeat(85) + "B==");
        assertNotNull(unusual);
        assertEquals("sha512-" + ZEROS, unusual.toString());
    }

    static List<String> noDigests() {
        String most = "sha512-" + "A".repeat(84);
        return List.of(
                "",
                "sha512-",
                "sha512-AAAA",
                most + "-A==",
                most + "\u0100A==",
                most + "AAAA",
                most + "A===",
                "md5-" + "A".repeat(22) + "==");
    }

    @ParameterizedTest
    @MethodSource("noDigests")
    void isNothingWhereItIsNoDigest(String text) {
        assertNull(Integrity.parse(text));
    }

    @Test
    void takesTheStrongestAlone() {
        String sha1 = "sha1-" + Base64.getEncoder().encodeToString(new byte[20]);
        Integrity both = Integrity.parse(sha1 + " sha512-" + ZEROS);
        assertNotNull(both);
        assertEquals("sha512-" + ZEROS, both.toString());
    }
}
