package dev.dx.engine.npm.spec;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Percent-encoding of parts of URLs, as browsers and Node.js do it. */
final class PercentCoding {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final String COMPONENT_PUNCTUATION = "-_.!~*'()";

    private PercentCoding() {}

    /** The text with every escape replaced by what it stands for; null if an escape is broken or no UTF-8. */
    static @Nullable String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        StringBuilder decoded = new StringBuilder(text.length());
        int at = 0;
        while (at < text.length()) {
            int end = at;
            while (end < text.length() && text.charAt(end) == '%') {
                if (end + 3 > text.length()
                        || !HexFormat.isHexDigit(text.charAt(end + 1))
                        || !HexFormat.isHexDigit(text.charAt(end + 2))) {
                    return null;
                }
                end += 3;
            }
            if (end == at) {
                decoded.append(text.charAt(at++));
                continue;
            }
            byte[] bytes = HexFormat.of().parseHex(text.substring(at, end).replace("%", ""));
            try {
                decoded.append(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)));
            } catch (CharacterCodingException notUtf8) {
                return null;
            }
            at = end;
        }
        return decoded.toString();
    }

    /** Escapes everything that is neither a letter, a digit, nor one of {@code -_.!~*'()}. */
    static String encodeComponent(String text) {
        StringBuilder encoded = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (isAlphanumeric(c) || COMPONENT_PUNCTUATION.indexOf(c) >= 0) {
                encoded.append((char) c);
            } else {
                escape(c, encoded);
            }
        });
        return encoded.toString();
    }

    /** Escapes control characters, everything beyond ASCII, and the characters of {@code special}. */
    static String encode(String text, String special) {
        StringBuilder encoded = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (c > 0x1f && c < 0x7f && special.indexOf(c) < 0) {
                encoded.append((char) c);
            } else {
                escape(c, encoded);
            }
        });
        return encoded.toString();
    }

    private static boolean isAlphanumeric(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    private static void escape(int c, StringBuilder encoded) {
        for (byte unit : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
            encoded.append('%').append(HEX.toHexDigits(unit));
        }
    }
}
