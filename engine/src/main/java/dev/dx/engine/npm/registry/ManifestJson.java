package dev.dx.engine.npm.registry;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads one version's manifest as a {@link Packument} puts it together: {@code scripts} says no more than whether one of
 * them would run on install.
 */
final class ManifestJson {
    private static final JsonFactory JSON = new JsonFactory();

    private final JsonParser parser;
    private final String name;
    private Map<String, String> dependencies = Map.of();
    private Map<String, String> optionalDependencies = Map.of();
    private Map<String, String> peerDependencies = Map.of();
    private Map<String, String> bin = Map.of();
    private Map<String, String> engines = Map.of();
    private List<String> optionalPeers = List.of();
    private List<String> bundled = List.of();
    private List<String> os = List.of();
    private List<String> cpu = List.of();
    private List<String> libc = List.of();
    private VersionManifest.Dist dist = VersionManifest.Dist.UNKNOWN;
    private boolean bundlesAll;
    private boolean hasBinDirectory;
    private boolean saysInstallScript;
    private boolean hasInstallEvent;
    private boolean hasShrinkwrap;
    private @Nullable String deprecated;
    private @Nullable String license;
    private @Nullable String funding;

    private ManifestJson(JsonParser parser, String name) {
        this.parser = parser;
        this.name = name;
    }

    /** Reads the object the parser has just entered. */
    static VersionManifest read(JsonParser parser, String name, String version) {
        ManifestJson reader = new ManifestJson(parser, name);
        String field;
        while ((field = parser.nextName()) != null) {
            parser.nextToken();
            reader.field(field);
        }
        return reader.manifest(version);
    }

    private void field(String field) {
        switch (field) {
            case "dependencies" -> dependencies = JsonFields.texts(parser);
            case "optionalDependencies" -> optionalDependencies = JsonFields.texts(parser);
            case "peerDependencies" -> peerDependencies = JsonFields.texts(parser);
            case "peerDependenciesMeta" -> optionalPeers = optionalPeers();
            case "bundleDependencies", "bundledDependencies" -> bundled();
            case "bin" -> bin = bin();
            case "directories" -> hasBinDirectory = JsonFields.texts(parser).containsKey("bin");
            case "engines" -> engines = JsonFields.texts(parser);
            case "os" -> os = JsonFields.list(parser);
            case "cpu" -> cpu = JsonFields.list(parser);
            case "libc" -> libc = JsonFields.list(parser);
            case "dist" -> dist = dist();
            case "deprecated" -> deprecated = deprecated();
            case "hasInstallScript" -> saysInstallScript = JsonFields.isTrue(parser);
            case "scripts" -> hasInstallEvent = JsonFields.isTrue(parser);
            case "_hasShrinkwrap" -> hasShrinkwrap = JsonFields.isTrue(parser);
            case "license" -> license = license();
            case "funding" -> funding = funding();
            default -> parser.skipChildren();
        }
    }

    private VersionManifest manifest(String version) {
        return new VersionManifest(
                name,
                version,
                dependencies,
                optionalDependencies,
                peerDependencies,
                optionalPeers,
                bundlesAll ? List.copyOf(dependencies.keySet()) : bundled,
                bin,
                hasBinDirectory,
                engines,
                os,
                cpu,
                libc,
                dist,
                deprecated,
                saysInstallScript || hasInstallEvent,
                hasShrinkwrap,
                license,
                funding);
    }

    private List<String> optionalPeers() {
        List<String> optional = new ArrayList<>();
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return optional;
        }
        String peer;
        while ((peer = parser.nextName()) != null) {
            optional.remove(peer);
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                parser.skipChildren();
                continue;
            }
            boolean isOptional = false;
            String field;
            while ((field = parser.nextName()) != null) {
                parser.nextToken();
                if (field.equals("optional")) {
                    isOptional = JsonFields.isTrue(parser);
                } else {
                    parser.skipChildren();
                }
            }
            if (isOptional) {
                optional.add(peer);
            }
        }
        return optional;
    }

    private void bundled() {
        bundlesAll = parser.currentToken() == JsonToken.VALUE_TRUE;
        // Very old manifests have an object here, of which the keys count.
        bundled = parser.currentToken() == JsonToken.START_OBJECT
                ? List.copyOf(JsonFields.texts(parser).keySet())
                : JsonFields.list(parser);
    }

    /** A string stands for one command, named as the package without its scope. */
    private Map<String, String> bin() {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            return Map.of(name.substring(name.indexOf('/') + 1), parser.getString());
        }
        return JsonFields.texts(parser);
    }

    private VersionManifest.Dist dist() {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return VersionManifest.Dist.UNKNOWN;
        }
        Map<String, String> texts = new LinkedHashMap<>();
        long unpackedSize = -1;
        long fileCount = -1;
        String field;
        while ((field = parser.nextName()) != null) {
            parser.nextToken();
            switch (field) {
                case "tarball", "integrity", "shasum" -> {
                    String text = JsonFields.textOrNull(parser);
                    if (text == null) {
                        texts.remove(field);
                    } else {
                        texts.put(field, text);
                    }
                }
                case "unpackedSize" -> unpackedSize = JsonFields.size(parser);
                case "fileCount" -> fileCount = JsonFields.size(parser);
                default -> parser.skipChildren();
            }
        }
        return new VersionManifest.Dist(
                texts.get("tarball"), texts.get("integrity"), texts.get("shasum"), unpackedSize, fileCount);
    }

    /** Anything but an empty text or {@code false} means yes; only a text says why. */
    private @Nullable String deprecated() {
        if (parser.currentToken() == JsonToken.VALUE_TRUE) {
            return "deprecated";
        }
        String why = JsonFields.textOrNull(parser);
        return why == null || why.isEmpty() ? null : why;
    }

    private @Nullable String license() {
        return parser.currentToken() == JsonToken.START_OBJECT
                ? JsonFields.texts(parser).get("type")
                : JsonFields.textOrNull(parser);
    }

    /** The value as compact JSON, whatever its form. */
    private @Nullable String funding() {
        JsonToken token = parser.currentToken();
        if (token != JsonToken.VALUE_STRING && token != JsonToken.START_OBJECT && token != JsonToken.START_ARRAY) {
            return null;
        }
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            generator.copyCurrentStructure(parser);
        }
        return text.toString();
    }
}
