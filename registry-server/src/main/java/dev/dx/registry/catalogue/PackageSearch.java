package dev.dx.registry.catalogue;

import dev.dx.engine.DxException;
import dev.dx.engine.npm.json.JsonArray;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonReader;
import dev.dx.engine.npm.json.JsonValue;
import dev.dx.registry.access.AccessRules;
import dev.dx.registry.access.Identity;
import dev.dx.registry.hosted.HostedPackage;
import dev.dx.registry.packument.PackumentView;
import dev.dx.registry.storage.Document;
import dev.dx.registry.upstream.UpstreamPackages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds packages, each once: first those that are hosted here, then those in the cache by their names, then what the upstream
 * finds. For any number of threads.
 */
public final class PackageSearch {
    private static final List<String> ABOUT = List.of("description", "keywords", "license", "author", "maintainers");
    /** How long it may take until what came into the cache is found. */
    private static final Duration LISTED = Duration.ofSeconds(5);

    private static final int MOST_CACHED = 1_000;

    private record Summary(Document.Tag tag, JsonObject found, String text) {}

    private final Catalogue catalogue;
    private final AccessRules rules;
    private final UpstreamFindings findings;
    private final Map<String, Summary> summaries = new ConcurrentHashMap<>();
    private volatile Names cached = new Names(List.of(), System.nanoTime());

    /** @param until when to look again, by {@link System#nanoTime()} */
    private record Names(List<String> names, long until) {}

    public PackageSearch(Catalogue catalogue, AccessRules rules) {
        this.catalogue = catalogue;
        this.rules = rules;
        this.findings = new UpstreamFindings(catalogue);
    }

    /** What search answers to the text, as far as somebody may know of it. */
    public JsonObject found(Identity identity, String text, int size, int from) throws IOException {
        List<JsonObject> own = hosted(identity, text);
        List<String> kept = cached(identity, text);
        List<JsonValue> objects = new ArrayList<>(part(own, size, from));
        for (String name : part(kept, size - objects.size(), from - own.size())) {
            JsonObject known = kept(name);
            if (known != null) {
                objects.add(known);
            }
        }
        int here = own.size() + kept.size();
        // A page that ends here asks too, if for one only, to say how many there are.
        int missing = Math.max(1, size - Math.max(0, here - from));
        UpstreamFindings.Findings beyond =
                text.isBlank() ? UpstreamFindings.NONE : findings.find(text, missing, Math.max(0, from - here));
        Set<String> shown = new HashSet<>(kept);
        for (JsonObject item : beyond.items()) {
            if (objects.size() < size && mayBeShown(identity, item, shown)) {
                objects.add(item);
            }
        }
        Map<String, JsonValue> json = new LinkedHashMap<>();
        json.put("objects", new JsonArray(objects));
        json.put("total", new JsonValue.Numeral(Integer.toString(here + beyond.total())));
        json.put("time", new JsonValue.Text(Instant.now().toString()));
        return JsonObject.of(json);
    }

    private static <T> List<T> part(List<T> all, int size, int from) {
        int first = Math.clamp(from, 0, all.size());
        return all.subList(first, Math.clamp((long) Math.max(0, from) + size, first, all.size()));
    }

    private boolean mayBeShown(Identity identity, JsonObject item, Set<String> shown) throws IOException {
        JsonObject about = item.object("package");
        String name = about == null ? null : about.string("name");
        String version = about == null ? null : about.string("version");
        return name != null
                && version != null
                && Catalogue.isName(name)
                && catalogue.mayBeToldOf(name)
                && catalogue.mayOffer(name, version)
                && rules.mayRead(identity, name)
                && shown.add(name);
    }

    static List<String> words(String text) {
        return List.of(text.toLowerCase(Locale.ROOT).strip().split("\\s+", -1));
    }

    /** The names of packages in the cache that have every word of the text, the likeliest first. */
    private List<String> cached(Identity identity, String text) throws IOException {
        UpstreamPackages upstream = catalogue.upstream();
        if (upstream == null || text.isBlank()) {
            return List.of();
        }
        Names known = cached;
        if (System.nanoTime() - known.until() >= 0) {
            known = new Names(upstream.cachedNames(), System.nanoTime() + LISTED.toNanos());
            cached = known;
        }
        List<String> words = words(text);
        List<String> found = new ArrayList<>();
        for (String name : known.names()) {
            if (words.stream().allMatch(name::contains)
                    && rules.mayRead(identity, name)
                    && catalogue.mayBeToldOf(name)) {
                found.add(name);
            }
        }
        found.sort(Comparator.comparing((String name) -> !name.equals(words.getFirst()))
                .thenComparingInt(String::length)
                .thenComparing(Comparator.naturalOrder()));
        return found.size() > MOST_CACHED ? found.subList(0, MOST_CACHED) : found;
    }

    /** What the cache knows of a package; null if that is nothing that may be shown. */
    private @Nullable JsonObject kept(String name) throws IOException {
        try (PackumentView view = catalogue.kept(name)) {
            String version = view == null ? null : view.tags().get("latest");
            if (view == null || version == null) {
                return null;
            }
            byte[] bytes = view.manifest(version, "");
            if (bytes == null) {
                return null;
            }
            JsonObject manifest = JsonReader.readObject(new String(bytes, StandardCharsets.UTF_8));
            Map<String, JsonValue> about = about(name, version, manifest, JsonObject.EMPTY);
            Instant published = view.published(version);
            if (published != null) {
                about.put("date", new JsonValue.Text(published.toString()));
            }
            return found(about);
        } catch (DxException | JsonReader.MalformedJsonException damaged) {
            // It is fetched anew when somebody wants it.
            return null;
        }
    }

    /** What is hosted here and has every word of the text. */
    private List<JsonObject> hosted(Identity identity, String text) throws IOException {
        List<String> words = words(text);
        List<JsonObject> found = new ArrayList<>();
        for (String name : catalogue.hosted().names()) {
            if (!rules.mayRead(identity, name)) {
                continue;
            }
            Summary summary = summary(name);
            if (summary != null
                    && words.stream().allMatch(word -> summary.text().contains(word))) {
                found.add(summary.found());
            }
        }
        return found;
    }

    /** As npm shows those it found, by their usernames; older clients look for their names. */
    private static JsonArray people(JsonValue maintainers) {
        List<JsonValue> people = new ArrayList<>();
        if (maintainers instanceof JsonArray array) {
            for (JsonValue one : array.items()) {
                people.add(person(
                        one instanceof JsonObject object
                                ? object
                                : JsonObject.ofStrings(
                                        Map.of("name", one instanceof JsonValue.Text words ? words.value() : ""))));
            }
        }
        return new JsonArray(people);
    }

    private static JsonObject person(JsonObject person) {
        String name = person.string("name");
        String email = person.string("email");
        Map<String, String> shown = new LinkedHashMap<>();
        shown.put("name", name == null ? "" : name);
        shown.put("username", name == null ? "" : name);
        shown.put("email", email == null ? "" : email);
        return JsonObject.ofStrings(shown);
    }

    private @Nullable Summary summary(String name) throws IOException {
        Document.Tag tag = catalogue.hosted().state(name);
        Summary known = summaries.get(name);
        if (tag != null && known != null && known.tag().equals(tag)) {
            return known;
        }
        HostedPackage hosted = catalogue.hosted().find(name);
        if (hosted == null || hosted.isEmpty()) {
            return null;
        }
        JsonObject packument = hosted.packument();
        String version = hosted.tags().get("latest");
        JsonObject manifest = version == null ? null : hosted.versions().object(version);
        Map<String, JsonValue> about =
                about(name, version == null ? "" : version, manifest == null ? JsonObject.EMPTY : manifest, packument);
        String date = version == null ? null : packument.strings("time").get(version);
        if (date != null) {
            about.put("date", new JsonValue.Text(date));
        }
        StringBuilder text = new StringBuilder(name);
        for (String key : ABOUT) {
            JsonValue value = manifest == null || manifest.get(key) == null ? packument.get(key) : manifest.get(key);
            if (value != null) {
                text.append(' ').append(value instanceof JsonValue.Text words ? words.value() : value);
            }
        }
        Summary summary =
                new Summary(hosted.tag(), found(about), text.toString().toLowerCase(Locale.ROOT));
        if (summaries.size() > 50_000) {
            summaries.clear();
        }
        summaries.put(name, summary);
        return summary;
    }

    /** @param otherwise where to look for what the manifest does not say */
    private static Map<String, JsonValue> about(
            String name, String version, JsonObject manifest, JsonObject otherwise) {
        Map<String, JsonValue> about = new LinkedHashMap<>();
        about.put("name", new JsonValue.Text(name));
        about.put("version", new JsonValue.Text(version));
        for (String key : ABOUT) {
            JsonValue value = manifest.get(key) == null ? otherwise.get(key) : manifest.get(key);
            if (value != null) {
                about.put(key, key.equals("maintainers") ? people(value) : value);
            }
        }
        // Without them npm search ends in an error of its own.
        about.putIfAbsent("maintainers", new JsonArray(List.of()));
        JsonObject publisher = manifest.object("_npmUser");
        about.put("publisher", person(publisher == null ? JsonObject.EMPTY : publisher));
        return about;
    }

    private static JsonObject found(Map<String, JsonValue> about) {
        JsonValue one = new JsonValue.Numeral("1");
        JsonObject detail = JsonObject.of(Map.of("quality", one, "popularity", one, "maintenance", one));
        Map<String, JsonValue> found = new LinkedHashMap<>();
        found.put("package", JsonObject.of(about));
        found.put("score", JsonObject.of(Map.of("final", one, "detail", detail)));
        found.put("searchScore", one);
        return JsonObject.of(found);
    }
}
