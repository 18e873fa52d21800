package dev.dx.engine.npm.registry;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link Packument} of the JSON of one, in its abbreviated or its full form. What has the wrong type is passed over,
 * as npm would trip over it only on use; a key that comes twice counts the last time.
 */
final class PackumentJson {
    private static final byte[] NAME = key("name");
    private static final byte[] MODIFIED = key("modified");
    private static final byte[] DIST_TAGS = key("dist-tags");
    private static final byte[] TIME = key("time");
    private static final byte[] VERSIONS = key("versions");
    private static final byte[] NO_TAGS = key("{}");
    private static final byte[] TRUE = key("true");
    private static final List<byte[]> INSTALL_EVENTS = List.of(key("preinstall"), key("install"), key("postinstall"));
    private static final int LONGEST_VERSION = 256;

    /** Where a version's record is among the records. */
    private record Place(int start, int end) {}

    private final byte[] json;
    private final JsonScanner scanner;
    private final SliceTable slices = new SliceTable();
    private final CompactWriter records;
    private final Map<String, Place> versions = new LinkedHashMap<>();
    private @Nullable Map<String, Long> times;
    private String name;
    private long modified;
    private int tagsStart = -1;
    private int tagsEnd = -1;

    private PackumentJson(byte[] json, String name, PackumentLimits limits) {
        this.json = json;
        this.name = name;
        this.scanner = new JsonScanner(json, limits.depth());
        this.records = new CompactWriter(json.length / 8);
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
        try {
            PackumentJson reader = new PackumentJson(json, name, limits);
            if (!reader.scanner.enterObject()) {
                throw notAPackument(name, where, "is not a JSON object");
            }
            reader.document();
            if (!reader.name.equals(name)) {
                throw notAPackument(name, where, "is about another package");
            }
            return new Packument(reader.compact());
        } catch (JsonScanner.Malformed malformed) {
            throw notAPackument(name, where, "is not JSON that can be read: " + malformed.getMessage());
        } catch (CompactReader.Damaged malformedTags) {
            throw notAPackument(name, where, "has dist-tags that cannot be read");
        }
    }

    private static DxException notAPackument(String name, String where, String why) {
        return new DxException(
                ErrorCode.DX_REGISTRY,
                name + ": what " + where + " answered " + why,
                "Check the registry's address; a proxy or login page may have answered in its place.");
    }

    private void document() {
        while (scanner.nextMember()) {
            if (scanner.isKey(VERSIONS)) {
                versions();
            } else if (scanner.isKey(TIME)) {
                times();
            } else if (scanner.isKey(DIST_TAGS)) {
                scanner.value();
                tagsStart = scanner.valueStart();
                tagsEnd = scanner.valueEnd();
            } else if (scanner.isKey(NAME)) {
                scanner.value();
                name = scanner.isString() ? scanner.text() : name;
            } else if (scanner.isKey(MODIFIED)) {
                scanner.value();
                modified = scanner.isString() ? Timestamp.encode(scanner.text()) : modified;
            } else {
                scanner.value();
            }
        }
    }

    private void times() {
        if (!scanner.enterObject()) {
            scanner.value();
            return;
        }
        Map<String, Long> found = new HashMap<>();
        while (scanner.nextMember()) {
            String version = scanner.key();
            scanner.value();
            if (scanner.isString()) {
                found.put(version, Timestamp.encode(json, scanner.valueStart(), scanner.valueEnd()));
            }
        }
        times = found;
    }

    private void versions() {
        versions.clear();
        if (!scanner.enterObject()) {
            scanner.value();
            return;
        }
        while (scanner.nextMember()) {
            String version = isVersion() ? scanner.key() : null;
            if (version == null || !scanner.enterObject()) {
                scanner.value();
                continue;
            }
            int start = records.length();
            manifest();
            versions.put(version, new Place(start, records.length()));
        }
    }

    /** Whether the key is shaped like a version enough to hold no path parts, spaces or control characters. */
    private boolean isVersion() {
        int length = scanner.keyEnd() - scanner.keyStart();
        int dots = 0;
        boolean core = true;
        for (int i = 0; i < length; i++) {
            byte b = json[scanner.keyStart() + i];
            boolean digit = b >= '0' && b <= '9';
            boolean letter = (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z');
            if (core && b == '.') {
                dots++;
            } else if (dots == 2 && (b == '-' || b == '+')) {
                core = false;
            } else if (!digit && (core || !(letter || b == '.' || b == '-' || b == '+'))) {
                return false;
            }
        }
        return dots == 2 && length <= LONGEST_VERSION;
    }

    /** Writes the fields of interest: the field's number, then the slice, by its number if it may come again. */
    private void manifest() {
        while (scanner.nextMember()) {
            ManifestField field = ManifestField.inManifest(scanner);
            if (field == ManifestField.DIST) {
                dist();
            } else if (field == ManifestField.SCRIPTS) {
                scripts();
            } else {
                scanner.value();
                if (field != null) {
                    shared(field, json, scanner.valueStart(), scanner.valueEnd());
                }
            }
        }
    }

    private void shared(ManifestField field, byte[] source, int start, int end) {
        records.number(field.number());
        records.number(slices.add(source, start, end));
    }

    /** Begins with {@link ManifestField#DIST} alone, which makes whatever an earlier one said void. */
    private void dist() {
        records.number(ManifestField.DIST.number());
        if (!scanner.enterObject()) {
            scanner.value();
            return;
        }
        while (scanner.nextMember()) {
            ManifestField field = ManifestField.inDist(scanner);
            scanner.value();
            if (field != null) {
                records.number(field.number());
                records.bytes(json, scanner.valueStart(), scanner.valueEnd());
            }
        }
    }

    /** Of the scripts it matters only whether one would run on install. */
    private void scripts() {
        if (!scanner.enterObject()) {
            scanner.value();
            return;
        }
        boolean runs = false;
        while (scanner.nextMember()) {
            runs |= isInstallEvent();
            scanner.value();
        }
        if (runs) {
            shared(ManifestField.SCRIPTS, TRUE, 0, TRUE.length);
        }
    }

    private boolean isInstallEvent() {
        for (byte[] event : INSTALL_EVENTS) {
            if (scanner.isKey(event)) {
                return true;
            }
        }
        return false;
    }

    private byte[] compact() {
        CompactWriter out = new CompactWriter(records.length() + 4096);
        byte[] nameBytes = key(name);
        out.bytes(nameBytes, 0, nameBytes.length);
        Map<String, Long> published = Objects.requireNonNullElse(times, Map.of());
        out.number(modified != 0 ? modified : published.getOrDefault("modified", 0L));
        if (tagsStart < 0) {
            out.bytes(NO_TAGS, 0, NO_TAGS.length);
        } else {
            out.bytes(json, tagsStart, tagsEnd);
        }
        slices.writeTo(out);
        out.number(times == null ? 0 : 1);
        out.number(versions.size());
        versions.forEach((version, place) -> {
            byte[] bytes = key(version);
            out.bytes(bytes, 0, bytes.length);
            out.number(published.getOrDefault(version, 0L));
            out.bytes(records.array(), place.start(), place.end());
        });
        return out.finished();
    }

    private static byte[] key(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
