package dev.dx.engine.store;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What the extended headers before an entry say of it. A later record replaces an earlier one. */
final class PaxHeader {
    private interface Field {
        void accept(String key, String value);
    }

    private final String archive;
    private @Nullable String path;
    private boolean linkPath;
    private long size = -1;
    private boolean empty = true;

    PaxHeader(String archive) {
        this.archive = archive;
    }

    void parse(byte[] bytes) {
        empty = false;
        records(archive, bytes, (key, value) -> {
            switch (key) {
                case "path" -> path = checkedPath(value);
                case "linkpath" -> linkPath = !value.isEmpty();
                case "size" -> size = checkedSize(value);
                default -> {}
            }
        });
    }

    /** Refuses a header for all following entries that would change where they go or how long they are. */
    static void checkGlobal(String archive, byte[] bytes) {
        records(archive, bytes, (key, value) -> {
            if (key.equals("size")) {
                throw Refusal.corrupt(archive, "one size for all entries");
            }
        });
    }

    boolean isEmpty() {
        return empty;
    }

    @Nullable
    String path() {
        return path;
    }

    boolean hasLinkPath() {
        return linkPath;
    }

    /** The body's size; -1 where only the entry's own header has it. */
    long size() {
        return size;
    }

    private @Nullable String checkedPath(String value) {
        if (value.indexOf('\0') >= 0 || value.indexOf('\n') >= 0) {
            throw Refusal.unsafePath(archive, value, "has a NUL or a line break in it");
        }
        return value.isEmpty() ? null : value;
    }

    private long checkedSize(String value) {
        long number = 0;
        for (int i = 0; i < value.length(); i++) {
            int digit = value.charAt(i) - '0';
            if (digit < 0 || digit > 9 || number > (Long.MAX_VALUE - 9) / 10) {
                throw Refusal.corrupt(archive, "an extended header whose size is not a number");
            }
            number = number * 10 + digit;
        }
        return value.isEmpty() ? -1 : number;
    }

    /** {@code LENGTH KEY=VALUE\n}, the length in decimal and of the whole record. */
    private static void records(String archive, byte[] bytes, Field field) {
        int at = 0;
        while (at < bytes.length) {
            int length = 0;
            int digits = at;
            while (digits < bytes.length && bytes[digits] >= '0' && bytes[digits] <= '9' && digits - at < 8) {
                length = length * 10 + (bytes[digits] - '0');
                digits++;
            }
            int end = at + length;
            if (digits == at
                    || digits == bytes.length
                    || bytes[digits] != ' '
                    || end > bytes.length
                    || end <= digits + 1
                    || bytes[end - 1] != '\n') {
                throw Refusal.corrupt(archive, "a damaged extended header");
            }
            String text = new String(bytes, digits + 1, end - 1 - (digits + 1), StandardCharsets.UTF_8);
            int equals = text.indexOf('=');
            if (equals <= 0) {
                throw Refusal.corrupt(archive, "a damaged extended header");
            }
            field.accept(text.substring(0, equals), text.substring(equals + 1));
            at = end;
        }
    }
}
