package dev.dx.registry.hosted;

import dev.dx.engine.Integrity;
import dev.dx.engine.PackageId;
import dev.dx.engine.npm.PackageName;
import dev.dx.engine.npm.json.JsonArray;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonReader;
import dev.dx.engine.npm.json.JsonStyle;
import dev.dx.engine.npm.json.JsonValue;
import dev.dx.engine.npm.json.JsonWriter;
import dev.dx.engine.npm.semver.Range;
import dev.dx.engine.npm.semver.Version;
import dev.dx.registry.storage.Blob;
import dev.dx.registry.storage.Condition;
import dev.dx.registry.storage.Document;
import dev.dx.registry.storage.Storage;
import dev.dx.registry.storage.Upload;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The packages that were published here. A publish puts the archive first and then, in one step, the document that names
 * it; whoever dies between the two leaves an archive nobody asks for.
 */
public final class HostedPackages {
    private static final String DOCUMENTS = "packages/";
    private static final String ATTESTATIONS = HostedPackage.ATTESTATIONS + "/";
    private static final int MOST_TRIES = 200;

    private final Storage storage;
    private volatile Consumer<PackageId> published = id -> {};

    public HostedPackages(Storage storage) {
        this.storage = storage;
    }

    /** Says whom to tell of versions that were published. */
    public void whenPublished(Consumer<PackageId> listener) {
        published = listener;
    }

    public Storage storage() {
        return storage;
    }

    /** The package as it is now, also one whose versions were all removed; null if it was never published here. */
    public @Nullable HostedPackage find(String name) throws IOException {
        Document document = storage.document(DOCUMENTS + name);
        return document == null ? null : HostedPackage.read(name, document);
    }

    /** The state of a package's document without reading what is in it; null if it was never published here. */
    public Document.@Nullable Tag state(String name) throws IOException {
        Document document = storage.document(DOCUMENTS + name);
        return document == null ? null : document.tag();
    }

    /** The names of all packages that have a version here. */
    public List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        for (Storage.Entry entry : storage.list("packages")) {
            names.add(entry.key().substring(DOCUMENTS.length()));
        }
        names.sort(null);
        return names;
    }

    /** Opens a version's archive; null if there is none. The caller closes it. */
    public @Nullable Blob archive(HostedPackage hosted, String version) throws IOException {
        String key = hosted.archive(version);
        return key == null ? null : storage.blob(key);
    }

    /** Publishes the one version that a publication holds. */
    public HostedPackage publish(String name, Publication publication, String user) throws IOException, Refusal {
        return publish(name, publication, user, Instant.now());
    }

    /** @param when it is to be said that the version was published */
    public HostedPackage publish(String name, Publication publication, String user, Instant when)
            throws IOException, Refusal {
        JsonObject sent = publication.document();
        if (!name.equals(sent.string("name"))) {
            throw bad("the document is about " + sent.string("name") + ", not " + name);
        }
        JsonObject versions = sent.object("versions");
        if (versions == null
                || versions.keys().size() != 1
                || publication.archives().size() != 1) {
            throw bad("one version with one archive is published at a time");
        }
        String version = versions.keys().iterator().next();
        JsonObject manifest = versions.object(version);
        if (manifest == null || !name.equals(manifest.string("name")) || !version.equals(manifest.string("version"))) {
            throw bad("the manifest is not that of " + name + " " + version);
        }
        checkVersion(version);
        Publication.Archive archive = publication.archives().getFirst();
        JsonObject checked = withDist(manifest, archive).with("_npmUser", person(user));
        String key = "archives/" + name + "/" + keyOf(archive.sha512());
        Map<String, String> tags = sent.strings("dist-tags");
        for (String tag : tags.keySet()) {
            checkTag(tag);
        }
        if (tags.values().stream().anyMatch(tagged -> !tagged.equals(version))) {
            throw bad("a tag names another version than the one that is published");
        }
        HostedPackage before = find(name);
        refuseUsed(before, name, version);
        if (before == null && !PackageName.problems(name).validForNewPackages()) {
            throw bad(String.join("; ", PackageName.problems(name).warnings()));
        }
        String bundle = publication.provenance();
        Provenance provenance = bundle == null ? null : Provenance.check(bundle, name, version, archive.sha512());
        String bundleKey = provenance == null ? null : keep(name, provenance);
        archive.upload().keep(key);
        HostedPackage changed = change(name, hosted -> {
            refuseUsed(hosted, name, version);
            Map<String, JsonValue> members = membersOf(hosted, name);
            for (String about : List.of("description", "readme", "maintainers", "homepage", "repository", "keywords")) {
                JsonValue value = sent.get(about) == null ? checked.get(about) : sent.get(about);
                if (value != null) {
                    members.put(about, value);
                }
            }
            members.putIfAbsent("maintainers", new JsonArray(List.of(person(user))));
            put(members, "versions", version, told(checked.without("readme"), provenance));
            put(members, "archives", version, new JsonValue.Text(key));
            if (bundleKey != null) {
                put(members, "attestations", version, new JsonValue.Text(bundleKey));
            }
            tags.forEach((tag, tagged) -> put(members, "dist-tags", tag, new JsonValue.Text(tagged)));
            if (hosted == null || hosted.isEmpty()) {
                put(members, "dist-tags", "latest", new JsonValue.Text(version));
            }
            if (hosted == null) {
                put(members, "time", "created", new JsonValue.Text(now()));
            }
            put(members, "time", version, new JsonValue.Text(text(when)));
            return members;
        });
        published.accept(new PackageId(name, version));
        return changed;
    }

    private static JsonObject told(JsonObject manifest, @Nullable Provenance provenance) {
        JsonObject dist = manifest.object("dist");
        return dist == null || provenance == null
                ? manifest
                : manifest.with("dist", dist.with(HostedPackage.ATTESTATIONS, provenance.told()));
    }

    /** As an archive, before the document that names it. */
    private String keep(String name, Provenance provenance) throws IOException {
        byte[] bytes = provenance.text().getBytes(StandardCharsets.UTF_8);
        String key = ATTESTATIONS + name + "/" + keyOf(Integrity.of(Integrity.Algorithm.SHA512, digest(bytes)));
        try (Upload upload = storage.upload()) {
            upload.out().write(bytes);
            upload.keep(key);
        }
        return key;
    }

    private static byte[] digest(byte[] bytes) {
        try {
            return MessageDigest.getInstance(Integrity.Algorithm.SHA512.jcaName())
                    .digest(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** What was said, and signed, of how a version was made: the answer to whoever asks; null if that is nothing. */
    public @Nullable JsonObject attestations(HostedPackage hosted, String version) throws IOException {
        String key = hosted.attestations(version);
        JsonObject manifest = hosted.versions().object(version);
        JsonObject dist = manifest == null ? null : manifest.object("dist");
        JsonObject told = dist == null ? null : dist.object(HostedPackage.ATTESTATIONS);
        JsonObject about = told == null ? null : told.object("provenance");
        if (key == null || about == null) {
            return null;
        }
        try (Blob blob = storage.blob(key)) {
            if (blob == null) {
                return null;
            }
            try (InputStream in = blob.stream(0)) {
                JsonObject bundle = JsonReader.readObject(new String(in.readAllBytes(), StandardCharsets.UTF_8));
                JsonObject one = about.with("bundle", bundle);
                return JsonObject.of(Map.of(HostedPackage.ATTESTATIONS, new JsonArray(List.of(one))));
            }
        } catch (JsonReader.MalformedJsonException damaged) {
            throw new IOException(hosted.name() + " " + version + ": its provenance is damaged");
        }
    }

    private static String keyOf(Integrity sha512) {
        byte[] digest = Base64.getDecoder().decode(sha512.digests().getFirst());
        return HexFormat.of().formatHex(digest, 0, 32);
    }

    private static void refuseUsed(@Nullable HostedPackage hosted, String name, String version) throws Refusal {
        if (hosted != null && hosted.wasUsed(version)) {
            throw new Refusal(
                    Refusal.Kind.CONFLICT,
                    hosted.has(version)
                            ? "cannot publish over " + name + " " + version + ", which is there already"
                            : name + " " + version
                                    + " was published before and removed; its number is not given again");
        }
    }

    private static void checkVersion(String version) throws Refusal {
        Version parsed = Version.parse(version);
        if (parsed == null || !parsed.toString().equals(version) || version.length() > 200) {
            throw bad("not a version: " + version);
        }
    }

    private static void checkTag(String tag) throws Refusal {
        if (tag.isBlank() || tag.length() > 100 || tag.contains("/") || Range.parse(tag) != null) {
            throw bad("not a tag: " + tag);
        }
    }

    /** The manifest with what its archive really hashed to, if that is what it says. */
    private static JsonObject withDist(JsonObject manifest, Publication.Archive archive) throws Refusal {
        JsonObject dist = manifest.object("dist");
        String shasum = archive.shasum();
        if (dist != null) {
            String integrity = dist.string("integrity");
            Integrity promised = integrity == null ? null : Integrity.parse(integrity);
            boolean wrong = promised != null
                    && promised.algorithm() == Integrity.Algorithm.SHA512
                    && !promised.digests().contains(archive.sha512().digests().getFirst());
            String promisedSum = dist.string("shasum");
            if (wrong || (promisedSum != null && !promisedSum.equals(shasum))) {
                throw bad("the archive does not hash to what the manifest says");
            }
        }
        JsonObject kept =
                dist == null ? JsonObject.EMPTY : dist.without("tarball").without(HostedPackage.ATTESTATIONS);
        return manifest.with(
                "dist",
                kept.with("integrity", new JsonValue.Text(archive.sha512().toString()))
                        .with("shasum", new JsonValue.Text(shasum)));
    }

    /** Changes what may be changed of versions that are there: the words they are deprecated with. */
    public HostedPackage deprecate(String name, JsonObject sent) throws IOException, Refusal {
        JsonObject versions = sent.object("versions");
        if (versions == null) {
            throw bad("the document has no versions");
        }
        return change(name, hosted -> {
            Map<String, JsonValue> members = membersOf(present(hosted, name), name);
            for (String version : versions.keys()) {
                JsonObject manifest = present(hosted, name).versions().object(version);
                JsonObject wanted = versions.object(version);
                if (manifest != null && wanted != null) {
                    String words = wanted.string("deprecated");
                    JsonObject changed = words == null || words.isEmpty()
                            ? manifest.without("deprecated")
                            : manifest.with("deprecated", new JsonValue.Text(words));
                    put(members, "versions", version, changed);
                }
            }
            return members;
        });
    }

    /** Removes the versions that a document, made of the package's own, no longer has. */
    public HostedPackage removeMissing(String name, JsonObject sent, String rev) throws IOException, Refusal {
        JsonObject kept = sent.object("versions");
        if (kept == null) {
            throw bad("the document has no versions");
        }
        return change(name, hosted -> {
            HostedPackage now = unchanged(hosted, name, rev);
            Map<String, JsonValue> members = membersOf(now, name);
            for (String version : now.versions().keys()) {
                if (kept.get(version) == null) {
                    removeVersion(members, version);
                }
            }
            settleTags(members);
            return members;
        });
    }

    /** Removes every version. The name stays this registry's. */
    public HostedPackage removeAll(String name, String rev) throws IOException, Refusal {
        return change(name, hosted -> {
            HostedPackage now = unchanged(hosted, name, rev);
            Map<String, JsonValue> members = membersOf(now, name);
            now.versions().keys().forEach(version -> removeVersion(members, version));
            settleTags(members);
            return members;
        });
    }

    /** Removes the archives of versions that are there no longer. */
    public void removeOrphans(HostedPackage hosted) throws IOException {
        removeOrphans(hosted, "archives");
        removeOrphans(hosted, HostedPackage.ATTESTATIONS);
    }

    private void removeOrphans(HostedPackage hosted, String kind) throws IOException {
        for (Storage.Entry entry : storage.list(kind + "/" + hosted.name())) {
            boolean fresh = System.currentTimeMillis() - entry.modified() < 3_600_000;
            boolean named = hosted.json().strings(kind).containsValue(entry.key());
            // A fresh one may be of a publish whose document is not written yet.
            if (!named && !fresh) {
                storage.removeBlob(entry.key());
            }
        }
    }

    /** Notes whether a user likes a package. */
    public HostedPackage star(String name, String user, Star star) throws IOException, Refusal {
        return change(name, hosted -> {
            Map<String, JsonValue> members = membersOf(present(hosted, name), name);
            switch (star) {
                case GIVEN -> put(members, "users", user, JsonValue.Literal.TRUE);
                case TAKEN -> drop(members, "users", user);
            }
            return members;
        });
    }

    /** What becomes of a user's star. */
    public enum Star {
        GIVEN,
        TAKEN
    }

    public HostedPackage tag(String name, String tag, String version) throws IOException, Refusal {
        checkTag(tag);
        return change(name, hosted -> {
            if (!present(hosted, name).has(version)) {
                throw new Refusal(Refusal.Kind.NOT_FOUND, "there is no " + name + " " + version);
            }
            Map<String, JsonValue> members = membersOf(hosted, name);
            put(members, "dist-tags", tag, new JsonValue.Text(version));
            return members;
        });
    }

    public HostedPackage untag(String name, String tag) throws IOException, Refusal {
        if (tag.equals("latest")) {
            throw bad("latest can be moved, not removed");
        }
        return change(name, hosted -> {
            if (!present(hosted, name).tags().containsKey(tag)) {
                throw new Refusal(Refusal.Kind.NOT_FOUND, name + " has no tag " + tag);
            }
            Map<String, JsonValue> members = membersOf(hosted, name);
            drop(members, "dist-tags", tag);
            return members;
        });
    }

    /** What a change makes of a package, which is null where there is none yet. */
    @FunctionalInterface
    private interface Change {
        Map<String, JsonValue> apply(@Nullable HostedPackage hosted) throws Refusal;
    }

    private HostedPackage change(String name, Change change) throws IOException, Refusal {
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            HostedPackage now = find(name);
            Map<String, JsonValue> members = change.apply(now);
            put(members, "time", "modified", new JsonValue.Text(now()));
            long revision = (now == null ? 0 : now.revision()) + 1;
            members.put("revision", new JsonValue.Numeral(Long.toString(revision)));
            byte[] bytes =
                    JsonWriter.write(JsonObject.of(members), JsonStyle.COMPACT).getBytes(StandardCharsets.UTF_8);
            Condition condition = now == null ? Condition.ABSENT : new Condition.Unchanged(now.tag());
            Document written = storage.put(DOCUMENTS + name, bytes, condition);
            if (written != null) {
                return HostedPackage.read(name, written);
            }
        }
        throw new Refusal(Refusal.Kind.CONFLICT, name + " is being changed by too many others");
    }

    private static HostedPackage present(@Nullable HostedPackage hosted, String name) throws Refusal {
        if (hosted == null || hosted.isEmpty()) {
            throw new Refusal(Refusal.Kind.NOT_FOUND, "there is no package " + name + " here");
        }
        return hosted;
    }

    private static HostedPackage unchanged(@Nullable HostedPackage hosted, String name, String rev) throws Refusal {
        HostedPackage now = present(hosted, name);
        if (!rev.equals(now.rev())) {
            throw new Refusal(Refusal.Kind.CONFLICT, name + " was changed meanwhile");
        }
        return now;
    }

    private static void removeVersion(Map<String, JsonValue> members, String version) {
        drop(members, "versions", version);
        drop(members, "archives", version);
        drop(members, HostedPackage.ATTESTATIONS, version);
        put(members, "used", version, new JsonValue.Text(now()));
        drop(members, "time", version);
    }

    /** Tags of versions that are gone go too, except latest, which moves to the newest there is. */
    private static void settleTags(Map<String, JsonValue> members) {
        JsonObject versions = (JsonObject) Objects.requireNonNull(members.get("versions"));
        JsonObject tags = members.get("dist-tags") instanceof JsonObject object ? object : JsonObject.EMPTY;
        for (String tag : tags.keys()) {
            String tagged = tags.string(tag);
            if (tagged == null || versions.get(tagged) == null) {
                drop(members, "dist-tags", tag);
            }
        }
        String latest = versions.keys().stream()
                .map(Version::parse)
                .filter(Objects::nonNull)
                .max(Comparator.comparing((Version version) -> !version.isPrerelease())
                        .thenComparing(Comparator.naturalOrder()))
                .map(Version::toString)
                .orElse(null);
        if (latest != null && ((JsonObject) Objects.requireNonNull(members.get("dist-tags"))).get("latest") == null) {
            put(members, "dist-tags", "latest", new JsonValue.Text(latest));
        }
    }

    private static Map<String, JsonValue> membersOf(@Nullable HostedPackage hosted, String name) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        members.put("name", new JsonValue.Text(name));
        members.put("dist-tags", JsonObject.EMPTY);
        members.put("versions", JsonObject.EMPTY);
        members.put("time", JsonObject.EMPTY);
        if (hosted != null) {
            members.putAll(hosted.json().members());
        }
        return members;
    }

    private static void put(Map<String, JsonValue> members, String key, String inner, JsonValue value) {
        JsonObject object = members.get(key) instanceof JsonObject present ? present : JsonObject.EMPTY;
        members.put(key, object.with(inner, value));
    }

    private static void drop(Map<String, JsonValue> members, String key, String inner) {
        if (members.get(key) instanceof JsonObject object) {
            members.put(key, object.without(inner));
        }
    }

    /** As npm shows it; no address is kept of anybody. */
    private static JsonObject person(String user) {
        Map<String, String> person = new LinkedHashMap<>();
        person.put("name", user);
        person.put("email", "");
        return JsonObject.ofStrings(person);
    }

    private static String now() {
        return text(Instant.now());
    }

    /** To the millisecond, as JavaScript writes it. */
    private static String text(Instant when) {
        String text = when.truncatedTo(ChronoUnit.MILLIS).toString();
        return text.length() == 20 ? text.replace("Z", ".000Z") : text;
    }

    private static Refusal bad(String why) {
        return new Refusal(Refusal.Kind.BAD, why);
    }
}
