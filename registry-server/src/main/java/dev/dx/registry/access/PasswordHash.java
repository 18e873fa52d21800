package dev.dx.registry.access;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * What is kept of a password: {@code pbkdf2-sha512$ROUNDS$SALT$HASH}. PBKDF2 because the JDK has it, so that the most
 * delicate code here is nobody's side project; passwords are seen at a login alone, which is rationed, and tokens, which
 * every request brings, are random and need no slow hash.
 */
final class PasswordHash {
    private static final String NAME = "pbkdf2-sha512";
    private static final int MOST_ROUNDS = 10_000_000;
    private static final int SALT = 16;
    private static final int BITS = 256;
    private static final SecureRandom RANDOM = new SecureRandom();

    private PasswordHash() {}

    static String of(String password, int rounds) {
        byte[] salt = new byte[SALT];
        RANDOM.nextBytes(salt);
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return NAME + "$" + rounds + "$" + base64.encodeToString(salt) + "$"
                + base64.encodeToString(hash(password, salt, rounds));
    }

    /** What no password is kept as, and costs as much to compare with; making it costs nothing. */
    static String ofNobody(int rounds) {
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return NAME + "$" + rounds + "$" + base64.encodeToString(new byte[SALT]) + "$"
                + base64.encodeToString(new byte[BITS / 8]);
    }

    static boolean matches(String password, String kept) {
        List<String> parts = List.of(kept.split("\\$", -1));
        if (parts.size() != 4 || !parts.get(0).equals(NAME)) {
            return false;
        }
        try {
            int rounds = Integer.parseInt(parts.get(1));
            if (rounds < 1 || rounds > MOST_ROUNDS) {
                return false;
            }
            byte[] salt = Base64.getDecoder().decode(parts.get(2));
            byte[] wanted = Base64.getDecoder().decode(parts.get(3));
            return MessageDigest.isEqual(wanted, hash(password, salt, rounds));
        } catch (IllegalArgumentException damaged) {
            return false;
        }
    }

    private static byte[] hash(String password, byte[] salt, int rounds) {
        PBEKeySpec key = new PBEKeySpec(password.toCharArray(), salt, rounds, BITS);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                    .generateSecret(key)
                    .getEncoded();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        } finally {
            key.clearPassword();
        }
    }
}
