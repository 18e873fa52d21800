package dev.dx.engine.lock;

import java.util.function.IntFunction;

/**
 * An address with its package's name and version left open, so that those of packages from one registry are all the same
 * text.
 */
final class Origin {
    private Origin() {}

    static String template(String origin, String name, String version) {
        if (origin.chars().anyMatch(c -> c >= BinaryLockFormat.ORIGIN_NAME && c <= BinaryLockFormat.ORIGIN_VERSION)) {
            throw new NotForBinaryException("\"" + origin + "\" is no address");
        }
        int host = origin.indexOf("://");
        int path = host < 0 ? 0 : origin.indexOf('/', host + 3);
        if (path < 0 || name.isEmpty()) {
            return origin;
        }
        String open = opened(origin.substring(path), name, BinaryLockFormat.ORIGIN_NAME);
        open = opened(open, tail(name), BinaryLockFormat.ORIGIN_TAIL);
        open = opened(open, version, BinaryLockFormat.ORIGIN_VERSION);
        return origin.substring(0, path) + open;
    }

    private static String opened(String text, String part, char mark) {
        return part.isEmpty() ? text : text.replace(part, String.valueOf(mark));
    }

    static String filled(String template, String name, String version, IntFunction<RuntimeException> tooLong) {
        StringBuilder filled = new StringBuilder(template.length() + name.length() + version.length());
        for (int i = 0; i < template.length(); i++) {
            char c = template.charAt(i);
            switch (c) {
                case BinaryLockFormat.ORIGIN_NAME -> filled.append(name);
                case BinaryLockFormat.ORIGIN_TAIL -> filled.append(tail(name));
                case BinaryLockFormat.ORIGIN_VERSION -> filled.append(version);
                default -> filled.append(c);
            }
            if (filled.length() > BinaryLockFormat.MAX_TEXT) {
                throw tooLong.apply(filled.length());
            }
        }
        return filled.toString();
    }

    private static String tail(String name) {
        return name.substring(name.lastIndexOf('/') + 1);
    }
}
