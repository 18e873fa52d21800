package dev.dx.engine.npm.registry;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.npm.json.JsonScanner;
import dev.dx.engine.npm.semver.Options;
import dev.dx.engine.npm.semver.Version;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link Packument} of the JSON of one as it comes, in its abbreviated or its full form: one pass, which holds what
 * an install needs and lets go of the rest. What has the wrong type is passed over,
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
    /** About what a version costs besides its bytes while the document is read. */
    private static final int COST_OF_ENTRY = 128;

    /** Where a version's record is among the records. */
    private record Place(int start, int end) {}

    private final JsonScanner scanner;
    private final PackumentLimits limits;
    private final SliceTable slices = new SliceTable();
    private final CompactWriter records = new CompactWriter(1 << 12);
    private final Map<String, Place> versions = new LinkedHashMap<>();
    private @Nullable Map<String, Long> times;
    private String name;
    private long modified;
    private byte[] tags = NO_TAGS;

    private PackumentJson(InputStream json, String name, PackumentLimits limits) {
        this.name = name;
        this.limits = limits;
        this.scanner = new JsonScanner(json, limits.depth());
    }

    /**
     * Reads the document a registry answered with.
     *
     * @param name the package that was asked for
     * @param where the registry's host, for errors
     */
    static Packument read(InputStream json, String name, String where, PackumentLimits limits) throws IOException {
        try {
            PackumentJson reader = new PackumentJson(json, name, limits);
            reader.scanner.passByteOrderMark();
            if (!reader.scanner.enterObject()) {
                throw notAPackument(name, where, "is not a JSON object");
            }
            reader.document();
            reader.scanner.finish();
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

    private void document() throws IOException {
        while (scanner.nextMember()) {
            if (scanner.isKey(VERSIONS)) {
                versions();
            } else if (scanner.isKey(TIME)) {
                times();
            } else if (scanner.isKey(DIST_TAGS)) {
                scanner.value();
                tags = Arrays.copyOfRange(scanner.buffer(), scanner.valueStart(), scanner.valueEnd());
            } else if (scanner.isKey(NAME)) {
                scanner.value();
                name = scanner.isString() ? scanner.text() : name;
            } else if (scanner.isKey(MODIFIED)) {
                scanner.value();
                modified = scanner.isString()
                        ? Timestamp.encode(scanner.buffer(), scanner.valueStart(), scanner.valueEnd())
                        : modified;
            } else {
                scanner.skip();
            }
        }
    }

    private void times() throws IOException {
        if (!scanner.enterObject()) {
            scanner.skip();
            return;
        }
        Map<String, Long> found = new HashMap<>();
        while (scanner.nextMember()) {
            String version = scanner.key();
            scanner.value();
            if (scanner.isString() && version.length() <= LONGEST_VERSION) {
                requireRoom(found.size() + 1);
                found.put(version, Timestamp.encode(scanner.buffer(), scanner.valueStart(), scanner.valueEnd()));
            }
        }
        times = found;
    }

    private void versions() throws IOException {
        versions.clear();
        if (!scanner.enterObject()) {
            scanner.skip();
            return;
        }
        while (scanner.nextMember()) {
            String version = isVersion() ? scanner.key() : null;
            if (version == null || !scanner.enterObject()) {
                scanner.skip();
                continue;
            }
            int start = records.length();
            manifest();
            versions.put(version, new Place(start, records.length()));
            requireRoom(versions.size());
        }
    }

    /** Holding what is of use must not take more than there is room for. */
    private void requireRoom(int entries) {
        long held = (long) slices.size() + records.length() + (long) COST_OF_ENTRY * entries;
        if (held > limits.held()) {
            throw new JsonScanner.Malformed("it has more to say than fits into " + limits.held() + " bytes");
        }
    }

    /** Whether the key is shaped like a version enough to hold no path parts, spaces or control characters. */
    private boolean isVersion() {
        int length = scanner.keyEnd() - scanner.keyStart();
        int dots = 0;
        boolean core = true;
        for (int i = 0; i < length; i++) {
            byte b = scanner.buffer()[scanner.keyStart() + i];
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
    private void manifest() throws IOException {
        while (scanner.nextMember()) {
            ManifestField field = ManifestField.inManifest(scanner);
            if (field == ManifestField.DIST) {
                dist();
            } else if (field == ManifestField.SCRIPTS) {
                scripts();
            } else if (field != null) {
                scanner.value();
                shared(field, scanner.buffer(), scanner.valueStart(), scanner.valueEnd());
            } else {
                scanner.skip();
            }
        }
    }

    private void shared(ManifestField field, byte[] source, int start, int end) {
        records.number(field.number());
        records.number(slices.add(source, start, end));
        requireRoom(versions.size());
    }

    /** Begins with {@link ManifestField#DIST} alone, which makes whatever an earlier one said void. */
    private void dist() throws IOException {
        records.number(ManifestField.DIST.number());
        if (!scanner.enterObject()) {
            scanner.skip();
            return;
        }
        while (scanner.nextMember()) {
            ManifestField field = ManifestField.inDist(scanner);
            if (field == null) {
                scanner.skip();
            } else {
                scanner.value();
                records.number(field.number());
                records.bytes(scanner.buffer(), scanner.valueStart(), scanner.valueEnd());
                requireRoom(versions.size());
            }
        }
    }

    /** Of the scripts it matters only whether one would run on install. */
    private void scripts() throws IOException {
        if (!scanner.enterObject()) {
            scanner.skip();
            return;
        }
        boolean runs = false;
        while (scanner.nextMember()) {
            runs |= isInstallEvent();
            scanner.skip();
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
        out.bytes(tags, 0, tags.length);
        slices.writeTo(out);
        out.number(times == null ? 0 : Packument.TIMES);
        out.number(versions.size());
        versions.forEach((version, place) -> {
            byte[] bytes = key(version);
            out.bytes(bytes, 0, bytes.length);
            out.number(published.getOrDefault(version, 0L));
            out.bytes(records.array(), place.start(), place.end());
        });
        List<Integer> order = order();
        out.number(order.size());
        order.forEach(out::number);
        return out.finished();
    }

    /** The numbers of those that are versions, the highest first, in a stable order. */
    private List<Integer> order() {
        record Numbered(Version version, int number) {}
        List<Numbered> ordered = new ArrayList<>(versions.size());
        int number = 0;
        for (String text : versions.keySet()) {
            Version version = Version.parse(text, Options.LOOSE);
            if (version != null) {
                ordered.add(new Numbered(version, number));
            }
            number++;
        }
        ordered.sort(Comparator.comparing(Numbered::version).reversed());
        return ordered.stream().map(Numbered::number).toList();
    }

    private static byte[] key(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
