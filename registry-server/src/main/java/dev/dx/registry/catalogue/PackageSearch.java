package dev.dx.registry.catalogue;

import dev.dx.engine.npm.json.JsonArray;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonValue;
import dev.dx.registry.access.AccessRules;
import dev.dx.registry.access.Identity;
import dev.dx.registry.hosted.HostedPackage;
import dev.dx.registry.storage.Document;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Finds packages: those that are hosted here first, then what the upstream finds. For any number of threads. */
public final class PackageSearch {
    private record Summary(Document.Tag tag, JsonObject found, String text) {}

    private final Catalogue catalogue;
    private final AccessRules rules;
    private final Map<String, Summary> summaries = new ConcurrentHashMap<>();

    public PackageSearch(Catalogue catalogue, AccessRules rules) {
        this.catalogue = catalogue;
        this.rules = rules;
    }

    /**
     * What search answers.
     *
     * @param query what else the upstream is asked with, as in an address
     */
    public JsonObject found(Identity identity, String text, String query, int size, int from) throws IOException {
        List<JsonObject> own = hosted(identity, text);
        List<JsonValue> objects =
                new ArrayList<>(own.subList(Math.min(from, own.size()), Math.min(from + size, own.size())));
        int total = own.size();
        if (catalogue.upstream() != null && !text.isBlank() && objects.size() < size) {
            int skipped = Math.max(0, from - own.size());
            JsonObject beyond =
                    catalogue.upstream().search(query + "&size=" + (size - objects.size()) + "&from=" + skipped);
            JsonArray found = beyond.array("objects");
            if (found != null) {
                for (JsonValue item : found.items()) {
                    if (isOfUpstream(item)) {
                        objects.add(item);
                    }
                }
                total += beyond.get("total") instanceof JsonValue.Numeral number
                        ? Integer.parseInt(number.digits())
                        : found.items().size();
            }
        }
        Map<String, JsonValue> json = new LinkedHashMap<>();
        json.put("objects", new JsonArray(objects));
        json.put("total", new JsonValue.Numeral(Integer.toString(total)));
        json.put("time", new JsonValue.Text(Instant.now().toString()));
        return JsonObject.of(json);
    }

    private boolean isOfUpstream(JsonValue item) throws IOException {
        JsonObject about = item instanceof JsonObject object ? object.object("package") : null;
        String name = about == null ? null : about.string("name");
        return name != null && catalogue.hosted().state(name) == null && rules.asksUpstream(name);
    }

    /** What is hosted here and has every word of the text. */
    private List<JsonObject> hosted(Identity identity, String text) throws IOException {
        List<String> words = List.of(text.toLowerCase(Locale.ROOT).strip().split("\\s+", -1));
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
        Map<String, JsonValue> about = new LinkedHashMap<>();
        about.put("name", new JsonValue.Text(name));
        about.put("version", new JsonValue.Text(version == null ? "" : version));
        StringBuilder text = new StringBuilder(name);
        for (String key : List.of("description", "keywords", "license", "author", "maintainers")) {
            JsonValue value = manifest == null || manifest.get(key) == null ? packument.get(key) : manifest.get(key);
            if (value != null) {
                about.put(key, key.equals("maintainers") ? people(value) : value);
                text.append(' ').append(value instanceof JsonValue.Text words ? words.value() : value);
            }
        }
        JsonObject publisher = manifest == null ? null : manifest.object("_npmUser");
        if (publisher != null) {
            about.put("publisher", person(publisher));
        }
        String date = version == null ? null : packument.strings("time").get(version);
        if (date != null) {
            about.put("date", new JsonValue.Text(date));
        }
        JsonValue one = new JsonValue.Numeral("1");
        JsonObject detail = JsonObject.of(Map.of("quality", one, "popularity", one, "maintenance", one));
        Map<String, JsonValue> found = new LinkedHashMap<>();
        found.put("package", JsonObject.of(about));
        found.put("score", JsonObject.of(Map.of("final", one, "detail", detail)));
        found.put("searchScore", one);
        Summary summary =
                new Summary(hosted.tag(), JsonObject.of(found), text.toString().toLowerCase(Locale.ROOT));
        if (summaries.size() > 50_000) {
            summaries.clear();
        }
        summaries.put(name, summary);
        return summary;
    }
}
