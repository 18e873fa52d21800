package dev.dx.registry.upstream;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.Integrity;
import dev.dx.engine.fetch.Document;
import dev.dx.engine.fetch.RemoteFile;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonReader;
import dev.dx.registry.activity.Metrics;
import dev.dx.registry.activity.RegistryLog;
import dev.dx.registry.packument.Form;
import dev.dx.registry.packument.PackumentView;
import dev.dx.registry.storage.Blob;
import dev.dx.registry.storage.Condition;
import dev.dx.registry.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.SoftReference;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** The packages of upstream registries, through a cache. For any number of threads. */
public final class UpstreamPackages {
    static final String ARCHIVES = "archives/";
    private static final int MOST_STATES = 200_000;
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(10);
    /** A packument in memory is several times what it is as text. */
    private static final Semaphore PARSING = new Semaphore(4);

    private record Key(String name, Form form) {}

    /**
     * What is known of a packument.
     *
     * @param tag changes with what it says; null if there is no such package
     * @param until when to ask again, by {@link System#nanoTime()}
     */
    private record State(
            @Nullable String tag,
            @Nullable String etag,
            @Nullable String lastModified,
            SoftReference<JsonObject> parsed,
            long until) {
        boolean isFresh() {
            return System.nanoTime() - until < 0;
        }

        State until(Duration longer) {
            return new State(tag, etag, lastModified, parsed, System.nanoTime() + longer.toNanos());
        }
    }

    /** A packument, and what changes when it does. */
    public record Found(String tag, JsonObject packument) {}

    private final Upstream upstream;
    private final UpstreamSettings settings;
    private final Storage storage;
    private final RegistryLog log;
    private final Metrics metrics;
    private final Map<Key, State> states = new ConcurrentHashMap<>();
    private final Flights<Key, State> lookups = new Flights<>();
    private final Flights<String, Download> downloads = new Flights<>();
    private final Map<String, Download> arriving = new ConcurrentHashMap<>();
    /** Archives that were seen whole since the start; a power failure may have damaged others. */
    private final Set<String> verified = ConcurrentHashMap.newKeySet();

    public UpstreamPackages(
            Upstream upstream, UpstreamSettings settings, Storage storage, RegistryLog log, Metrics metrics) {
        this.upstream = upstream;
        this.settings = settings;
        this.storage = storage;
        this.log = log;
        this.metrics = metrics;
    }

    /** What changes when the packument does; null if there is no such package. */
    public @Nullable String state(String name, Form form) {
        return current(new Key(name, form)).tag();
    }

    /** The packument; null if there is no such package. */
    public @Nullable Found packument(String name, Form form) throws IOException {
        Key key = new Key(name, form);
        State state = current(key);
        if (state.tag() == null) {
            return null;
        }
        JsonObject parsed = state.parsed().get();
        if (parsed != null) {
            return new Found(state.tag(), parsed);
        }
        dev.dx.registry.storage.Document document = storage.document(documentKey(key));
        CachedPackument cached = document == null ? null : read(document);
        if (document == null || cached == null) {
            // It was lost from the cache since.
            states.remove(key);
            State again = current(key);
            JsonObject anew = again.parsed().get();
            return again.tag() == null || anew == null ? null : new Found(again.tag(), anew);
        }
        return new Found(document.tag().value(), cached.packument());
    }

    private State current(Key key) {
        State known = states.get(key);
        if (known != null && known.isFresh()) {
            metrics.count(Metrics.Count.CACHE_HITS);
            return known;
        }
        metrics.count(Metrics.Count.CACHE_MISSES);
        return lookups.join(key, () -> {
            try {
                State state = lookUp(key, states.get(key));
                if (states.size() > MOST_STATES) {
                    states.clear();
                }
                states.put(key, state);
                return state;
            } catch (IOException failure) {
                throw DxException.io(key.name(), failure);
            }
        });
    }

    private State lookUp(Key key, @Nullable State known) throws IOException {
        State kept = known != null && known.tag() != null ? known : kept(key);
        if (settings.mode() != UpstreamSettings.Mode.ONLINE) {
            if (kept != null) {
                return kept.until(settings.fresh());
            }
            throw offline(key.name());
        }
        Document<byte[]> answer;
        try {
            answer = upstream.packument(
                    key.name(),
                    key.form(),
                    kept == null ? null : kept.etag(),
                    kept == null ? null : kept.lastModified());
        } catch (DxException failure) {
            if (kept == null || failure.code() == ErrorCode.DX_CANCELLED) {
                throw failure;
            }
            log.warning(key.name() + " is answered from the cache: " + failure.what());
            metrics.count(Metrics.Count.STALE_ANSWERS);
            return kept.until(AFTER_FAILURE);
        }
        if (answer.isUnchanged() && kept != null) {
            return kept.until(settings.fresh());
        }
        if (!answer.isFound()) {
            return new State(null, null, null, new SoftReference<>(null), 0).until(settings.missing());
        }
        return store(key, answer);
    }

    private State store(Key key, Document<byte[]> answer) throws IOException {
        byte[] body = answer.body();
        JsonObject packument = parsed(key.name(), body);
        byte[] bytes = CachedPackument.encode(answer.header("etag"), answer.header("last-modified"), body);
        String tag = dev.dx.registry.storage.Document.tagOf(bytes).value();
        storage.put(documentKey(key), bytes, Condition.ANY);
        return new State(tag, answer.header("etag"), answer.header("last-modified"), new SoftReference<>(packument), 0)
                .until(settings.fresh());
    }

    private @Nullable State kept(Key key) throws IOException {
        dev.dx.registry.storage.Document document = storage.document(documentKey(key));
        CachedPackument cached = document == null ? null : read(document);
        if (document == null || cached == null) {
            return null;
        }
        return new State(
                document.tag().value(),
                cached.etag(),
                cached.lastModified(),
                new SoftReference<>(cached.packument()),
                System.nanoTime());
    }

    private static @Nullable CachedPackument read(dev.dx.registry.storage.Document document) {
        PARSING.acquireUninterruptibly();
        try {
            return CachedPackument.read(document);
        } finally {
            PARSING.release();
        }
    }

    private static JsonObject parsed(String name, byte[] body) {
        PARSING.acquireUninterruptibly();
        try {
            if (JsonReader.read(body, 0, body.length) instanceof JsonObject packument
                    && name.equals(packument.string("name"))
                    && packument.object("versions") != null) {
                return packument;
            }
        } catch (JsonReader.MalformedJsonException malformed) {
            // said below
        } finally {
            PARSING.release();
        }
        throw new DxException(
                ErrorCode.DX_REGISTRY,
                name + ": the upstream's answer is not what a registry says of it",
                "Check the upstream's address.");
    }

    /** Opens a version's archive; null if there is no such version. */
    public @Nullable Archive archive(String name, String version) throws IOException {
        String key = ARCHIVES + name + "/" + version;
        Archive kept = kept(key, name, version);
        if (kept != null) {
            metrics.count(Metrics.Count.CACHE_HITS);
            return kept;
        }
        JsonObject dist = dist(name, version);
        if (dist == null) {
            // A lock file may name a version that is newer than the answer that is still believed.
            for (Form form : Form.values()) {
                states.computeIfPresent(new Key(name, form), (_, state) -> state.until(Duration.ZERO));
            }
            dist = dist(name, version);
        }
        if (dist == null) {
            return null;
        }
        JsonObject found = dist;
        if (settings.mode() != UpstreamSettings.Mode.ONLINE) {
            throw offline(name + " " + version);
        }
        metrics.count(Metrics.Count.CACHE_MISSES);
        Download download = downloads.join(key, () -> {
            Download running = arriving.get(key);
            return running == null ? begin(key, name, version, found) : running;
        });
        InputStream reader = download.open();
        if (reader != null) {
            return new Archive.Arriving(reader, download.length());
        }
        // It arrived, or failed, in between.
        Blob blob = storage.blob(key);
        if (blob == null) {
            throw new DxException(
                    ErrorCode.DX_REGISTRY, name + " " + version + ": its download failed", "Ask for it again.");
        }
        return new Archive.Kept(blob);
    }

    private @Nullable Archive kept(String key, String name, String version) throws IOException {
        Blob blob = storage.blob(key);
        if (blob == null) {
            return null;
        }
        if (verified.contains(key)) {
            if (System.currentTimeMillis() - blob.modified() > 3_600_000) {
                storage.touch(key);
            }
            return new Archive.Kept(blob);
        }
        JsonObject dist = dist(name, version);
        Integrity promised = dist == null ? null : integrity(dist);
        if (promised == null || promised.matches(digest(promised, blob))) {
            verified.add(key);
            return new Archive.Kept(blob);
        }
        log.warning(name + " " + version + ": its archive in the cache is damaged, and is fetched again");
        blob.close();
        storage.removeBlob(key);
        return null;
    }

    /** Where a version's archive is and what it hashes to; null if there is no such version. */
    private @Nullable JsonObject dist(String name, String version) throws IOException {
        for (Form form : Form.values()) {
            // Whichever is there already.
            if (states.containsKey(new Key(name, form)) || form == Form.ABBREVIATED) {
                Found found = packument(name, form);
                JsonObject versions = found == null ? null : found.packument().object("versions");
                JsonObject manifest = versions == null ? null : versions.object(version);
                if (manifest != null) {
                    JsonObject dist = manifest.object("dist");
                    return dist == null ? JsonObject.EMPTY : dist;
                }
            }
        }
        return null;
    }

    private static @Nullable Integrity integrity(JsonObject dist) {
        String sri = dist.string("integrity");
        Integrity promised = sri == null ? null : Integrity.parse(sri);
        String shasum = dist.string("shasum");
        return promised == null && shasum != null ? Integrity.fromShasum(shasum) : promised;
    }

    private Download begin(String key, String name, String version, JsonObject dist) {
        String address = dist.string("tarball");
        RemoteFile remote = upstream.archive(
                name,
                address == null
                        ? upstream.registryFor(name) + name + "/-/" + PackumentView.file(name, version)
                        : address);
        if (remote == null) {
            throw new DxException(
                    ErrorCode.DX_NOT_FOUND,
                    name + " " + version + ": the upstream does not have its archive",
                    "It was removed there.");
        }
        Download download;
        try {
            download = new Download(storage.upload(), remote.length());
        } catch (IOException failure) {
            remote.close();
            throw DxException.io(name, failure);
        }
        arriving.put(key, download);
        Integrity promised = integrity(dist);
        Thread.ofVirtual().name("download").start(() -> {
            try (remote) {
                MessageDigest digest = digest(promised);
                byte[] buffer = new byte[64 << 10];
                for (int got = remote.read(buffer, 0, buffer.length);
                        got >= 0;
                        got = remote.read(buffer, 0, buffer.length)) {
                    digest.update(buffer, 0, got);
                    download.write(buffer, got);
                }
                if (promised != null && !promised.matches(digest.digest())) {
                    log.error(name + " " + version + ": what the upstream sent does not hash to what it promised");
                    download.fail("it does not hash to what was promised");
                } else {
                    verified.add(key);
                    download.keep(key);
                }
            } catch (IOException failure) {
                log.error(name + " " + version + ": " + failure.getMessage());
                download.fail("it could not be kept");
            } catch (DxException failure) {
                log.warning(name + " " + version + ": " + failure.what());
                download.fail(failure.what());
            } finally {
                download.fail("it was not finished");
                arriving.remove(key, download);
            }
        });
        return download;
    }

    private static byte[] digest(Integrity promised, Blob blob) throws IOException {
        MessageDigest digest = digest(promised);
        try (InputStream in = blob.stream(0)) {
            byte[] buffer = new byte[64 << 10];
            for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
                digest.update(buffer, 0, got);
            }
        }
        return digest.digest();
    }

    private static MessageDigest digest(@Nullable Integrity promised) {
        try {
            return MessageDigest.getInstance(
                    promised == null ? "SHA-512" : promised.algorithm().jcaName());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** What the usual upstream finds; empty where it cannot be asked. */
    public JsonObject search(String query) {
        if (settings.mode() != UpstreamSettings.Mode.ONLINE) {
            return JsonObject.EMPTY;
        }
        try {
            byte[] found = upstream.search(query);
            if (found != null && JsonReader.read(found, 0, found.length) instanceof JsonObject json) {
                return json;
            }
        } catch (DxException failure) {
            log.warning("searching without the upstream: " + failure.what());
        } catch (JsonReader.MalformedJsonException malformed) {
            log.warning("searching without the upstream: its answer is not JSON");
        }
        return JsonObject.EMPTY;
    }

    private static String documentKey(Key key) {
        return "packuments/" + key.form().name().toLowerCase(Locale.ROOT) + "/" + key.name();
    }

    private static DxException offline(String what) {
        return new DxException(
                ErrorCode.DX_OFFLINE,
                what + ": not in this registry's cache, and it works without its upstream now",
                "Start the registry without --offline, or ask for something it has.");
    }
}
