package dev.dx.engine.link;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * What a commit does, so that another process can finish it. As text, one item a line, control characters and {@code %}
 * as {@code %XX}; the last line holds the CRC-32 of all before it, without which the record does not exist:
 *
 * <pre>
 * dx-journal 1
 * staging IDENTITY
 * nonce HEX
 * modules swap|change|stay
 * file NAME            once for each staged file, in the order of their numbers
 * carry PATH           once for each entry of the old tree that moves into the new one
 * put PATH             once for each entry that takes its place in the tree that stays
 * drop PATH            once for each entry that goes from it
 * end CRC32
 * </pre>
 *
 * @param staging the folder this record was written for
 * @param nonce what the new tree is marked with
 * @param files paths of files in the project, replaced by the staged file of the same position
 * @param carried paths relative to node_modules, like {@code put} and {@code dropped}
 */
record CommitRecord(
        String staging,
        String nonce,
        Modules modules,
        List<String> files,
        List<String> carried,
        List<String> put,
        List<String> dropped) {
    /** What becomes of the project's node_modules. */
    enum Modules {
        /** The staged tree replaces it. */
        SWAP,
        /** It stays, but for single entries. */
        CHANGE,
        /** Nothing. */
        STAY
    }

    CommitRecord {
        files = List.copyOf(files);
        carried = List.copyOf(carried);
        put = List.copyOf(put);
        dropped = List.copyOf(dropped);
        if (!files.stream().allMatch(CommitRecord::isFile)
                || !carried.stream().allMatch(CommitRecord::isCarriable)
                || !put.stream().allMatch(CommitRecord::isPlace)
                || !dropped.stream().allMatch(CommitRecord::isPlace)) {
            throw new IllegalArgumentException("a commit touches entries of the project and of node_modules alone");
        }
    }

    /** Whether it names something in node_modules, at whatever depth. */
    static boolean isPlace(String path) {
        return Arrays.stream(path.split("/", -1)).allMatch(CommitRecord::isEntry);
    }

    private static boolean isCarriable(String path) {
        int slash = path.indexOf('/');
        return slash < 0 ? isEntry(path) : isEntry(path.substring(0, slash)) && isEntry(path.substring(slash + 1));
    }

    /** Whether it names a file directly in the project, or the manifest of a package in one of its folders. */
    static boolean isFile(String path) {
        String[] steps = path.split("/", -1);
        return Arrays.stream(steps).allMatch(step -> isEntry(step) && !step.equals("node_modules"))
                && (steps.length == 1 || steps[steps.length - 1].equals("package.json"));
    }

    /** Whether it names something directly in a folder. */
    static boolean isEntry(String name) {
        boolean windows = File.separatorChar == '\\';
        return !name.isEmpty()
                && !name.equals(".")
                && !name.equals("..")
                && name.indexOf('/') < 0
                && name.indexOf('\0') < 0
                && !(windows && (name.indexOf('\\') >= 0 || name.indexOf(':') >= 0));
    }

    byte[] encode() {
        StringBuilder text = new StringBuilder("dx-journal 1\n");
        line(text, "staging", staging);
        line(text, "nonce", nonce);
        line(text, "modules", modules.name().toLowerCase(Locale.ROOT));
        files.forEach(name -> line(text, "file", name));
        carried.forEach(path -> line(text, "carry", path));
        put.forEach(path -> line(text, "put", path));
        dropped.forEach(path -> line(text, "drop", path));
        String checksum = checksum(text);
        text.append("end ").append(checksum).append('\n');
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The record that these bytes are; null if they are none, whole and of this version. */
    static @Nullable CommitRecord decode(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        int end = text.lastIndexOf("end ");
        if (end < 0 || !text.substring(end).equals("end " + checksum(text.substring(0, end)) + "\n")) {
            return null;
        }
        try {
            return parse(text.substring(0, end).split("\n"));
        } catch (IllegalArgumentException notOurs) {
            return null;
        }
    }

    private static CommitRecord parse(String[] lines) {
        if (!lines[0].equals("dx-journal 1")) {
            throw new IllegalArgumentException(lines[0]);
        }
        String staging = "";
        String nonce = "";
        Modules modules = Modules.STAY;
        List<String> files = new ArrayList<>();
        List<String> carried = new ArrayList<>();
        List<String> put = new ArrayList<>();
        List<String> dropped = new ArrayList<>();
        for (int i = 1; i < lines.length; i++) {
            int space = lines[i].indexOf(' ');
            String value = unescaped(lines[i].substring(space + 1));
            switch (lines[i].substring(0, Math.max(0, space))) {
                case "staging" -> staging = value;
                case "nonce" -> nonce = value;
                case "modules" -> modules = Modules.valueOf(value.toUpperCase(Locale.ROOT));
                case "file" -> files.add(value);
                case "carry" -> carried.add(value);
                case "put" -> put.add(value);
                case "drop" -> dropped.add(value);
                default -> throw new IllegalArgumentException(lines[i]);
            }
        }
        return new CommitRecord(staging, nonce, modules, files, carried, put, dropped);
    }

    private static void line(StringBuilder text, String key, String value) {
        text.append(key).append(' ');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' || c == '%') {
                text.append('%').append(HexFormat.of().toHexDigits((byte) c));
            } else {
                text.append(c);
            }
        }
        text.append('\n');
    }

    private static String unescaped(String value) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) == '%' && i + 2 < value.length()) {
                text.append((char) HexFormat.fromHexDigits(value, i + 1, i + 3));
                i += 2;
            } else {
                text.append(value.charAt(i));
            }
        }
        return text.toString();
    }

    private static String checksum(CharSequence text) {
        CRC32 crc = new CRC32();
        crc.update(text.toString().getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
