package dev.dx.engine.npm;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything a registry says about one package. Kept as compact bytes, from which the manifest of a version is read when it
 * is asked for: a package can have thousands of versions, and an install wants one or two. Never changes, and safe for use
 * by many threads. The bytes:
 *
 * <pre>
 * packument := strings name modified distTags versions
 * strings   := count { length utf8 }            what shared refers to, see {@link CompactWriter}
 * name      := shared
 * modified  := milliseconds + 1 : number, 0 if unknown
 * distTags  := map
 * versions  := hasTimes : number, count { version : shared, time : as modified, length, {@link CompactManifest} }
 * </pre>
 */
public final class Packument {
    private final byte[] bytes;
    private final CompactReader reader;
    private final String name;
    private final @Nullable Instant modified;
    private final Map<String, String> distTags;
    private final boolean hasTimes;
    private final List<String> versions;
    private final long[] times;
    private final int[] offsets;
    private final Map<String, Integer> index;

    /** Throws {@link CompactReader.Damaged} if that is not what the bytes hold. */
    Packument(byte[] bytes) {
        this.bytes = bytes;
        reader = new CompactReader(bytes);
        name = reader.shared();
        modified = instant(reader.number());
        distTags = Collections.unmodifiableMap(reader.map());
        hasTimes = reader.number() == 1;
        int count = reader.count(3);
        List<String> found = new ArrayList<>(count);
        times = new long[count];
        offsets = new int[count];
        index = HashMap.newHashMap(count);
        for (int i = 0; i < count; i++) {
            String version = reader.shared();
            found.add(version);
            index.put(version, i);
            times[i] = reader.number();
            int length = reader.count(1);
            offsets[i] = reader.position();
            reader.skip(length);
        }
        if (!reader.isAtEnd()) {
            throw new CompactReader.Damaged();
        }
        versions = Collections.unmodifiableList(found);
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
        return versions;
    }

    /** Null if there is no such version. */
    public @Nullable VersionManifest version(String version) {
        Integer at = index.get(version);
        return at == null ? null : CompactManifest.read(name, versions.get(at), reader.at(offsets[at]));
    }

    /** Whether it is known when versions were published, which not every form of the document says. */
    public boolean hasTimes() {
        return hasTimes;
    }

    /** When the version was published; null if that is not known. */
    public @Nullable Instant time(String version) {
        Integer at = index.get(version);
        return at == null ? null : instant(times[at]);
    }

    /** The compact form, not a copy. */
    byte[] bytes() {
        return bytes;
    }

    private static @Nullable Instant instant(long millis) {
        return millis == 0 ? null : Instant.ofEpochMilli(millis - 1);
    }

    @Override
    public String toString() {
        return name + " (" + versions.size() + " versions)";
    }
}
