package dev.dx.engine.npm;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads the JSON of a packument, in its abbreviated or its full form. What has the wrong type is passed over, as npm would
 * trip over it only on use; a key that comes twice counts the last time.
 */
final class PackumentJson {
    /** As much of a version's shape as keeps out path parts, spaces and control characters. */
    private static final Pattern VERSION =
            Pattern.compile("[vV=]?\\d{1,16}\\.\\d{1,16}\\.\\d{1,16}(?:[-+][0-9A-Za-z.+-]*)?");

    private static final int LONGEST_VERSION = 256;

    private final JsonParser parser;
    private String name;
    private Map<String, String> distTags = Map.of();
    private Map<String, VersionManifest> versions = Map.of();
    private @Nullable Map<String, String> times;
    private @Nullable String modified;

    private PackumentJson(JsonParser parser, String name) {
        this.parser = parser;
        this.name = name;
    }

    /**
     * Reads the document a registry answered with.
     *
     * @param name the package that was asked for
     * @param where the registry's host, for errors
     */
    static Packument read(byte[] json, String name, String where, PackumentLimits limits) {
        if (json.length > limits.bytes()) {
            throw notAPackument(name, where, "is larger than " + limits.bytes() + " bytes");
        }
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(limits.depth())
                        .maxStringLength(Math.max(1, json.length))
                        .maxNameLength(Math.max(1, json.length))
                        .build())
                .build();
        try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), json)) {
            PackumentJson reader = new PackumentJson(parser, name);
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw notAPackument(name, where, "is not a JSON object");
            }
            reader.document();
            if (!reader.name.equals(name)) {
                throw notAPackument(name, where, "is about another package");
            }
            return new Packument(reader.compact());
        } catch (JacksonException malformed) {
            throw notAPackument(name, where, "is not JSON that can be read: " + firstLine(malformed));
        }
    }

    private static DxException notAPackument(String name, String where, String why) {
        return new DxException(
                ErrorCode.DX_REGISTRY,
                name + ": what " + where + " answered " + why,
                "Check the registry's address; a proxy or login page may have answered in its place.");
    }

    private static String firstLine(JacksonException e) {
        return String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
    }

    private void document() {
        String field;
        while ((field = parser.nextName()) != null) {
            parser.nextToken();
            switch (field) {
                case "name" -> name = JsonFields.text(parser, name);
                case "modified" -> modified = JsonFields.textOrNull(parser);
                case "dist-tags" -> distTags = JsonFields.texts(parser);
                case "time" -> times = JsonFields.texts(parser);
                case "versions" -> versions = versions();
                default -> parser.skipChildren();
            }
        }
    }

    private Map<String, VersionManifest> versions() {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return Map.of();
        }
        Map<String, VersionManifest> found = new LinkedHashMap<>();
        String version;
        while ((version = parser.nextName()) != null) {
            JsonToken token = parser.nextToken();
            boolean believable = version.length() <= LONGEST_VERSION
                    && VERSION.matcher(version).matches();
            if (token == JsonToken.START_OBJECT && believable) {
                found.put(version, ManifestJson.read(parser, name, version));
            } else {
                parser.skipChildren();
            }
        }
        return found;
    }

    private byte[] compact() {
        Map<String, String> published = times == null ? new HashMap<>() : times;
        String lastChange = modified == null ? published.get("modified") : modified;
        CompactWriter out = new CompactWriter();
        out.shared(name);
        out.number(millis(lastChange));
        out.map(distTags);
        out.number(times == null ? 0 : 1);
        out.number(versions.size());
        versions.forEach((version, manifest) -> {
            out.shared(version);
            out.number(millis(published.get(version)));
            out.beginRecord();
            CompactManifest.write(manifest, out);
            out.endRecord();
        });
        return out.finished();
    }

    /** Milliseconds since 1970, plus one; 0 for what is no date since then. */
    private static long millis(@Nullable String date) {
        if (date == null) {
            return 0;
        }
        try {
            Instant instant = date.endsWith("Z")
                    ? Instant.parse(date)
                    : OffsetDateTime.parse(date).toInstant();
            return Math.max(-1, instant.toEpochMilli()) + 1;
        } catch (DateTimeParseException | ArithmeticException nonsense) {
            return 0;
        }
    }
}
