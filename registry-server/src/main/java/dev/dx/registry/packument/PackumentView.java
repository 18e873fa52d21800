package dev.dx.registry.packument;

import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonReader;
import dev.dx.engine.npm.json.JsonScanner;
import dev.dx.engine.npm.json.JsonStyle;
import dev.dx.engine.npm.json.JsonValue;
import dev.dx.engine.npm.json.JsonWriter;
import dev.dx.engine.npm.semver.Version;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes of what an origin says of a package what this registry says of it, while it is read: no more of it is held than one
 * member, however large it is.
 */
public final class PackumentView implements Closeable {
    private static final Set<String> ABBREVIATED = Set.of(
            "name",
            "version",
            "deprecated",
            "dependencies",
            "optionalDependencies",
            "devDependencies",
            "bundleDependencies",
            "bundledDependencies",
            "peerDependencies",
            "peerDependenciesMeta",
            "acceptDependencies",
            "bin",
            "directories",
            "engines",
            "os",
            "cpu",
            "libc",
            "funding",
            "hasInstallScript",
            "hasShrinkwrap",
            "_hasShrinkwrap");

    private static final Set<String> INSTALL_EVENTS = Set.of("preinstall", "install", "postinstall");

    private final String name;
    private final PackumentSource source;
    private final VersionFilter filter;
    private final Set<String> versions;
    private final PackumentIndex index;

    /** @param source closed with the view */
    public PackumentView(String name, PackumentSource source, VersionFilter filter) throws IOException {
        this.name = name;
        this.source = source;
        this.filter = filter;
        this.index = source.index();
        this.versions = new LinkedHashSet<>(index.versions());
        versions.removeIf(version -> filter.refusal(name, version, index) != null);
    }

    /** The file an archive is called in this registry's addresses. */
    public static String file(String name, String version) {
        return name.substring(name.indexOf('/') + 1) + "-" + version + ".tgz";
    }

    public String tag() {
        return source.tag();
    }

    /** About how many bytes it has when it is written. */
    public long length() {
        return source.length();
    }

    /** The versions that may be had. */
    public Set<String> versions() {
        return versions;
    }

    /** When a version was published; null where that is not said. */
    public @Nullable Instant published(String version) {
        return index.published().get(version);
    }

    /** When it says something else although its source does not: a version comes of age. */
    public Instant changes() {
        return filter.changes(index);
    }

    /** The tags of versions that may be had; latest moves to the newest of those that are no newer than it. */
    public Map<String, String> tags() {
        Map<String, String> tags = new LinkedHashMap<>();
        index.tags().forEach((tag, version) -> {
            if (versions.contains(version)) {
                tags.put(tag, version);
            } else if (tag.equals("latest")) {
                Version latest = Version.parse(version);
                versions.stream()
                        .map(Version::parse)
                        .filter(Objects::nonNull)
                        .filter(other -> latest == null || other.compareTo(latest) < 0)
                        .max(Comparator.comparing((Version other) -> !other.isPrerelease())
                                .thenComparing(Comparator.naturalOrder()))
                        .ifPresent(newest -> tags.put(tag, newest.raw()));
            }
        });
        return tags;
    }

    /** Which addresses archives are given. */
    public enum Archives {
        /** Those below a base. */
        MOVED,
        /** Those they have at their origin; below a base where it does not say. */
        AT_ORIGIN
    }

    /** Writes the packument with addresses below {@code base}, which ends with a slash. */
    public void write(Form form, String base, OutputStream out) throws IOException {
        write(form, base, Archives.MOVED, out);
    }

    public void write(Form form, String base, Archives archives, OutputStream out) throws IOException {
        try (InputStream in = source.stream()) {
            Writing writing = new Writing(in, form, base, archives, out);
            switch (form) {
                case FULL -> writing.full();
                case ABBREVIATED -> writing.abbreviated();
            }
        } catch (JsonScanner.Malformed malformed) {
            throw PackumentIndex.unusable(name, malformed);
        }
    }

    /** The full manifest of a version that may be had, with the archive's address below {@code base}; null if there is none. */
    public byte @Nullable [] manifest(String version, String base) throws IOException {
        if (!versions.contains(version)) {
            return null;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (InputStream in = source.stream()) {
            Writing writing = new Writing(in, Form.FULL, base, Archives.MOVED, out);
            return find(writing.scanner, version) && writing.manifest(version) ? out.toByteArray() : null;
        } catch (JsonScanner.Malformed malformed) {
            throw PackumentIndex.unusable(name, malformed);
        }
    }

    /** A text that stands beside the versions; null if there is none. */
    public @Nullable String text(String member) throws IOException {
        try (InputStream in = source.stream()) {
            JsonScanner scanner = new JsonScanner(in, PackumentIndex.DEEPEST);
            scanner.enterObject();
            while (scanner.nextMember()) {
                if (scanner.key().equals(member)) {
                    scanner.value();
                    return scanner.isString() ? scanner.text() : null;
                }
                scanner.skip();
            }
            return null;
        } catch (JsonScanner.Malformed malformed) {
            throw PackumentIndex.unusable(name, malformed);
        }
    }

    /** Where a version's archive is and what it hashes to; null if there is no such version, whether or not it may be had. */
    public static @Nullable JsonObject dist(PackumentSource source, String version) throws IOException {
        try (InputStream in = source.stream()) {
            JsonScanner scanner = new JsonScanner(in, PackumentIndex.DEEPEST);
            scanner.enterObject();
            if (!find(scanner, version) || !scanner.enterObject()) {
                return null;
            }
            while (scanner.nextMember()) {
                if (scanner.key().equals("dist")) {
                    scanner.value();
                    return JsonReader.read(scanner.buffer(), scanner.valueStart(), scanner.valueEnd())
                                    instanceof JsonObject dist
                            ? dist
                            : JsonObject.EMPTY;
                }
                scanner.skip();
            }
            return JsonObject.EMPTY;
        } catch (JsonScanner.Malformed | JsonReader.MalformedJsonException malformed) {
            throw PackumentIndex.unusable(version, malformed);
        }
    }

    /** Goes to a version's manifest, in a document that was entered. */
    private static boolean find(JsonScanner scanner, String version) throws IOException {
        while (scanner.nextMember()) {
            if (scanner.key().equals("versions") && scanner.enterObject()) {
                while (scanner.nextMember()) {
                    if (scanner.key().equals(version)) {
                        return true;
                    }
                    scanner.skip();
                }
            } else {
                scanner.skip();
            }
        }
        return false;
    }

    @Override
    public void close() throws IOException {
        source.close();
    }

    /** One pass. */
    private final class Writing {
        private final JsonScanner scanner;
        private final Form form;
        private final String base;
        private final Archives archives;
        private final OutputStream out;

        Writing(InputStream in, Form form, String base, Archives archives, OutputStream out) throws IOException {
            this.scanner = new JsonScanner(in, PackumentIndex.DEEPEST);
            this.form = form;
            this.base = base;
            this.archives = archives;
            this.out = out;
            scanner.enterObject();
        }

        void full() throws IOException {
            Members document = new Members();
            document.add("name", new JsonValue.Text(name));
            boolean hasVersions = false;
            boolean hasTags = false;
            boolean hasTimes = false;
            while (scanner.nextMember()) {
                switch (scanner.key()) {
                    case "name" -> scanner.skip();
                    case "versions" -> {
                        if (hasVersions) {
                            scanner.skip();
                        } else {
                            document.add("versions");
                            versions();
                            hasVersions = true;
                        }
                    }
                    case "dist-tags" -> {
                        scanner.skip();
                        if (!hasTags) {
                            document.add("dist-tags", JsonObject.ofStrings(tags()));
                            hasTags = true;
                        }
                    }
                    case "time" -> {
                        if (hasTimes) {
                            scanner.skip();
                        } else {
                            document.add("time");
                            times();
                            hasTimes = true;
                        }
                    }
                    default -> document.copy();
                }
            }
            if (!hasTags) {
                document.add("dist-tags", JsonObject.ofStrings(tags()));
            }
            document.end();
        }

        void abbreviated() throws IOException {
            Members document = new Members();
            document.add("name", new JsonValue.Text(name));
            Instant modified = index.modified();
            if (modified != null) {
                document.add("modified", new JsonValue.Text(modified.toString()));
            }
            document.add("dist-tags", JsonObject.ofStrings(tags()));
            boolean hasVersions = false;
            while (scanner.nextMember()) {
                if (scanner.key().equals("versions") && !hasVersions) {
                    document.add("versions");
                    versions();
                    hasVersions = true;
                } else {
                    scanner.skip();
                }
            }
            document.end();
        }

        private void times() throws IOException {
            if (!scanner.enterObject()) {
                copyValue();
                return;
            }
            Members times = new Members();
            while (scanner.nextMember()) {
                String key = scanner.key();
                if (versions.contains(key) || key.equals("created") || key.equals("modified")) {
                    times.copy();
                } else {
                    scanner.skip();
                }
            }
            times.end();
        }

        private void versions() throws IOException {
            Members all = new Members();
            if (!scanner.enterObject()) {
                scanner.skip();
                all.end();
                return;
            }
            while (scanner.nextMember()) {
                String version = scanner.key();
                if (versions.contains(version)) {
                    all.key();
                    manifest(version);
                } else {
                    scanner.skip();
                }
            }
            all.end();
        }

        /** Whether there was one. */
        boolean manifest(String version) throws IOException {
            if (!scanner.enterObject()) {
                scanner.skip();
                write("{}");
                return false;
            }
            Members manifest = new Members();
            boolean hasDist = false;
            boolean saysScripts = form == Form.FULL;
            boolean runs = false;
            while (scanner.nextMember()) {
                String key = scanner.key();
                if (key.equals("dist")) {
                    if (hasDist) {
                        scanner.skip();
                    } else {
                        manifest.add("dist");
                        dist(version);
                        hasDist = true;
                    }
                } else if (form == Form.FULL || ABBREVIATED.contains(key)) {
                    saysScripts |= key.equals("hasInstallScript");
                    manifest.copy();
                } else if (key.equals("scripts")) {
                    runs |= runsOnInstall();
                } else {
                    scanner.skip();
                }
            }
            if (!saysScripts && runs) {
                manifest.add("hasInstallScript", JsonValue.Literal.TRUE);
            }
            if (!hasDist) {
                manifest.add("dist");
                Members dist = new Members();
                dist.add("tarball", address(version));
                dist.end();
            }
            manifest.end();
            return true;
        }

        private void dist(String version) throws IOException {
            Members dist = new Members();
            boolean isSaid = archives == Archives.MOVED;
            if (isSaid) {
                dist.add("tarball", address(version));
            }
            if (scanner.enterObject()) {
                while (scanner.nextMember()) {
                    boolean isAddress = scanner.key().equals("tarball");
                    if (scanner.key().equals("attestations")) {
                        attestations(dist, version);
                    } else if (isAddress && archives == Archives.MOVED) {
                        scanner.skip();
                    } else {
                        isSaid |= isAddress;
                        dist.copy();
                    }
                }
            } else {
                scanner.skip();
            }
            if (!isSaid) {
                dist.add("tarball", address(version));
            }
            dist.end();
        }

        /** Those that are kept here have no address yet. */
        private void attestations(Members dist, String version) throws IOException {
            scanner.value();
            JsonValue said;
            try {
                said = JsonReader.read(scanner.buffer(), scanner.valueStart(), scanner.valueEnd());
            } catch (JsonReader.MalformedJsonException malformed) {
                throw PackumentIndex.unusable(name, malformed);
            }
            boolean isOurs = said instanceof JsonObject object && "".equals(object.string("url"));
            String url = base + "-/npm/v1/attestations/" + name.replace("/", "%2f") + "@" + version;
            dist.add("attestations", isOurs ? ((JsonObject) said).with("url", new JsonValue.Text(url)) : said);
        }

        private JsonValue address(String version) {
            return new JsonValue.Text(base + name + "/-/" + file(name, version));
        }

        private boolean runsOnInstall() throws IOException {
            if (!scanner.enterObject()) {
                scanner.skip();
                return false;
            }
            boolean runs = false;
            while (scanner.nextMember()) {
                boolean event = INSTALL_EVENTS.contains(scanner.key());
                scanner.value();
                // An empty string runs nothing.
                runs |= event && scanner.isString() && scanner.valueEnd() - scanner.valueStart() > 2;
            }
            return runs;
        }

        private void write(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }

        private void copyValue() throws IOException {
            scanner.value();
            out.write(scanner.buffer(), scanner.valueStart(), scanner.valueEnd() - scanner.valueStart());
        }

        /** An object while it is written. */
        private final class Members {
            private boolean some;

            Members() throws IOException {
                out.write('{');
            }

            private void next() throws IOException {
                if (some) {
                    out.write(',');
                }
                some = true;
            }

            /** The name of a member whose value follows. */
            void add(String key) throws IOException {
                next();
                write('"' + key + "\":");
            }

            void add(String key, JsonValue value) throws IOException {
                add(key);
                write(JsonWriter.write(value, JsonStyle.COMPACT));
            }

            /** The name the scanner is at, as it stands there; its value follows. */
            void key() throws IOException {
                next();
                out.write('"');
                out.write(scanner.buffer(), scanner.keyStart(), scanner.keyEnd() - scanner.keyStart());
                out.write('"');
                out.write(':');
            }

            /** The member the scanner is at, as it stands there. */
            void copy() throws IOException {
                key();
                copyValue();
            }

            void end() throws IOException {
                out.write('}');
            }
        }
    }
}
