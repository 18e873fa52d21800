package dev.dx.engine.install.project;

import dev.dx.engine.DxException;
import dev.dx.engine.Platform;
import dev.dx.engine.link.ChangeTimes;
import dev.dx.engine.npm.json.JsonArray;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonReader;
import dev.dx.engine.npm.json.JsonStyle;
import dev.dx.engine.npm.json.JsonValue;
import dev.dx.engine.npm.json.JsonWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What node_modules was made from, kept inside it. If manifest, lock, settings and the entries at the top are what they
 * were then, there is nothing to do, and nothing else has to be looked at to know it.
 *
 * @param packages how many there are, so that nobody has to count them to say so
 * @param entries at the top of node_modules, each with when it was changed last; scoped ones with their scope; not copied
 * @param folders that packages are linked from, by their paths from the project
 * @param elsewhere what was put into the node_modules of members, by paths from the project
 * @param lockStamp what tells the file of the lock from others without reading it; empty where nobody looked yet
 * @param fullerLock the hash of a lock that this tree is of as well, since all it has more is packages nobody needs; empty if
 *     there is none
 */
public record InstalledState(
        String manifestHash,
        String lockHash,
        String settings,
        int packages,
        Map<String, String> entries,
        Set<String> folders,
        Set<String> elsewhere,
        String lockStamp,
        String fullerLock) {
    public static final String FOLDER = ".dx";

    public static final String FILE_NAME = "state.json";
    private static final long FORMAT = 7;
    private static final int LARGE = 64 << 10;
    private static final AtomicReference<@Nullable Hashed> LAST_HASHED = new AtomicReference<>();
    private static final long SETTLED_AFTER_MILLIS = 2_000;
    /** Twice the longest that a kernel's clock stands still. */
    private static final long FINE_SETTLED_AFTER_MILLIS = 20;

    /** What was hashed, and to what. */
    private static final class Hashed {
        private final byte[] bytes;
        private final String hash;

        Hashed(byte[] bytes, String hash) {
            this.bytes = bytes;
            this.hash = hash;
        }
    }

    public InstalledState {
        entries = Collections.unmodifiableMap(entries);
        folders = new TreeSet<>(folders);
        elsewhere = new TreeSet<>(elsewhere);
    }

    /**
     * What else decides what is in node_modules.
     *
     * @param only the members whose packages are installed; empty for everybody's
     * @param layout how folders are installed, and the like
     */
    public record Settings(Set<DependencyKind> omit, Platform platform, Set<String> only, String layout) {
        public String text() {
            return new TreeSet<>(omit) + " " + platform + " " + new TreeSet<>(only) + layout;
        }
    }

    public static InstalledState of(
            String manifestText,
            byte[] lock,
            Settings settings,
            int packages,
            Set<String> entries,
            Set<String> folders,
            Set<String> elsewhere) {
        Map<String, String> unstamped = new TreeMap<>();
        entries.forEach(entry -> unstamped.put(entry, ""));
        byte[] manifests = manifestText.getBytes(StandardCharsets.UTF_8);
        return new InstalledState(
                hash(manifests), hash(lock), settings.text(), packages, unstamped, folders, elsewhere, "", "");
    }

    /** What an earlier install left in this node_modules; null if there is nothing legible. */
    public static @Nullable InstalledState read(Path modules) {
        return readFile(modules.resolve(FOLDER).resolve(FILE_NAME));
    }

    /** Null if the file is not there, or not legible. */
    static @Nullable InstalledState readFile(Path file) {
        try {
            byte[] text = Files.readAllBytes(file);
            if (!(JsonReader.read(text, 0, text.length) instanceof JsonObject json)) {
                return null;
            }
            String manifest = json.string("manifest");
            String lock = json.string("lock");
            String settings = json.string("settings");
            String lockStamp = json.string("lockFile");
            String fullerLock = json.string("fullerLock");
            int packages =
                    json.get("packages") instanceof JsonValue.Numeral count ? Integer.parseInt(count.digits()) : -1;
            JsonObject entries = json.object("entries");
            JsonArray folders = json.array("folders");
            JsonArray elsewhere = json.array("elsewhere");
            if (!new JsonValue.Numeral(String.valueOf(FORMAT)).equals(json.get("format"))
                    || manifest == null
                    || lock == null
                    || settings == null
                    || packages < 0
                    || entries == null
                    || folders == null
                    || elsewhere == null) {
                return null;
            }
            return new InstalledState(
                    manifest,
                    lock,
                    settings,
                    packages,
                    json.strings("entries"),
                    Set.copyOf(folders.strings()),
                    Set.copyOf(elsewhere.strings()),
                    lockStamp == null ? "" : lockStamp,
                    fullerLock == null ? "" : fullerLock);
        } catch (IOException | JsonReader.MalformedJsonException | NumberFormatException unknown) {
            return null;
        }
    }

    /** Writes it into a node_modules, in the place of what is there. */
    public void write(Path modules) {
        Path folder = modules.resolve(FOLDER);
        try {
            Files.createDirectories(folder);
            String unlikeAnyOther = ProcessHandle.current().pid() + "-" + System.nanoTime();
            Path written = Files.writeString(folder.resolve(FILE_NAME + "." + unlikeAnyOther), text());
            Files.move(written, folder.resolve(FILE_NAME), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw DxException.io(folder.toString(), e);
        }
    }

    private String text() {
        Map<String, JsonValue> json = new LinkedHashMap<>();
        json.put("format", new JsonValue.Numeral(String.valueOf(FORMAT)));
        json.put("manifest", new JsonValue.Text(manifestHash));
        json.put("lock", new JsonValue.Text(lockHash));
        if (!lockStamp.isEmpty()) {
            json.put("lockFile", new JsonValue.Text(lockStamp));
        }
        if (!fullerLock.isEmpty()) {
            json.put("fullerLock", new JsonValue.Text(fullerLock));
        }
        json.put("settings", new JsonValue.Text(settings));
        json.put("packages", new JsonValue.Numeral(String.valueOf(packages)));
        json.put("entries", JsonObject.ofStrings(new TreeMap<>(entries)));
        json.put("folders", array(folders));
        json.put("elsewhere", array(elsewhere));
        return JsonWriter.writeFile(JsonObject.of(json), JsonStyle.NPM);
    }

    private static JsonArray array(Set<String> texts) {
        List<JsonValue> items = new ArrayList<>();
        texts.forEach(text -> items.add(new JsonValue.Text(text)));
        return new JsonArray(items);
    }

    /** Forgets what node_modules was made from, so that the next install looks at everything. */
    public static void forget(Path modules) {
        Path file = modules.resolve(FOLDER).resolve(FILE_NAME);
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw DxException.io(file.toString(), e);
        }
    }

    public InstalledState withSettings(String others) {
        return new InstalledState(
                manifestHash, lockHash, others, packages, entries, folders, elsewhere, lockStamp, fullerLock);
    }

    public boolean isMadeFromTheSame(InstalledState other) {
        return manifestHash.equals(other.manifestHash)
                && lockHash.equals(other.lockHash)
                && settings.equals(other.settings);
    }

    /** Whether it was made from the lock that this file had then, and has still. */
    public boolean isOfFile(String stamp) {
        return !stamp.isEmpty() && stamp.equals(lockStamp);
    }

    /** Whether it was made from this lock. */
    public boolean isOfLock(byte[] lock) {
        return lockHash.equals(hash(lock));
    }

    /**
     * The same with when its entries were changed last.
     *
     * @param places where each entry is now
     */
    public InstalledState stamped(Function<String, Path> places) {
        Map<String, String> stamped = new TreeMap<>();
        entries.keySet().forEach(entry -> stamped.put(entry, stamp(places.apply(entry))));
        return new InstalledState(
                manifestHash, lockHash, settings, packages, stamped, folders, elsewhere, lockStamp, fullerLock);
    }

    /** The same of a tree of which it is not known when it was made. */
    public InstalledState unstamped() {
        Map<String, String> unstamped = new TreeMap<>(entries);
        unstamped.replaceAll((entry, stamp) -> "");
        return new InstalledState(
                manifestHash, lockHash, settings, packages, unstamped, folders, elsewhere, "", fullerLock);
    }

    public InstalledState withLockStamp(String stamp) {
        return new InstalledState(
                manifestHash, lockHash, settings, packages, entries, folders, elsewhere, stamp, fullerLock);
    }

    public InstalledState withFullerLock(String hash) {
        return new InstalledState(
                manifestHash, lockHash, settings, packages, entries, folders, elsewhere, lockStamp, hash);
    }

    /**
     * What tells a file from what it was before; empty where that is not certain, since it was written a moment ago and may be
     * again without looking different.
     */
    public static String stampOfFile(Path file) {
        try {
            BasicFileAttributes its = Files.readAttributes(file, BasicFileAttributes.class);
            return unsettledMillis(its.lastModifiedTime()) > 0
                    ? ""
                    : its.size() + " " + its.lastModifiedTime().to(TimeUnit.NANOSECONDS) + " " + its.fileKey();
        } catch (IOException e) {
            return "";
        }
    }

    /** As {@link #stampOfFile} of a file that was just written: waits until it is certain where that does not take long. */
    public static String settledStampOfFile(Path file) {
        try {
            long millis = unsettledMillis(Files.getLastModifiedTime(file));
            if (millis > 0 && millis <= FINE_SETTLED_AFTER_MILLIS) {
                Thread.sleep(millis);
            }
            return stampOfFile(file);
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    /** How long until a file that changes again cannot have the time that it has now. */
    private static long unsettledMillis(FileTime written) {
        // A file system that tells parts of a millisecond is as fine as the clock that it goes by; others may tell even
        // seconds.
        boolean fine = written.to(TimeUnit.NANOSECONDS) % 1_000_000 != 0;
        long settled = written.toMillis() + (fine ? FINE_SETTLED_AFTER_MILLIS : SETTLED_AFTER_MILLIS);
        return settled - System.currentTimeMillis();
    }

    public boolean isStamped() {
        return !entries.containsValue("");
    }

    public byte[] bytes() {
        return text().getBytes(StandardCharsets.UTF_8);
    }

    /** Whether what was put into the node_modules of members is still there. */
    public boolean standsElsewhere(Path project) {
        return elsewhere.stream().allMatch(path -> Files.exists(project.resolve(path), LinkOption.NOFOLLOW_LINKS));
    }

    /** Which entries at the top are not there any more, or were changed since. */
    public Set<String> touched(Path modules) {
        Set<String> touched = new TreeSet<>();
        List<String> names = List.copyOf(entries.keySet());
        long[] times = ChangeTimes.of(modules, names);
        int at = 0;
        for (Map.Entry<String, String> entry : entries.entrySet()) {
            String stamp = entry.getValue();
            long time = times[at++];
            boolean same = stamp.isEmpty() ? time != ChangeTimes.NOTHING : time == timeOf(stamp);
            if (!same) {
                touched.add(entry.getKey());
            }
        }
        return touched;
    }

    /** What tells whether anything was added to a folder, or taken from it; empty where nothing is. */
    static String stamp(Path entry) {
        try {
            return stamp(Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .lastModifiedTime()
                    .to(TimeUnit.NANOSECONDS));
        } catch (NoSuchFileException none) {
            return "";
        } catch (IOException e) {
            throw DxException.io(entry.toString(), e);
        }
    }

    private static String stamp(long time) {
        return time == ChangeTimes.NOTHING ? "" : Long.toString(time, Character.MAX_RADIX);
    }

    private static long timeOf(String stamp) {
        try {
            return Long.parseLong(stamp, Character.MAX_RADIX);
        } catch (NumberFormatException illegible) {
            return Long.MAX_VALUE;
        }
    }

    /** The packages at the top of a node_modules, scoped ones with their scope. */
    public static Set<String> entriesOf(Path modules) {
        Set<String> names = new HashSet<>();
        try (DirectoryStream<Path> top = Files.newDirectoryStream(modules)) {
            for (Path entry : top) {
                String name = entry.getFileName().toString();
                if (name.startsWith("@") && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    try (DirectoryStream<Path> scope = Files.newDirectoryStream(entry)) {
                        scope.forEach(scoped -> names.add(name + "/" + scoped.getFileName()));
                    }
                } else if (!name.startsWith(".") || name.equals(".bin")) {
                    names.add(name);
                }
            }
        } catch (NoSuchFileException none) {
            return Set.of();
        } catch (IOException e) {
            throw DxException.io(modules.toString(), e);
        }
        return names;
    }

    /** A lock is hashed by several in one install, which takes long before the JVM has compiled that well. */
    public static String hash(byte[] bytes) {
        Hashed last = LAST_HASHED.get();
        if (last != null && Arrays.equals(last.bytes, bytes)) {
            return last.hash;
        }
        String hash = sha256(bytes);
        if (bytes.length >= LARGE) {
            LAST_HASHED.set(new Hashed(bytes.clone(), hash));
        }
        return hash;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
