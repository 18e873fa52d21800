package dev.dx.engine.store;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;

/** What is said of an archive that is not taken. {@code archive} is how it is called in messages: {@code lodash 4.17.21}. */
final class Refusal {
    private Refusal() {}

    static DxException corrupt(String archive, String why) {
        return new DxException(
                ErrorCode.DX_ARCHIVE_CORRUPT,
                archive + ": " + why,
                "The package was published like that or damaged on its way; try another version.");
    }

    static DxException limit(String archive, String why) {
        return new DxException(
                ErrorCode.DX_ARCHIVE_LIMIT,
                archive + ": " + why,
                "No package needs that; do not install it before you know why it does.");
    }

    static DxException unsafePath(String archive, String path, String why) {
        return new DxException(
                ErrorCode.DX_UNSAFE_PATH,
                archive + ": " + printable(path) + " " + why,
                "The archive tries to write outside its folder; do not install it.");
    }

    static DxException collision(String archive, String path, String why) {
        return new DxException(
                ErrorCode.DX_NAME_COLLISION,
                archive + ": " + printable(path) + " " + why,
                "Move the store to a file system that tells the names apart (DX_HOME), or use another version.");
    }

    /** The name with control characters shown, so that it cannot act on a terminal, and cut to a line's length. */
    static String printable(String name) {
        StringBuilder out = new StringBuilder();
        name.codePoints().limit(200).forEach(c -> {
            if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT || c == 0x2028 || c == 0x2029) {
                out.append(String.format("\\u%04x", c));
            } else {
                out.appendCodePoint(c);
            }
        });
        if (name.length() > out.length() && name.codePointCount(0, name.length()) > 200) {
            out.append('…');
        }
        return out.toString();
    }
}
