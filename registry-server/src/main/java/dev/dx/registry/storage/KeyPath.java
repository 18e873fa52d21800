package dev.dx.registry.storage;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Keys as paths, and back. Every key has a path of its own on every file system, also where upper and lower case are one
 * and where some names are devices; no key leads out of the folder. {@code JSONStream} becomes {@code %4a%53%4f%4e%53tream}.
 */
final class KeyPath {
    private static final Set<String> DEVICES = Set.of("con", "prn", "aux", "nul");
    private static final int LONGEST = 240;

    private KeyPath() {}

    static Path resolve(Path folder, String key) {
        Path path = folder;
        for (String part : key.split("/", -1)) {
            path = path.resolve(name(part));
        }
        return path;
    }

    static String name(String part) {
        if (part.isEmpty()) {
            throw new IllegalArgumentException("a key's part is empty");
        }
        StringBuilder name = new StringBuilder();
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        boolean device = isDevice(part);
        for (int i = 0; i < bytes.length; i++) {
            int b = bytes[i] & 0xff;
            boolean plain = (b >= 'a' && b <= 'z') || (b >= '0' && b <= '9') || b == '-' || b == '_' || b == '@';
            boolean dot = b == '.' && i > 0 && i < bytes.length - 1;
            if ((plain || dot || b == '+') && !(device && i == 0)) {
                name.append((char) b);
            } else {
                name.append('%').append(Character.forDigit(b >> 4, 16)).append(Character.forDigit(b & 15, 16));
            }
        }
        if (name.length() > LONGEST) {
            throw new IllegalArgumentException("a key's part is too long");
        }
        return name.toString();
    }

    private static boolean isDevice(String part) {
        int dot = part.indexOf('.');
        String stem = dot < 0 ? part : part.substring(0, dot);
        boolean numbered = stem.length() == 4
                && (stem.startsWith("com") || stem.startsWith("lpt"))
                && Character.isDigit(stem.charAt(3));
        return numbered || DEVICES.contains(stem);
    }

    /** The key of a path relative to the folder. */
    static String key(Path relative) {
        List<String> parts = new ArrayList<>();
        for (Path name : relative) {
            parts.add(part(name.toString()));
        }
        return String.join("/", parts);
    }

    private static String part(String name) {
        byte[] bytes = new byte[name.length()];
        int length = 0;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '%' && i + 2 < name.length()) {
                bytes[length++] = (byte) Integer.parseInt(name, i + 1, i + 3, 16);
                i += 2;
            } else {
                bytes[length++] = (byte) c;
            }
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
