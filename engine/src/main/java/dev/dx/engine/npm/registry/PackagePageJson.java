package dev.dx.engine.npm.registry;

import dev.dx.engine.npm.json.JsonArray;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonValue;
import dev.dx.engine.npm.semver.Options;
import dev.dx.engine.npm.semver.Version;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Pages and search results as registries write them. Whatever has another shape than usual is left out. */
final class PackagePageJson {
    /** What is said instead of a readme that is not there. */
    private static final String NO_README = "ERROR: No README data found!";

    private PackagePageJson() {}

    static PackagePage page(String name, JsonObject json) {
        Map<String, String> tags = json.strings("dist-tags");
        Map<String, String> times = json.strings("time");
        List<PublishedVersion> versions = versions(json.object("versions"), times);
        JsonObject newest = manifest(json, tags.get("latest"));
        String readme = text(json.string("readme"));
        return new PackagePage(
                name,
                text(either(json.string("description"), newest.string("description"))),
                tags,
                versions,
                readme.equals(NO_README) ? "" : readme,
                either(license(json.get("license")), license(newest.get("license"))),
                either(json.string("homepage"), newest.string("homepage")),
                either(address(json.get("repository")), address(newest.get("repository"))),
                keywords(json.array("keywords") == null ? newest.array("keywords") : json.array("keywords")),
                people(json.array("maintainers")),
                instant(times.get("modified")));
    }

    static PackageHits hits(JsonObject json) {
        List<PackageHits.Hit> hits = new ArrayList<>();
        JsonArray objects = json.array("objects");
        for (JsonValue each : objects == null ? List.<JsonValue>of() : objects.items()) {
            JsonObject found = each instanceof JsonObject object ? object.object("package") : null;
            String name = found == null ? null : found.string("name");
            if (found != null && name != null) {
                hits.add(new PackageHits.Hit(
                        name,
                        text(found.string("version")),
                        text(found.string("description")),
                        publisher(found),
                        instant(found.string("date")),
                        keywords(found.array("keywords"))));
            }
        }
        long total = json.get("total") instanceof JsonValue.Numeral number ? whole(number) : hits.size();
        return new PackageHits(Math.max(total, hits.size()), hits);
    }

    private static JsonObject manifest(JsonObject json, @Nullable String version) {
        JsonObject versions = json.object("versions");
        JsonObject manifest = versions == null || version == null ? null : versions.object(version);
        return manifest == null ? JsonObject.EMPTY : manifest;
    }

    private record Numbered(Version number, PublishedVersion version) {}

    private static List<PublishedVersion> versions(@Nullable JsonObject versions, Map<String, String> times) {
        List<Numbered> numbered = new ArrayList<>();
        if (versions != null) {
            versions.members().forEach((text, value) -> {
                Version number = Version.parse(text, Options.LOOSE);
                if (number != null && value instanceof JsonObject manifest) {
                    numbered.add(new Numbered(number, version(text, manifest, instant(times.get(text)))));
                }
            });
        }
        numbered.sort(Comparator.comparing(Numbered::number).reversed());
        return numbered.stream().map(Numbered::version).toList();
    }

    private static PublishedVersion version(String version, JsonObject manifest, @Nullable Instant published) {
        JsonObject told = manifest.object("dist");
        JsonObject dist = told == null ? JsonObject.EMPTY : told;
        return new PublishedVersion(
                version,
                published,
                count(dist.get("unpackedSize")),
                count(dist.get("fileCount")),
                deprecation(manifest.get("deprecated")),
                license(manifest.get("license")),
                manifest.strings("dependencies"),
                manifest.strings("optionalDependencies"),
                manifest.strings("peerDependencies"),
                manifest.strings("engines"),
                bins(manifest),
                dist.string("tarball"),
                dist.string("integrity"));
    }

    private static @Nullable String deprecation(@Nullable JsonValue value) {
        return switch (value) {
            case JsonValue.Text text when !text.value().isEmpty() -> text.value();
            case JsonValue.Literal literal when literal == JsonValue.Literal.TRUE -> "";
            case null, default -> null;
        };
    }

    private static List<String> bins(JsonObject manifest) {
        JsonObject bins = manifest.object("bin");
        if (bins != null) {
            return List.copyOf(bins.keys());
        }
        String name = manifest.string("name");
        return manifest.string("bin") == null || name == null
                ? List.of()
                : List.of(name.substring(name.indexOf('/') + 1));
    }

    private static String publisher(JsonObject found) {
        JsonObject publisher = found.object("publisher");
        if (publisher != null) {
            return text(either(publisher.string("username"), publisher.string("name")));
        }
        JsonObject author = found.object("author");
        return text(author == null ? found.string("author") : author.string("name"));
    }

    private static List<PackagePage.Person> people(@Nullable JsonArray array) {
        List<PackagePage.Person> people = new ArrayList<>();
        for (JsonValue each : array == null ? List.<JsonValue>of() : array.items()) {
            switch (each) {
                case JsonValue.Text text -> people.add(new PackagePage.Person(text.value(), ""));
                case JsonObject person -> {
                    String name = person.string("name");
                    if (name != null) {
                        people.add(new PackagePage.Person(name, text(person.string("email"))));
                    }
                }
                case JsonValue.Numeral _, JsonValue.Literal _, JsonArray _ -> {}
            }
        }
        return people;
    }

    private static List<String> keywords(@Nullable JsonArray array) {
        return array == null ? List.of() : array.strings();
    }

    private static @Nullable String license(@Nullable JsonValue value) {
        return switch (value) {
            case JsonValue.Text text -> text.value();
            case JsonObject object -> object.string("type");
            case null, default -> null;
        };
    }

    private static @Nullable String address(@Nullable JsonValue value) {
        return switch (value) {
            case JsonValue.Text text -> text.value();
            case JsonObject object -> object.string("url");
            case null, default -> null;
        };
    }

    private static @Nullable Instant instant(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException notADate) {
            return null;
        }
    }

    private static long count(@Nullable JsonValue value) {
        return value instanceof JsonValue.Numeral number ? whole(number) : -1;
    }

    private static long whole(JsonValue.Numeral number) {
        try {
            return Math.max(-1, Long.parseLong(number.digits()));
        } catch (NumberFormatException notWholeOrTooLarge) {
            return -1;
        }
    }

    private static @Nullable String either(@Nullable String first, @Nullable String second) {
        return first == null || first.isEmpty() ? second : first;
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }
}
