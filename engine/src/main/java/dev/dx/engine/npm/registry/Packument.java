package dev.dx.engine.npm.registry;

import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonReader;
import dev.dx.engine.npm.json.JsonValue;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything a registry says about one package. Kept as the pieces of JSON that matter, each once, from which the manifest
 * of a version is read when it is asked for: a package can have thousands of versions, and an install wants one or two.
 * Never changes, and safe for use by many threads. The bytes:
 *
 * <pre>
 * packument := name modified distTags slices hasTimes versions
 * name      := length utf8
 * modified  := number                            as {@link Timestamp}
 * distTags  := length json
 * slices    := count { length json }
 * hasTimes  := number                            1 if it is known when versions were published
 * versions  := count { length utf8, time : number, length { field } }
 * field     := number of a {@link ManifestField}, then
 *              inside dist: length json;  DIST: nothing, and void is what was said of it before;  else: number of a slice
 * </pre>
 */
public final class Packument {

    private final byte[] bytes;
    private final String name;
    private final @Nullable Instant modified;
    private final Map<String, String> distTags;
    private final int slices;
    private final boolean hasTimes;
    private final int versions;
    private final int count;
    // All are worked out when first needed; two threads that do it at once come to the same.
    private volatile @Nullable List<String> names;
    private volatile int @Nullable [] places;
    /** Where the record of each version is, behind its name. */
    private volatile @Nullable Map<String, Integer> records;

    /** Throws {@link CompactReader.Damaged} if that is not what the bytes hold. */
    Packument(byte[] bytes) {
        this.bytes = bytes;
        CompactReader in = new CompactReader(bytes, 0);
        name = text(in);
        modified = Timestamp.decode(in.number());
        int tags = in.slice();
        distTags = tags(bytes, tags, in.position());
        slices = in.position();
        for (int left = in.count(); left > 0; left--) {
            in.slice();
        }
        hasTimes = in.number() == 1;
        count = in.count();
        versions = in.position();
        for (int left = count; left > 0; left--) {
            in.slice();
            in.number();
            in.slice();
        }
        if (!in.isAtEnd()) {
            throw new CompactReader.Damaged();
        }
    }

    public String name() {
        return name;
    }

    /** When anything about the package changed last; null if the registry does not say. */
    public @Nullable Instant modified() {
        return modified;
    }

    /** Which version each tag stands for. */
    public Map<String, String> distTags() {
        return distTags;
    }

    /** Every version, in the registry's order, which is no order of precedence. */
    public List<String> versions() {
        List<String> known = names;
        if (known == null) {
            List<String> found = new ArrayList<>(count);
            CompactReader in = new CompactReader(bytes, versions);
            for (int left = count; left > 0; left--) {
                found.add(text(in));
                in.number();
                in.slice();
            }
            known = Collections.unmodifiableList(found);
            names = known;
        }
        return known;
    }

    /** Null if there is no such version, or its manifest cannot be read. */
    public @Nullable VersionManifest version(String version) {
        CompactReader in = find(version);
        if (in == null) {
            return null;
        }
        in.number();
        int start = in.slice();
        try {
            JsonObject fields = JsonReader.readObject(manifest(start, in.position()));
            return VersionManifest.of(name, version, fields);
        } catch (JsonReader.MalformedJsonException malformed) {
            return null;
        }
    }

    /** Whether it is known when versions were published, which not every form of the document says. */
    public boolean hasTimes() {
        return hasTimes;
    }

    /** When the version was published; null if that is not known. */
    public @Nullable Instant time(String version) {
        CompactReader in = find(version);
        return in == null ? null : Timestamp.decode(in.number());
    }

    /** The compact form, not a copy. */
    byte[] bytes() {
        return bytes;
    }

    /** A reader behind the version's name; null if there is no such version. */
    private @Nullable CompactReader find(String version) {
        Map<String, Integer> known = records;
        if (known == null) {
            known = HashMap.newHashMap(count);
            CompactReader in = new CompactReader(bytes, versions);
            for (int left = count; left > 0; left--) {
                known.putIfAbsent(text(in), in.position());
                in.number();
                in.slice();
            }
            records = known;
        }
        Integer place = known.get(version);
        return place == null ? null : new CompactReader(bytes, place);
    }

    /** The manifest as JSON again. */
    private byte[] manifest(int start, int end) {
        int[] places = slicePlaces();
        ByteArrayOutputStream json = new ByteArrayOutputStream(1024);
        ByteArrayOutputStream dist = new ByteArrayOutputStream(512);
        json.write('{');
        dist.write('{');
        CompactReader in = new CompactReader(bytes, start);
        while (in.position() < end) {
            ManifestField field = ManifestField.at(in.number(ManifestField.count()));
            if (field == ManifestField.DIST) {
                dist.reset();
                dist.write('{');
            } else if (field.isInsideDist()) {
                int from = in.slice();
                member(dist, field, bytes, from, in.position());
            } else {
                int slice = in.number(places.length / 2);
                member(json, field, bytes, places[slice * 2], places[slice * 2 + 1]);
            }
        }
        dist.write('}');
        member(json, ManifestField.DIST, dist.toByteArray(), 0, dist.size());
        json.write('}');
        return json.toByteArray();
    }

    private static void member(ByteArrayOutputStream object, ManifestField field, byte[] source, int start, int end) {
        if (object.size() > 1) {
            object.write(',');
        }
        object.write('"');
        object.writeBytes(field.key());
        object.write('"');
        object.write(':');
        object.write(source, start, end - start);
    }

    /** Where each slice begins and ends. */
    private int[] slicePlaces() {
        int[] known = places;
        if (known == null) {
            CompactReader in = new CompactReader(bytes, slices);
            known = new int[in.count() * 2];
            for (int i = 0; i < known.length; i += 2) {
                known[i] = in.slice();
                known[i + 1] = in.position();
            }
            places = known;
        }
        return known;
    }

    private String text(CompactReader in) {
        int start = in.slice();
        return new String(bytes, start, in.position() - start, StandardCharsets.UTF_8);
    }

    private static Map<String, String> tags(byte[] bytes, int start, int end) {
        Map<String, String> tags = new LinkedHashMap<>();
        try {
            JsonReader.readObject(Arrays.copyOfRange(bytes, start, end))
                    .members()
                    .forEach((tag, value) -> {
                        if (value instanceof JsonValue.Text version) {
                            tags.put(tag, version.value());
                        }
                    });
        } catch (JsonReader.MalformedJsonException malformed) {
            throw new CompactReader.Damaged();
        }
        return Collections.unmodifiableMap(tags);
    }

    @Override
    public String toString() {
        return name + " (" + count + " versions)";
    }
}
