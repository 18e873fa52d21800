package dev.dx.engine;

import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a package's archive must hash to: the digests of a Subresource Integrity string, of its strongest algorithm
 * only. A weaker digest beside a stronger one is never used, so it cannot be used to get around the stronger one.
 */
public record Integrity(Algorithm algorithm, List<String> digests) {
    private static final int SHA512_IN_BASE64 = 88;

    /** Weakest first. */
    public enum Algorithm {
        SHA1("SHA-1", 20),
        SHA256("SHA-256", 32),
        SHA384("SHA-384", 48),
        SHA512("SHA-512", 64);

        private final String jcaName;
        private final String sriName;
        private final int length;

        Algorithm(String jcaName, int length) {
            this.jcaName = jcaName;
            this.sriName = name().toLowerCase(Locale.ROOT);
            this.length = length;
        }

        /** The name {@link java.security.MessageDigest#getInstance(String)} knows it by. */
        public String jcaName() {
            return jcaName;
        }

        /** How many bytes a digest has. */
        public int digestLength() {
            return length;
        }

        /** As it stands before the dash of an SRI string. */
        public String sriName() {
            return sriName;
        }
    }

    public Integrity {
        digests = List.copyOf(digests);
        if (digests.isEmpty()) {
            throw new IllegalArgumentException("an integrity has at least one digest");
        }
    }

    /** Reads an SRI string; null if it holds no digest of a known algorithm, or a digest of the wrong length. */
    public static @Nullable Integrity parse(String sri) {
        Integrity single = parseSingle(sri);
        if (single != null) {
            return single;
        }
        record Digest(Algorithm algorithm, String base64) {}
        List<Digest> found = new ArrayList<>();
        for (String part : sri.strip().split("\\s+", -1)) {
            int dash = part.indexOf('-');
            if (dash < 0) {
                continue;
            }
            int options = part.indexOf('?', dash);
            String base64 = options < 0 ? part.substring(dash + 1) : part.substring(dash + 1, options);
            for (Algorithm algorithm : Algorithm.values()) {
                if (part.regionMatches(true, 0, algorithm.sriName(), 0, dash)
                        && algorithm.sriName().length() == dash) {
                    byte[] bytes = decode(base64);
                    if (bytes == null || bytes.length != algorithm.length) {
                        return null;
                    }
                    found.add(new Digest(algorithm, Base64.getEncoder().encodeToString(bytes)));
                }
            }
        }
        Algorithm strongest = found.stream()
                .map(Digest::algorithm)
                .max(Comparator.naturalOrder())
                .orElse(null);
        if (strongest == null) {
            return null;
        }
        return new Integrity(
                strongest,
                found.stream()
                        .filter(digest -> digest.algorithm() == strongest)
                        .map(Digest::base64)
                        .distinct()
                        .toList());
    }

    /** What nearly every registry sends: one SHA-512 and nothing else. Null for anything other, good or bad. */
    private static @Nullable Integrity parseSingle(String sri) {
        String start = "sha512-";
        if (!sri.startsWith(start) || sri.length() != start.length() + SHA512_IN_BASE64) {
            return null;
        }
        String base64 = sri.substring(start.length());
        return isCanonicalSha512(base64) ? new Integrity(Algorithm.SHA512, List.of(base64)) : null;
    }

    /** Whether that is how 64 bytes are written: it need not be decoded then, which thousands of them would take long to. */
    private static boolean isCanonicalSha512(String base64) {
        for (int i = 0; i < SHA512_IN_BASE64 - 3; i++) {
            if (!isBase64(base64.charAt(i))) {
                return false;
            }
        }
        // Of the last character before the padding, four bits stand for nothing and are not set.
        return "AQgw".indexOf(base64.charAt(SHA512_IN_BASE64 - 3)) >= 0 && base64.endsWith("==");
    }

    private static boolean isBase64(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
    }

    /** The integrity a registry's old hexadecimal {@code shasum} stands for; null if it is not one. */
    public static @Nullable Integrity fromShasum(String hex) {
        try {
            byte[] bytes = HexFormat.of().parseHex(hex);
            return bytes.length == Algorithm.SHA1.length ? of(Algorithm.SHA1, bytes) : null;
        } catch (IllegalArgumentException notHex) {
            return null;
        }
    }

    public static Integrity of(Algorithm algorithm, byte[] digest) {
        return new Integrity(algorithm, List.of(Base64.getEncoder().encodeToString(digest)));
    }

    /** Whether bytes with this digest are what was promised. */
    public boolean matches(byte[] digest) {
        return digests.contains(Base64.getEncoder().encodeToString(digest));
    }

    /** The SRI string: {@code sha512-…}, several separated by spaces. */
    @Override
    public String toString() {
        if (digests.size() == 1) {
            return algorithm.sriName() + "-" + digests.getFirst();
        }
        return String.join(
                " ",
                digests.stream()
                        .map(digest -> algorithm.sriName() + "-" + digest)
                        .toList());
    }

    private static byte @Nullable [] decode(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }
}
