package dev.dx.converter;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.PackageId;
import dev.dx.engine.npm.PackageManifest;
import dev.dx.engine.npm.PackageName;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonReader;
import dev.dx.engine.npm.json.JsonStyle;
import dev.dx.engine.npm.json.JsonValue;
import dev.dx.engine.npm.json.JsonWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What a pack's metadata says of an npm package: what an install wants to know before it reads a file. Taken from the
 * package's own package.json, and only ever a copy of it.
 */
final class PackageMetadata {
    /** The fields of package.json that an install needs. */
    private static final List<String> FIELDS = List.of(
            "dependencies",
            "optionalDependencies",
            "peerDependencies",
            "peerDependenciesMeta",
            "bundleDependencies",
            "bin",
            "directories",
            "engines",
            "os",
            "cpu",
            "libc",
            "license");

    private static final int MAX_MANIFEST = 16 << 20;
    private static final Pattern VERSION = Pattern.compile("[0-9A-Za-z][0-9A-Za-z.+-]{0,255}");

    private final PackageManifest manifest;
    private final String where;

    private PackageMetadata(PackageManifest manifest, String where) {
        this.manifest = manifest;
        this.where = where;
    }

    /** Reads the package.json of an unpacked package. */
    static PackageMetadata read(Path folder, String where) {
        Path file = folder.resolve("package.json");
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw broken(where, "there is no package.json in it");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_MANIFEST + 1);
            if (bytes.length > MAX_MANIFEST) {
                throw broken(where, "its package.json has more than " + MAX_MANIFEST + " bytes");
            }
            String text = new String(bytes, StandardCharsets.UTF_8);
            JsonObject json = JsonReader.readObject(text.startsWith("\ufeff") ? text.substring(1) : text);
            return new PackageMetadata(PackageManifest.of(json), where);
        } catch (JsonReader.MalformedJsonException malformed) {
            throw broken(where, "its package.json is not JSON: " + malformed.getMessage());
        } catch (IOException failure) {
            throw DxException.io(where, failure);
        }
    }

    /** The name and version the package gives itself. */
    PackageId id() {
        return checked(manifest.name(), manifest.version(), where);
    }

    /** A name and version that can be those of a file. */
    static PackageId checked(String name, String version, String where) {
        PackageName parsed = PackageName.parse(name);
        if (!VERSION.matcher(version).matches()) {
            throw new DxException(
                    ErrorCode.DX_UNSAFE_PATH,
                    where + ": \"" + version + "\" is no version that a file could be named after",
                    "Do not use this package.");
        }
        return new PackageId(parsed.value(), version);
    }

    /** As JSON; {@code archiveLength} is how long the .tgz was that it came as, 0 for a folder. */
    String json(long archiveLength) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        for (String field : FIELDS) {
            JsonValue value = manifest.json().get(field);
            if (value != null) {
                members.put(field, value);
            }
        }
        if (manifest.hasInstallScript()) {
            members.put("hasInstallScript", JsonValue.Literal.TRUE);
        }
        if (archiveLength > 0) {
            members.put("archiveLength", new JsonValue.Numeral(Long.toString(archiveLength)));
        }
        return JsonWriter.write(JsonObject.of(members), JsonStyle.COMPACT);
    }

    /** What {@link #json} was told; 0 where that is not known. */
    static long archiveLength(String metadata) {
        try {
            JsonValue value = JsonReader.readObject(metadata).get("archiveLength");
            return value instanceof JsonValue.Numeral number ? Long.parseLong(number.digits()) : 0;
        } catch (JsonReader.MalformedJsonException | NumberFormatException notOurs) {
            return 0;
        }
    }

    private static DxException broken(String where, String why) {
        return new DxException(
                ErrorCode.DX_MANIFEST,
                where + ": " + why,
                "Only packages of npm can be converted; try another version.");
    }
}
