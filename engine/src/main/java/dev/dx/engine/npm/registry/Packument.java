package dev.dx.engine.npm.registry;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.binary.Checksums;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonReader;
import dev.dx.engine.npm.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything a registry says about one package. Kept as the pieces of JSON that matter, each once, from which the manifest
 * of a version is read when it is asked for: a package can have thousands of versions, and an install wants one or two.
 * Never changes, and safe for use by many threads. The bytes:
 *
 * <pre>
 * packument := name modified distTags slices flags versions order
 * name      := length utf8
 * modified  := number                            as {@link Timestamp}
 * distTags  := length json
 * slices    := count { length json }
 * flags     := number                            1 if it is known when versions were published, 2 if it is a part: then
 *              a version without fields is one that was left out
 * versions  := count { length utf8, time : number, length { field } }
 * field     := number of a {@link ManifestField}, then
 *              inside dist: length json;  DIST: nothing, and void is what was said of it before;  else: number of a slice
 * order     := count { number }                  of versions, as they are listed above: those that are semantic ones, the
 *              highest first; of equal ones the one listed earlier
 * </pre>
 */
public final class Packument {
    static final int TIMES = 1;
    static final int PART = 2;

    private final byte[] bytes;
    private final int start;
    private final int end;
    private final String name;
    private final @Nullable Instant modified;
    private final Map<String, String> distTags;
    /** Where each slice begins and ends. */
    private final int[] slices;

    private final boolean hasTimes;
    private final boolean partial;
    /** Where the record of each version begins, and the order of the highest first. */
    private final int[] records;

    private final int[] order;
    /** Worked out when first needed; two threads that do it at once come to the same. */
    private volatile @Nullable List<String> names;

    private volatile @Nullable Long fingerprint;
    private volatile boolean hosted;

    /** Throws {@link CompactReader.Damaged} if that is not what the bytes hold. */
    Packument(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    /** As {@link #Packument(byte[])}, of the bytes between two places. */
    Packument(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.start = start;
        this.end = end;
        CompactReader in = new CompactReader(bytes, start, end);
        name = text(in);
        modified = Timestamp.decode(in.number());
        int tags = in.slice();
        distTags = tags(bytes, tags, in.position());
        slices = new int[in.count() * 2];
        for (int i = 0; i < slices.length; i += 2) {
            slices[i] = in.slice();
            slices[i + 1] = in.position();
        }
        int flags = in.number(TIMES + PART + 1);
        hasTimes = (flags & TIMES) != 0;
        partial = (flags & PART) != 0;
        records = new int[in.count()];
        for (int i = 0; i < records.length; i++) {
            records[i] = in.position();
            in.slice();
            in.number();
            in.slice();
        }
        order = new int[in.count()];
        for (int i = 0; i < order.length; i++) {
            order[i] = in.number(records.length);
        }
        if (!in.isAtEnd()) {
            throw new CompactReader.Damaged();
        }
    }

    /**
     * Takes up the bytes of {@link #encoded()} as they came from somebody.
     *
     * @param name the package they must be about
     * @throws DxException DX_REGISTRY if they are not
     */
    public static Packument received(byte[] bytes, String name, String where) {
        try {
            Packument packument = new Packument(bytes);
            packument.walk();
            if (packument.name.equals(name)) {
                return packument;
            }
        } catch (CompactReader.Damaged damaged) {
            // said below
        }
        throw new DxException(
                ErrorCode.DX_REGISTRY,
                name + ": what " + where + " says of it cannot be read",
                "Tell whoever runs the registry.");
    }

    /** Makes one of the JSON that a registry has. */
    public static Packument ofJson(InputStream json, String name, String where) throws IOException {
        return PackumentJson.read(json, name, where, PackumentLimits.STANDARD);
    }

    /** Looks at every field once, so that none is found damaged later. */
    private void walk() {
        for (int record : records) {
            CompactReader in = at(record);
            in.slice();
            in.number();
            int start = in.slice();
            CompactReader fields = new CompactReader(bytes, start, in.position());
            while (!fields.isAtEnd()) {
                ManifestField field = ManifestField.at(fields.number(ManifestField.count()));
                if (field.isInsideDist()) {
                    fields.slice();
                } else if (field != ManifestField.DIST) {
                    fields.number(slices.length / 2);
                }
            }
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
            List<String> found = new ArrayList<>(records.length);
            for (int record : records) {
                found.add(text(at(record)));
            }
            known = Collections.unmodifiableList(found);
            names = known;
        }
        return known;
    }

    /** How many of the versions are semantic ones. */
    public int orderedCount() {
        return order.length;
    }

    /** By precedence: 0 for the highest version, and so on. */
    public String ordered(int rank) {
        return text(at(records[order[rank]]));
    }

    /**
     * Whether the manifests of some versions were left out. All versions are named still, with their days, so that which of
     * them is wanted can be told from it.
     */
    public boolean isPart() {
        return partial;
    }

    /** Whether all is here that is known of a version, be it that there is no such version. */
    public boolean tells(String version) {
        CompactReader in = partial ? find(version) : null;
        if (in == null) {
            return true;
        }
        in.number();
        return in.slice() < in.position();
    }

    /** The same without the manifests of other versions than these. */
    public Packument part(Set<String> kept) {
        return new Packument(PackumentPart.of(bytes, start, end, kept)).hosted(hosted);
    }

    /** Null if there is no such version, it was left out, or its manifest cannot be read. */
    public @Nullable VersionManifest version(String version) {
        CompactReader in = find(version);
        if (in == null) {
            return null;
        }
        in.number();
        int from = in.slice();
        if (partial && from == in.position()) {
            return null;
        }
        try {
            return VersionManifest.of(name, version, fields(from, in.position()));
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

    /** The compact form. */
    int size() {
        return end - start;
    }

    byte[] bytes() {
        return Arrays.copyOfRange(bytes, start, end);
    }

    /** All that is known, for {@link #received}. */
    public byte[] encoded() {
        return bytes();
    }

    /** Equal for equal contents, and for hardly any others. */
    public long fingerprint() {
        Long known = fingerprint;
        if (known == null) {
            known = Checksums.xxh3(bytes, start, end - start);
            fingerprint = known;
        }
        return known;
    }

    /** The same, of which the fingerprint is known. */
    Packument withFingerprint(long known) {
        fingerprint = known;
        return this;
    }

    /** Whether the registry says that it is the package's own, and not a copy of another registry's. */
    public boolean isHosted() {
        return hosted;
    }

    Packument hosted(boolean said) {
        hosted = said;
        return this;
    }

    /** When the first of the versions that are younger than a moment was published; null if there is none. */
    public @Nullable Instant firstAfter(Instant moment) {
        long limit = moment.toEpochMilli();
        long first = Long.MAX_VALUE;
        for (int record : records) {
            CompactReader in = at(record);
            in.slice();
            Instant published = Timestamp.decode(in.number());
            if (published != null && published.toEpochMilli() > limit) {
                first = Math.min(first, published.toEpochMilli());
            }
        }
        return first == Long.MAX_VALUE ? null : Instant.ofEpochMilli(first);
    }

    private CompactReader at(int position) {
        return new CompactReader(bytes, position, end);
    }

    /** A reader behind the version's name; null if there is no such version. */
    private @Nullable CompactReader find(String version) {
        byte[] wanted = version.getBytes(StandardCharsets.UTF_8);
        // What is wanted is mostly one of the last that were published.
        for (int i = records.length - 1; i >= 0; i--) {
            int record = records[i];
            if (wanted.length <= Byte.MAX_VALUE && (bytes[record] != wanted.length || !isAt(record + 1, wanted))) {
                continue;
            }
            CompactReader in = at(record);
            int from = in.slice();
            if (in.position() - from == wanted.length && isAt(from, wanted)) {
                return in;
            }
        }
        return null;
    }

    /** Versions differ at their end most of all. */
    private boolean isAt(int from, byte[] wanted) {
        int i = wanted.length - 1;
        while (i >= 0 && bytes[from + i] == wanted[i]) {
            i--;
        }
        return i < 0;
    }

    /** The manifest's members; those of {@code dist} come last. */
    private JsonObject fields(int from, int to) throws JsonReader.MalformedJsonException {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        Map<String, JsonValue> dist = new LinkedHashMap<>();
        CompactReader in = at(from);
        while (in.position() < to) {
            ManifestField field = ManifestField.at(in.number(ManifestField.count()));
            if (field == ManifestField.DIST) {
                dist.clear();
            } else if (field.isInsideDist()) {
                int begin = in.slice();
                dist.put(field.name(), JsonReader.read(bytes, begin, in.position()));
            } else {
                int slice = in.number(slices.length / 2);
                members.put(field.name(), JsonReader.read(bytes, slices[slice * 2], slices[slice * 2 + 1]));
            }
        }
        members.put(ManifestField.DIST.name(), JsonObject.of(dist));
        return JsonObject.of(members);
    }

    private String text(CompactReader in) {
        int start = in.slice();
        return new String(bytes, start, in.position() - start, StandardCharsets.UTF_8);
    }

    private static Map<String, String> tags(byte[] bytes, int start, int end) {
        Map<String, String> tags = new LinkedHashMap<>();
        try {
            if (!(JsonReader.read(bytes, start, end) instanceof JsonObject object)) {
                throw new CompactReader.Damaged();
            }
            object.members().forEach((tag, value) -> {
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
        return name + " (" + records.length + " versions)";
    }
}
