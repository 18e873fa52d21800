package dev.dx.registry.dxrp;

import dev.dx.converter.Converted;
import dev.dx.converter.PackageConverter;
import dev.dx.engine.ContentRoot;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.Integrity;
import dev.dx.engine.PackageId;
import dev.dx.engine.binary.Checksums;
import dev.dx.engine.binary.MappedFile;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonReader;
import dev.dx.engine.npm.json.JsonStyle;
import dev.dx.engine.npm.json.JsonWriter;
import dev.dx.engine.pack.Pack;
import dev.dx.engine.pack.PackSettings;
import dev.dx.engine.wire.WireKey;
import dev.dx.registry.activity.Metrics;
import dev.dx.registry.activity.RegistryLog;
import dev.dx.registry.catalogue.Catalogue;
import dev.dx.registry.storage.Blob;
import dev.dx.registry.storage.Condition;
import dev.dx.registry.storage.Document;
import dev.dx.registry.storage.Storage;
import dev.dx.registry.storage.Upload;
import dev.dx.registry.upstream.Archive;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Packages as packs: made of their archives when they are first asked for, or before. For any number of threads.
 *
 * <pre>
 * packs/ORIGIN/NAME/VERSION   root, integrity, length and checksum of a version's pack
 * roots/ROOT                  the packages that have the root, as name@version
 * dxp/ROOT                    the pack
 * </pre>
 */
public final class ServedPacks implements AutoCloseable {
    /** How hard to try is a question of how long whoever asks first waits. */
    private static final PackSettings SETTINGS = PackSettings.lz4(9);

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int MOST_WAITING = 10_000;
    private static final int MOST_KEYS = 1_000_000;
    private static final int MOST_OF_ONE_ROOT = 16;
    private static final Duration AFTER_FAILURE = Duration.ofMinutes(5);

    /** Whether a package may be had as a pack. */
    public sealed interface Outcome {
        record Given(ServedPack pack) implements Outcome {}

        record Missing() implements Outcome {}

        /** @param why in words */
        record Refused(String why) implements Outcome {}
    }

    private final Catalogue catalogue;
    private final Storage storage;
    private final Path scratch;
    private final RegistryLog log;
    private final PackageConverter converter;
    private final SpareTime spareTime;
    private final PackageConverter spareConverter;
    private final Map<WireKey, PackageId> keys = new ConcurrentHashMap<>();
    private final Map<String, ServedPack> known = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<Outcome>> making = new ConcurrentHashMap<>();
    private final Map<String, Long> failures = new ConcurrentHashMap<>();
    private final Semaphore conversions = new Semaphore(Runtime.getRuntime().availableProcessors());
    private final LinkedBlockingQueue<PackageId> waiting = new LinkedBlockingQueue<>(MOST_WAITING);
    private final Set<PackageId> expected = ConcurrentHashMap.newKeySet();
    private final Set<Thread> workers = ConcurrentHashMap.newKeySet();
    private final Thread background;
    /** What is made in spare time. */
    private volatile String ahead = "";

    private volatile boolean closed;

    /**
     * @param storage where packs are kept; all of it can be made again
     * @param scratch a folder to work in
     * @param metrics say when there is time to spare
     */
    public ServedPacks(Catalogue catalogue, Storage storage, Path scratch, RegistryLog log, Metrics metrics) {
        this.catalogue = catalogue;
        this.storage = storage;
        this.scratch = scratch;
        this.log = log;
        this.converter = new PackageConverter(scratch, SETTINGS, log::debug);
        this.spareTime = new SpareTime(metrics, () -> closed || making.containsKey(ahead));
        this.spareConverter = new PackageConverter(scratch, SETTINGS, log::debug, spareTime::reading);
        this.background = Thread.ofPlatform().name("registry-packs").daemon().start(this::convertWaiting);
    }

    /** The package that a key stands for; null if none is known that does. */
    public @Nullable PackageId named(WireKey key) {
        return keys.get(key);
    }

    /** The package as a pack, which is made if it must be. */
    public Outcome find(PackageId id) throws IOException {
        Catalogue.Standing standing = catalogue.standing(id.name(), id.version());
        if (standing.origin() == Catalogue.Origin.NOWHERE) {
            return new Outcome.Missing();
        }
        if (standing.refusal() != null) {
            return new Outcome.Refused(standing.refusal());
        }
        String key = key(standing.origin(), id);
        ServedPack pack = read(key, id);
        if (pack != null) {
            return new Outcome.Given(pack);
        }
        return join(key, id);
    }

    /** As {@link #find}, of a package that is a pack already; null if it is none. */
    public @Nullable ServedPack findMade(PackageId id) throws IOException {
        Catalogue.Standing standing = catalogue.standing(id.name(), id.version());
        return standing.origin() == Catalogue.Origin.NOWHERE || standing.refusal() != null
                ? null
                : read(key(standing.origin(), id), id);
    }

    /** The packages that have a root, whoever may see them. */
    public List<PackageId> withRoot(ContentRoot root) throws IOException {
        List<PackageId> packages = new ArrayList<>();
        Document document = storage.document("roots/" + root);
        if (document != null) {
            for (String line : document.text().split("\n", -1)) {
                int at = line.lastIndexOf('@');
                if (at > 0) {
                    packages.add(new PackageId(line.substring(0, at), line.substring(at + 1)));
                }
            }
        }
        return packages;
    }

    /** Opens a pack; null if it was lost, and then it is made anew when it is asked for next. The caller closes it. */
    public @Nullable Blob open(ServedPack pack) throws IOException {
        Blob blob = storage.blob(blobKey(pack.root()));
        if (blob != null && blob.length() == pack.length()) {
            if (System.currentTimeMillis() - blob.modified()
                    > Duration.ofHours(1).toMillis()) {
                storage.touch(blobKey(pack.root()));
            }
            return blob;
        }
        if (blob != null) {
            blob.close();
        }
        lost(pack);
        return null;
    }

    /** Forgets a pack whose bytes are not what they were. */
    void lost(ServedPack pack) throws IOException {
        storage.removeBlob(blobKey(pack.root()));
        known.values().removeIf(other -> other.root().equals(pack.root()));
        for (Catalogue.Origin origin : Catalogue.Origin.values()) {
            storage.remove(key(origin, pack.id()), Condition.ANY);
        }
    }

    /** The packages that are packs, as far as they were seen or listed by now. */
    public List<PackageId> all() throws IOException {
        List<PackageId> packages = new ArrayList<>();
        for (Storage.Entry entry : storage.list("packs")) {
            PackageId id = idOf(entry.key());
            if (id != null) {
                packages.add(id);
            }
        }
        return packages;
    }

    /** Has a package converted when there is time to spare. */
    public void convertSoon(PackageId id) {
        if (expected.add(id) && !waiting.offer(id)) {
            expected.remove(id);
            log.debug(id + " is converted when it is asked for");
        }
    }

    private void convertWaiting() {
        SpareTime.yieldProcessor();
        try {
            index();
            while (true) {
                PackageId id = waiting.take();
                expected.remove(id);
                try {
                    spareTime.pause();
                    convertAhead(id);
                } catch (IOException | DxException failure) {
                    log.debug(id + " was not converted: " + failure.getMessage());
                }
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whoever asks for the package meanwhile does not wait for this, but makes it, which ends this. */
    private void convertAhead(PackageId id) throws IOException {
        Catalogue.Standing standing = catalogue.standing(id.name(), id.version());
        String key = key(standing.origin(), id);
        if (standing.origin() == Catalogue.Origin.NOWHERE || standing.refusal() != null || failedLately(key)) {
            return;
        }
        ahead = key;
        try {
            make(key, id, spareConverter);
        } finally {
            ahead = "";
        }
    }

    /** Learns the keys of what is there. */
    private void index() {
        try {
            for (PackageId id : all()) {
                if (keys.size() < MOST_KEYS) {
                    keys.put(WireKey.of(id), id);
                }
            }
        } catch (IOException failure) {
            log.warning("the packs in the cache were not listed: " + failure);
        }
    }

    private Outcome join(String key, PackageId id) throws IOException {
        if (failedLately(key)) {
            return unusable(id);
        }
        CompletableFuture<Outcome> mine = new CompletableFuture<>();
        CompletableFuture<Outcome> earlier = making.putIfAbsent(key, mine);
        if (earlier == null) {
            // On a thread of its own, which does not end with whoever asked.
            Thread worker = Thread.ofVirtual().name("registry-pack").unstarted(() -> {
                try {
                    if (closed) {
                        throw DxException.cancelled();
                    }
                    conversions.acquire();
                    try {
                        mine.complete(make(key, id, converter));
                    } finally {
                        conversions.release();
                    }
                } catch (IOException failure) {
                    mine.completeExceptionally(DxException.io(id.toString(), failure));
                } catch (InterruptedException ended) {
                    mine.completeExceptionally(DxException.cancelled());
                } catch (RuntimeException | Error failure) {
                    // Whatever it is, it is for those who wait.
                    mine.completeExceptionally(failure);
                } finally {
                    making.remove(key, mine);
                    workers.remove(Thread.currentThread());
                }
            });
            workers.add(worker);
            worker.start();
        }
        try {
            return (earlier == null ? mine : earlier).join();
        } catch (CompletionException wrapped) {
            if (wrapped.getCause() instanceof DxException failure) {
                throw new DxException(failure.code(), failure.what(), failure.remedy(), failure);
            }
            throw wrapped;
        }
    }

    private boolean failedLately(String key) {
        Long failed = failures.get(key);
        return failed != null && System.nanoTime() - failed < AFTER_FAILURE.toNanos();
    }

    private static Outcome unusable(PackageId id) {
        throw new DxException(
                ErrorCode.DX_UNSUPPORTED, id + " cannot be converted", "Take it as the archive that it is.");
    }

    private Outcome make(String key, PackageId id, PackageConverter by) throws IOException {
        ServedPack made = read(key, id);
        if (made != null) {
            return new Outcome.Given(made);
        }
        return switch (catalogue.archive(id.name(), id.version())) {
            case Catalogue.Offer.Missing _ -> new Outcome.Missing();
            case Catalogue.Offer.Refused(String why) -> new Outcome.Refused(why);
            case Catalogue.Offer.Given(Archive.Kept(Blob blob)) -> {
                try (blob;
                        InputStream in = blob.stream(0)) {
                    yield convert(key, id, by, in, blob.length());
                }
            }
            case Catalogue.Offer.Given(Archive.Arriving(InputStream in, long length)) -> {
                try (in) {
                    yield convert(key, id, by, in, Math.max(0, length));
                }
            }
        };
    }

    private Outcome convert(String key, PackageId id, PackageConverter by, InputStream archive, long length)
            throws IOException {
        MessageDigest sha1 = sha1();
        Converted converted;
        try {
            converted = by.convertAside(id, new DigestInputStream(archive, sha1), length);
        } catch (DxException refused) {
            if (isOfTheArchive(refused)) {
                failures.put(key, System.nanoTime());
                log.warning(id + " cannot be served as a pack: " + refused.what());
                return unusable(id);
            }
            throw refused;
        }
        try {
            String integrity;
            try (Pack pack = Pack.open(converted.file())) {
                integrity = pack.manifest().claimedIntegrity() + " "
                        + Integrity.of(Integrity.Algorithm.SHA1, sha1.digest());
            }
            long checksum;
            try (MappedFile mapped = MappedFile.open(converted.file())) {
                checksum = Checksums.xxh3(mapped.bytes());
            }
            ServedPack pack = new ServedPack(id, converted.root(), integrity, converted.packLength(), checksum);
            return new Outcome.Given(keep(key, pack, converted.file()));
        } finally {
            Files.deleteIfExists(converted.file());
        }
    }

    private static boolean isOfTheArchive(DxException refused) {
        return switch (refused.code()) {
            case DX_ARCHIVE_CORRUPT,
                    DX_ARCHIVE_LIMIT,
                    DX_UNSAFE_PATH,
                    DX_NAME_COLLISION,
                    DX_MANIFEST,
                    DX_FORMAT_CORRUPT -> true;
            default -> false;
        };
    }

    private ServedPack keep(String key, ServedPack pack, Path file) throws IOException {
        String blobKey = blobKey(pack.root());
        ServedPack kept = pack;
        try (Upload upload = storage.upload()) {
            try (OutputStream out = upload.out()) {
                Files.copy(file, out);
                if (!upload.keep(blobKey)) {
                    kept = sameRoot(pack, blobKey, upload);
                }
            }
        }
        addRoot(kept);
        storage.put(key, encode(kept), Condition.ANY);
        known.put(key, kept);
        keys.put(WireKey.of(kept.id()), kept.id());
        return kept;
    }

    /** Another package with the same files has a pack already, which may be compressed another way. */
    private ServedPack sameRoot(ServedPack pack, String blobKey, Upload upload) throws IOException {
        for (PackageId other : withRoot(pack.root())) {
            ServedPack twin = findMade(other);
            if (twin != null && twin.root().equals(pack.root())) {
                return new ServedPack(pack.id(), pack.root(), pack.integrity(), twin.length(), twin.checksum());
            }
        }
        // Nobody knows what that is.
        storage.removeBlob(blobKey);
        upload.keep(blobKey);
        return pack;
    }

    private void addRoot(ServedPack pack) throws IOException {
        String key = "roots/" + pack.root();
        for (int tries = 0; tries < 5; tries++) {
            Document before = storage.document(key);
            List<String> lines = new ArrayList<>(
                    before == null ? List.of() : List.of(before.text().split("\n", -1)));
            if (lines.contains(pack.id().toString()) || lines.size() >= MOST_OF_ONE_ROOT) {
                return;
            }
            lines.add(pack.id().toString());
            byte[] content = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
            Condition condition = before == null ? Condition.ABSENT : new Condition.Unchanged(before.tag());
            if (storage.put(key, content, condition) != null) {
                return;
            }
        }
    }

    private @Nullable ServedPack read(String key, PackageId id) throws IOException {
        ServedPack remembered = known.get(key);
        if (remembered != null) {
            return remembered;
        }
        Document document = storage.document(key);
        ServedPack pack = document == null ? null : decode(id, document.text());
        if (pack != null) {
            if (known.size() > MOST_KEYS) {
                known.clear();
            }
            known.put(key, pack);
            keys.put(WireKey.of(id), id);
        }
        return pack;
    }

    private static byte[] encode(ServedPack pack) {
        Map<String, String> json = new LinkedHashMap<>();
        json.put("root", pack.root().toString());
        json.put("integrity", pack.integrity());
        json.put("length", Long.toString(pack.length()));
        json.put("checksum", Long.toHexString(pack.checksum()));
        return JsonWriter.write(JsonObject.ofStrings(json), JsonStyle.COMPACT).getBytes(StandardCharsets.UTF_8);
    }

    /** Null if it is damaged. */
    private static @Nullable ServedPack decode(PackageId id, String text) {
        try {
            JsonObject json = JsonReader.readObject(text);
            String root = json.string("root");
            String integrity = json.string("integrity");
            String length = json.string("length");
            String checksum = json.string("checksum");
            return root == null || integrity == null || length == null || checksum == null
                    ? null
                    : new ServedPack(
                            id,
                            ContentRoot.parse(root),
                            integrity,
                            Long.parseLong(length),
                            Long.parseUnsignedLong(checksum, 16));
        } catch (JsonReader.MalformedJsonException | IllegalArgumentException damaged) {
            return null;
        }
    }

    private static String blobKey(ContentRoot root) {
        return "dxp/" + root;
    }

    private static String key(Catalogue.Origin origin, PackageId id) {
        return "packs/" + origin.name().toLowerCase(Locale.ROOT) + "/" + id.name() + "/" + id.version();
    }

    private static @Nullable PackageId idOf(String key) {
        int name = key.indexOf('/', "packs/".length()) + 1;
        int version = key.lastIndexOf('/') + 1;
        return name < 1 || version <= name + 1 || version == key.length()
                ? null
                : new PackageId(key.substring(name, version - 1), key.substring(version));
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Returns when nothing is being converted any more. */
    @Override
    public void close() {
        closed = true;
        workers.add(background);
        workers.forEach(Thread::interrupt);
        boolean interrupted = Thread.interrupted();
        for (Thread worker : List.copyOf(workers)) {
            try {
                if (!worker.join(PATIENCE)) {
                    log.warning("a conversion does not end");
                }
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        converter.close();
        spareConverter.close();
        try {
            Files.deleteIfExists(scratch);
        } catch (IOException inUse) {
            log.debug("another server works in " + scratch);
        }
    }
}
