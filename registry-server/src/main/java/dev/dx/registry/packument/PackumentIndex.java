package dev.dx.registry.packument;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.json.JsonFactory;

/**
 * What there is in a packument, without the manifests.
 *
 * @param versions in the order in which they stand there
 * @param published version → when; empty where it does not say
 */
public record PackumentIndex(
        @Nullable String name,
        @Nullable Instant modified,
        Map<String, String> tags,
        Set<String> versions,
        Map<String, Instant> published) {
    static final int DEEPEST = 200;
    private static final int MOST_ENTRIES = 500_000;
    private static final int LONGEST_KEY = 256;
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxStringLength(16 << 20)
                    .maxNumberLength(1_000)
                    .maxNameLength(50_000)
                    .build())
            .build();

    public PackumentIndex {
        tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
        versions = Collections.unmodifiableSet(new LinkedHashSet<>(versions));
        published = Map.copyOf(published);
    }

    /**
     * Reads a packument from its first byte to its last, and makes sure that it is JSON throughout; what is none, or has
     * no versions, is DX_REGISTRY.
     *
     * @param name whose packument it is said to be
     */
    public static PackumentIndex read(InputStream json, String name) throws IOException {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
            Reading reading = new Reading(parser);
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                reading.document();
                if (parser.nextToken() == null && reading.hasVersions && name.equals(reading.name)) {
                    return reading.index();
                }
            }
        } catch (JacksonIOException broken) {
            throw broken.getCause();
        } catch (JacksonException malformed) {
            throw unusable(name, malformed);
        }
        throw unusable(name, null);
    }

    static DxException unusable(String name, @Nullable Throwable cause) {
        String what = name + ": the upstream's answer is not what a registry says of it";
        String remedy = "Check the upstream's address.";
        return cause == null
                ? new DxException(ErrorCode.DX_REGISTRY, what, remedy)
                : new DxException(ErrorCode.DX_REGISTRY, what, remedy, cause);
    }

    private static final class Reading {
        private final JsonParser parser;
        private final Map<String, String> tags = new LinkedHashMap<>();
        private final Set<String> versions = new LinkedHashSet<>();
        private final Map<String, Instant> times = new LinkedHashMap<>();
        private @Nullable String name;
        private @Nullable Instant modified;
        private boolean hasVersions;

        Reading(JsonParser parser) {
            this.parser = parser;
        }

        PackumentIndex index() {
            Instant changed = times.isEmpty() ? modified : times.get("modified");
            times.keySet().retainAll(versions);
            return new PackumentIndex(name, changed, tags, versions, times);
        }

        void document() {
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String key = parser.currentName();
                JsonToken value = Objects.requireNonNull(parser.nextToken());
                switch (key) {
                    case "name" -> name = value == JsonToken.VALUE_STRING ? parser.getString() : name;
                    case "modified" -> modified = value == JsonToken.VALUE_STRING ? instant(parser) : modified;
                    case "dist-tags" -> tags(value);
                    case "versions" -> versions(value);
                    case "time" -> times(value);
                    default -> parser.skipChildren();
                }
            }
        }

        private void tags(JsonToken first) {
            members(first, (key, value) -> {
                if (value == JsonToken.VALUE_STRING) {
                    tags.put(key, parser.getString());
                }
            });
        }

        private void versions(JsonToken first) {
            hasVersions |= first == JsonToken.START_OBJECT;
            members(first, (key, value) -> {
                if (value == JsonToken.START_OBJECT) {
                    versions.add(key);
                }
            });
        }

        private void times(JsonToken first) {
            members(first, (key, value) -> {
                Instant when = value == JsonToken.VALUE_STRING ? instant(parser) : null;
                if (when != null) {
                    times.put(key, when);
                }
            });
        }

        private interface Member {
            void take(String key, JsonToken value);
        }

        private void members(JsonToken first, Member member) {
            if (first != JsonToken.START_OBJECT) {
                parser.skipChildren();
                return;
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String key = parser.currentName();
                JsonToken value = Objects.requireNonNull(parser.nextToken());
                if (key.length() <= LONGEST_KEY) {
                    member.take(key, value);
                }
                parser.skipChildren();
                if (tags.size() + versions.size() + times.size() > MOST_ENTRIES) {
                    throw new DxException(
                            ErrorCode.DX_REGISTRY,
                            "a packument has more than " + MOST_ENTRIES + " versions and tags",
                            "No package has as many; check the upstream's address.");
                }
            }
        }

        private static @Nullable Instant instant(JsonParser parser) {
            String text = parser.getString();
            try {
                return text.length() > 40 ? null : Instant.parse(text);
            } catch (DateTimeException nonsense) {
                return null;
            }
        }
    }
}
