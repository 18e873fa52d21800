package dev.dx.engine.npm.registry;

import dev.dx.engine.Integrity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A package made for a test: its package.json and its archive. The same calls give the same bytes every time. */
public final class TestPackage {
    /** Old enough that no minimum age minds it. */
    public static final Instant LONG_AGO = Instant.parse("2020-01-02T03:04:05.678Z");

    private final String name;
    private final String version;
    private final Map<String, Object> manifest;
    private final byte[] tarball;
    private final Instant publishedAt;
    private final int fileCount;
    private final int unpackedSize;

    private TestPackage(
            String name,
            String version,
            Map<String, Object> manifest,
            Map<String, byte[]> files,
            byte[] tarball,
            Instant publishedAt) {
        this.fileCount = files.size();
        this.unpackedSize =
                files.values().stream().mapToInt(content -> content.length).sum();
        this.name = name;
        this.version = version;
        this.manifest = manifest;
        this.tarball = tarball;
        this.publishedAt = publishedAt;
    }

    public String name() {
        return name;
    }

    public String version() {
        return version;
    }

    /** What package.json holds. Values are strings, booleans, numbers, lists and maps. */
    public Map<String, Object> manifest() {
        return Collections.unmodifiableMap(manifest);
    }

    public byte[] tarball() {
        return tarball.clone();
    }

    public int fileCount() {
        return fileCount;
    }

    public int unpackedSize() {
        return unpackedSize;
    }

    public Instant publishedAt() {
        return publishedAt;
    }

    public static Builder named(String name, String version) {
        return new Builder(name, version);
    }

    public String packageJson() {
        return json(manifest);
    }

    /** The archive's SRI string. */
    public String integrity() {
        return Integrity.of(Integrity.Algorithm.SHA512, digest("SHA-512", tarball))
                .toString();
    }

    /** The archive's SHA-1 in hexadecimal. */
    public String shasum() {
        return HexFormat.of().formatHex(digest("SHA-1", tarball));
    }

    static byte[] digest(String algorithm, byte[] bytes) {
        try {
            return MessageDigest.getInstance(algorithm).digest(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static String json(Object value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator generator = new JsonFactory().createGenerator(ObjectWriteContext.empty(), bytes)) {
            write(generator, value);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static void write(JsonGenerator generator, Object value) {
        switch (value) {
            case String text -> generator.writeString(text);
            case Boolean flag -> generator.writeBoolean(flag);
            case Integer number -> generator.writeNumber(number);
            case List<?> list -> {
                generator.writeStartArray();
                list.forEach(element -> write(generator, element));
                generator.writeEndArray();
            }
            case Map<?, ?> map -> {
                generator.writeStartObject();
                map.forEach((key, element) -> {
                    generator.writeName((String) key);
                    write(generator, element);
                });
                generator.writeEndObject();
            }
            default -> throw new IllegalArgumentException("no JSON for " + value.getClass());
        }
    }

    /** Collects what a package is made of; every call adds. */
    public static final class Builder {
        private final Map<String, Object> manifest = new LinkedHashMap<>();
        private final Map<String, byte[]> files = new TreeMap<>();
        private final List<String> executables = new ArrayList<>();
        private Instant publishedAt = LONG_AGO;

        private Builder(String name, String version) {
            manifest.put("name", name);
            manifest.put("version", version);
        }

        public Builder file(String path, String content) {
            return file(path, content.getBytes(StandardCharsets.UTF_8));
        }

        public Builder file(String path, byte[] content) {
            files.put(path, content.clone());
            return this;
        }

        /** A file whose archive entry has the executable bits. */
        public Builder executable(String path, String content) {
            executables.add(path);
            return file(path, content);
        }

        public Builder dependency(String name, String range) {
            return entry("dependencies", name, range);
        }

        public Builder devDependency(String name, String range) {
            return entry("devDependencies", name, range);
        }

        public Builder optionalDependency(String name, String range) {
            return entry("optionalDependencies", name, range);
        }

        public Builder peerDependency(String name, String range) {
            return entry("peerDependencies", name, range);
        }

        /** Marks a peer dependency as optional. */
        public Builder peerMeta(String name) {
            return entry("peerDependenciesMeta", name, Map.of("optional", true));
        }

        /** A command; the file it names is added unless it is there already. */
        public Builder bin(String command, String path) {
            if (!files.containsKey(path)) {
                file(path, "#!/usr/bin/env node\nconsole.log('" + command + "')\n");
            }
            return entry("bin", command, path);
        }

        public Builder script(String event, String command) {
            return entry("scripts", event, command);
        }

        /** A script that would run on install. */
        public Builder installScript(String command) {
            return script("install", command);
        }

        public Builder engine(String name, String range) {
            return entry("engines", name, range);
        }

        public Builder os(String... names) {
            return field("os", List.of(names));
        }

        public Builder cpu(String... names) {
            return field("cpu", List.of(names));
        }

        public Builder libc(String... names) {
            return field("libc", List.of(names));
        }

        public Builder deprecated(String why) {
            return field("deprecated", why);
        }

        /** A dependency that comes inside the archive. */
        public Builder bundled(TestPackage inner) {
            String folder = "node_modules/" + inner.name() + "/";
            file(folder + "package.json", inner.packageJson());
            file(folder + "index.js", "module.exports = '" + inner.name() + "@" + inner.version() + "'\n");
            dependency(inner.name(), inner.version());
            List<Object> names = new ArrayList<>(
                    manifest.get("bundleDependencies") instanceof List<?> earlier ? earlier : List.<Object>of());
            names.add(inner.name());
            return field("bundleDependencies", names);
        }

        public Builder publishedAt(Instant when) {
            publishedAt = when;
            return this;
        }

        /** Any other field of package.json, or one of those above as it should not be. */
        public Builder field(String key, Object value) {
            manifest.put(key, value);
            return this;
        }

        public TestPackage build() {
            Map<String, byte[]> all = new LinkedHashMap<>();
            all.put("package.json", json(manifest).getBytes(StandardCharsets.UTF_8));
            if (!files.containsKey("index.js") && !manifest.containsKey("main")) {
                String identity = manifest.get("name") + "@" + manifest.get("version");
                all.put("index.js", ("module.exports = '" + identity + "'\n").getBytes(StandardCharsets.UTF_8));
            }
            all.putAll(files);
            return new TestPackage(
                    String.valueOf(manifest.get("name")),
                    String.valueOf(manifest.get("version")),
                    new LinkedHashMap<>(manifest),
                    all,
                    archive(all),
                    publishedAt);
        }

        @SuppressWarnings("unchecked") // a field is only ever put as a map of strings to objects under these keys
        private Builder entry(String key, String name, Object value) {
            ((Map<String, Object>) manifest.computeIfAbsent(key, _ -> new LinkedHashMap<String, Object>()))
                    .put(name, value);
            return this;
        }

        private byte[] archive(Map<String, byte[]> all) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
                for (Map.Entry<String, byte[]> file : all.entrySet()) {
                    boolean executable = executables.contains(file.getKey());
                    gzip.write(header("package/" + file.getKey(), file.getValue().length, executable));
                    gzip.write(file.getValue());
                    gzip.write(new byte[-file.getValue().length & 511]);
                }
                gzip.write(new byte[1024]);
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
            return out.toByteArray();
        }

        /** A ustar header; long paths are split at a slash into the prefix field. */
        private static byte[] header(String path, int size, boolean executable) {
            byte[] header = new byte[512];
            String name = path;
            if (path.length() > 100) {
                int slash = path.indexOf('/', path.length() - 101);
                put(header, 345, path.substring(0, slash));
                name = path.substring(slash + 1);
            }
            put(header, 0, name);
            put(header, 100, executable ? "0000755" : "0000644");
            put(header, 108, "0000000");
            put(header, 116, "0000000");
            put(header, 124, String.format("%011o", size));
            // npm writes this very time into every entry it packs
            put(
                    header,
                    136,
                    String.format("%011o", Instant.parse("1985-10-26T08:15:00Z").getEpochSecond()));
            put(header, 148, "        ");
            header[156] = '0';
            put(header, 257, "ustar");
            put(header, 263, "00");
            int sum = 0;
            for (byte b : header) {
                sum += b & 0xff;
            }
            put(header, 148, String.format("%06o", sum));
            header[154] = 0;
            return header;
        }

        private static void put(byte[] header, int offset, String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            System.arraycopy(bytes, 0, header, offset, bytes.length);
        }
    }
}
