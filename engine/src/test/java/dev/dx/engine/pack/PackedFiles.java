package dev.dx.engine.pack;

import dev.dx.engine.ContentHash;
import dev.dx.engine.PackageId;
import dev.dx.engine.binary.Blake3;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** A package in memory, for tests to pack. */
final class PackedFiles {
    static final PackManifest MANIFEST = new PackManifest(
            new PackageId("@scope/small", "1.2.3"), "sha512-none", "{\"bin\":{\"small\":\"bin/small.js\"}}");

    private final Map<String, byte[]> contents = new TreeMap<>();

    /** A few files of every kind: executable, empty, twice the same, with a name that is not ASCII, incompressible. */
    static PackedFiles small() {
        PackedFiles files = new PackedFiles();
        files.add("package.json", "{\n  \"name\": \"@scope/small\",\n  \"version\": \"1.2.3\"\n}\n");
        files.add("bin/small.js", "#!/usr/bin/env node\nconsole.log('small');\n".repeat(3));
        files.add("lib/ünï.js", "exports.a = 1;\n".repeat(20));
        files.add("lib/copy.js", "exports.a = 1;\n".repeat(20));
        files.add("README.md", "# small\n\nIt is small.\n".repeat(4));
        files.add("empty", "");
        return files;
    }

    /** Text that repeats itself and noise that does not, the same for the same seed. */
    static PackedFiles random(long seed, int count, int longest) {
        Random random = new Random(seed);
        PackedFiles files = new PackedFiles();
        for (int i = 0; i < count; i++) {
            byte[] bytes = new byte[random.nextInt(longest + 1)];
            if (random.nextInt(4) == 0) {
                random.nextBytes(bytes);
            } else {
                for (int at = 0; at < bytes.length; at++) {
                    bytes[at] = (byte) ("function(){return}\n".charAt(at % 19) + (random.nextInt(40) == 0 ? 1 : 0));
                }
            }
            String ending = List.of(".js", ".d.ts", ".js.map", ".md", "").get(random.nextInt(5));
            files.contents.put("d" + random.nextInt(5) + "/f" + i + ending, bytes);
        }
        return files;
    }

    PackedFiles add(String path, String text) {
        contents.put(path, text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    Map<String, byte[]> contents() {
        return contents;
    }

    FileTable table() {
        List<FileEntry> entries = new ArrayList<>();
        contents.forEach((path, bytes) -> {
            FileMode mode = path.startsWith("bin/") ? FileMode.EXECUTABLE : FileMode.REGULAR;
            entries.add(new FileEntry(path, mode, bytes.length, ContentHash.of(Blake3.hash(bytes))));
        });
        return new FileTable(entries);
    }

    Path write(Path target, PackSettings settings) {
        return write(target, MANIFEST, settings);
    }

    Path write(Path target, PackManifest manifest, PackSettings settings) {
        PackWriter.write(target, manifest, table(), settings, entry -> new ByteArrayInputStream(bytes(entry.path())));
        return target;
    }

    byte[] bytes(String path) {
        byte[] bytes = contents.get(path);
        if (bytes == null) {
            throw new AssertionError(path);
        }
        return bytes;
    }

    /** Everything the pack holds, read back. */
    static Map<String, byte[]> read(Pack pack) throws IOException {
        Map<String, byte[]> read = new TreeMap<>();
        try (PackReader reader = pack.reader()) {
            for (FileEntry entry : pack.files().entries()) {
                read.put(entry.path(), reader.readAll(pack.find(entry.path())));
            }
        }
        return read;
    }
}
