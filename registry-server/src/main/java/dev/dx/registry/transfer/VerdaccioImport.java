package dev.dx.registry.transfer;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.Integrity;
import dev.dx.engine.PackageId;
import dev.dx.engine.binary.Checksums;
import dev.dx.engine.npm.PackageName;
import dev.dx.engine.npm.json.JsonArray;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonReader;
import dev.dx.engine.npm.json.JsonValue;
import dev.dx.engine.npm.semver.Version;
import dev.dx.registry.hosted.HostedPackage;
import dev.dx.registry.hosted.HostedPackages;
import dev.dx.registry.hosted.Publication;
import dev.dx.registry.hosted.PublicationReader;
import dev.dx.registry.hosted.Refusal;
import dev.dx.registry.packument.PackumentView;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Publishes here what is in a storage folder of Verdaccio's: the packages that its {@code .verdaccio-db.json} lists as
 * published there, or all where there is no such file. What it keeps of other registries stays out, since a name that is
 * hosted here is looked for nowhere else. Can be cut off and begun again.
 */
public final class VerdaccioImport {
    private static final String LIST = ".verdaccio-db.json";
    private static final long LARGEST_DOCUMENT = 128 << 20;

    private final HostedPackages hosted;
    private final long largestArchive;
    private final String user;
    private final Consumer<PackageId> published;

    /**
     * What was done.
     *
     * @param present how many versions were there already
     * @param leftOut what was not taken, and why
     */
    public record Outcome(List<PackageId> published, int present, List<String> leftOut) {
        public Outcome {
            published = List.copyOf(published);
            leftOut = List.copyOf(leftOut);
        }
    }

    /**
     * @param user whose versions they become
     * @param published told of each version that was published
     */
    public VerdaccioImport(HostedPackages hosted, long largestArchive, String user, Consumer<PackageId> published) {
        this.hosted = hosted;
        this.largestArchive = largestArchive;
        this.user = user;
        this.published = published;
    }

    /** @param registry the folder of the registry that they come into; says if it was cut off */
    public Outcome read(Path storage, Path registry) throws IOException {
        String from = storage.toAbsolutePath().normalize().toString();
        byte[] path = from.getBytes(StandardCharsets.UTF_8);
        String work = "import-" + Long.toHexString(Checksums.xxh3(path, 0, path.length));
        try (Unfinished unfinished = Unfinished.begin(
                registry,
                work,
                "What is in " + from + " is being imported, or that was cut off: then import it again.")) {
            Outcome outcome = read(storage);
            unfinished.done();
            return outcome;
        }
    }

    private Outcome read(Path storage) throws IOException {
        Set<String> listed = listed(storage);
        Running running = new Running();
        for (Map.Entry<String, Path> found : folders(storage).entrySet()) {
            DxException.checkCancelled();
            if (listed != null && !listed.remove(found.getKey())) {
                running.leftOut.add(found.getKey() + " came from another registry");
            } else {
                running.take(found.getKey(), found.getValue());
            }
        }
        if (listed != null) {
            listed.forEach(name -> running.leftOut.add(name + " is listed and has no folder"));
        }
        return new Outcome(running.done, running.present, running.leftOut);
    }

    /** The names of the packages that were published there; null where nothing says so. */
    private static @Nullable Set<String> listed(Path storage) throws IOException {
        Path file = storage.resolve(LIST);
        if (!Files.exists(file)) {
            return null;
        }
        JsonObject list = document(file);
        JsonArray names = list == null ? null : list.array("list");
        if (names == null) {
            throw new IOException(file + " is damaged");
        }
        Set<String> listed = new TreeSet<>();
        for (JsonValue name : names.items()) {
            if (name instanceof JsonValue.Text(String text)) {
                listed.add(text);
            }
        }
        return listed;
    }

    /** Package → its folder. */
    private static Map<String, Path> folders(Path storage) throws IOException {
        Map<String, Path> folders = new TreeMap<>();
        for (Path outer : children(storage)) {
            String name = outer.getFileName().toString();
            if (name.startsWith("@")) {
                for (Path inner : children(outer)) {
                    folders.put(name + "/" + inner.getFileName(), inner);
                }
            } else {
                folders.put(name, outer);
            }
        }
        folders.values().removeIf(folder -> !isFile(folder.resolve("package.json")));
        return folders;
    }

    private static List<Path> children(Path folder) throws IOException {
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
            for (Path child : all) {
                if (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)
                        && !child.getFileName().toString().startsWith(".")) {
                    children.add(child);
                }
            }
        }
        return children;
    }

    private static boolean isFile(Path file) {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    }

    /** Null if it is none. */
    private static @Nullable JsonObject document(Path file) throws IOException {
        if (Files.size(file) > LARGEST_DOCUMENT) {
            return null;
        }
        try {
            return JsonReader.readObject(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        } catch (JsonReader.MalformedJsonException malformed) {
            return null;
        }
    }

    /** One import. */
    private final class Running {
        private final List<PackageId> done = new ArrayList<>();
        private final List<String> leftOut = new ArrayList<>();
        private int present;

        void take(String name, Path folder) throws IOException {
            JsonObject document = document(folder.resolve("package.json"));
            JsonObject versions = document == null ? null : document.object("versions");
            if (!PackageName.problems(name).validForNewPackages()) {
                leftOut.add(name + " is no name that can be published under");
            } else if (document == null || versions == null || !name.equals(document.string("name"))) {
                leftOut.add(name + " has a package.json that is not its own or is damaged");
            } else {
                for (String version :
                        inOrder(versions.keys(), document.strings("dist-tags").get("latest"))) {
                    DxException.checkCancelled();
                    String why = take(new PackageId(name, version), document, versions.object(version), folder);
                    if (why != null) {
                        leftOut.add(name + " " + version + " " + why);
                    }
                }
            }
        }

        /** The latest first: wherever it is cut off, the tag is right. */
        private static List<String> inOrder(Set<String> versions, @Nullable String latest) {
            return versions.stream()
                    .sorted(Comparator.comparing((String version) -> !version.equals(latest))
                            .thenComparing(Version::parse, Comparator.nullsLast(Comparator.<Version>reverseOrder())))
                    .toList();
        }

        /** Why it was not taken; null if it was, or is there. */
        private @Nullable String take(PackageId id, JsonObject document, @Nullable JsonObject manifest, Path folder)
                throws IOException {
            Version parsed = Version.parse(id.version());
            JsonObject dist = manifest == null ? null : manifest.object("dist");
            if (manifest == null || parsed == null || !parsed.toString().equals(id.version())) {
                return "is no version";
            }
            HostedPackage before = hosted.find(id.name());
            if (before != null && before.has(id.version())) {
                present++;
                return null;
            }
            if (dist == null || !isChecked(dist)) {
                return "does not say what its archive hashes to";
            }
            Path archive = folder.resolve(PackumentView.file(id.name(), id.version()));
            if (!isFile(archive)) {
                return "has no archive";
            }
            Map<String, JsonValue> sent = new LinkedHashMap<>();
            for (String about : List.of("description", "readme", "maintainers", "homepage", "repository", "keywords")) {
                JsonValue value = document.get(about);
                if (value != null) {
                    sent.put(about, value);
                }
            }
            sent.put("name", new JsonValue.Text(id.name()));
            sent.put("versions", JsonObject.of(Map.of(id.version(), manifest)));
            JsonObject tags = JsonObject.EMPTY;
            for (Map.Entry<String, String> tag : document.strings("dist-tags").entrySet()) {
                // A tag that is here already is not moved by what comes from elsewhere.
                if (tag.getValue().equals(id.version())
                        && (before == null || !before.tags().containsKey(tag.getKey()))) {
                    tags = tags.with(tag.getKey(), new JsonValue.Text(id.version()));
                }
            }
            sent.put("dist-tags", tags);
            try (InputStream in = Files.newInputStream(archive);
                    Publication publication = new Publication(
                            JsonObject.of(sent),
                            List.of(PublicationReader.archive(
                                    archive.getFileName().toString(), in, hosted.storage(), largestArchive)))) {
                hosted.publish(id.name(), publication, user, when(document, id.version()));
                done.add(id);
                published.accept(id);
                return null;
            } catch (Refusal refused) {
                return "was refused: " + refused.getMessage();
            } catch (DxException refused) {
                if (refused.code() != ErrorCode.DX_ARCHIVE_LIMIT) {
                    throw refused;
                }
                return "was refused: " + refused.what();
            }
        }

        private static boolean isChecked(JsonObject dist) {
            String integrity = dist.string("integrity");
            Integrity parsed = integrity == null ? null : Integrity.parse(integrity);
            return dist.string("shasum") != null
                    || (parsed != null && parsed.algorithm() == Integrity.Algorithm.SHA512);
        }

        private static Instant when(JsonObject document, String version) {
            try {
                return Instant.parse(
                        Objects.requireNonNullElse(document.strings("time").get(version), ""));
            } catch (DateTimeException unsaid) {
                return Instant.now();
            }
        }
    }
}
