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
import dev.dx.registry.packument.PackumentIndex;
import dev.dx.registry.packument.PackumentSource;
import dev.dx.registry.packument.PackumentView;
import dev.dx.registry.storage.Blob;
import dev.dx.registry.storage.Storage;
import dev.dx.registry.storage.Upload;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ref.SoftReference;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The packages of upstream registries, through a cache. For any number of threads. */
public final class UpstreamPackages {
    static final String ARCHIVES = "archives/";
    private static final int MOST_STATES = 200_000;
    private static final int MOST_TRIES = 5;
    /** How old what was of use may look. */
    private static final Duration RARELY_TOUCHED = Duration.ofHours(1);

    private static final Duration AFTER_FAILURE = Duration.ofSeconds(10);

    private record Key(String name, Form form) {}

    /**
     * What is known of a packument.
     *
     * @param kept null if there is no such package
     * @param until when to ask again, by {@link System#nanoTime()}
     */
    private record State(@Nullable KeptPackument kept, SoftReference<PackumentIndex> index, long until) {
        State(@Nullable KeptPackument kept, @Nullable PackumentIndex index) {
            this(kept, new SoftReference<>(index), System.nanoTime());
        }

        boolean isFresh() {
            return System.nanoTime() - until < 0;
        }

        State until(Duration longer) {
            return new State(kept, index, System.nanoTime() + longer.toNanos());
        }
    }

    /** A packument in the cache, open. */
    private final class Opened implements PackumentSource {
        private final Key key;
        private final State state;
        private final String tag;
        private final Blob blob;

        Opened(Key key, State state, String tag, Blob blob) {
            this.key = key;
            this.state = state;
            this.tag = tag;
            this.blob = blob;
        }

        @Override
        public String tag() {
            return tag;
        }

        @Override
        public long length() {
            return blob.length();
        }

        @Override
        public InputStream stream() throws IOException {
            return blob.stream(0);
        }

        @Override
        public PackumentIndex index() throws IOException {
            PackumentIndex known = state.index().get();
            if (known == null) {
                try (InputStream in = stream()) {
                    known = PackumentIndex.read(in, key.name());
                }
                State with = new State(state.kept(), new SoftReference<>(known), state.until());
                states.replace(key, state, with);
            }
            return known;
        }

        @Override
        public void close() throws IOException {
            blob.close();
        }
    }

    private final Upstream upstream;
    private final UpstreamSettings settings;
    private final Storage storage;
    private final RegistryLog log;
    private final Metrics metrics;
    private final Map<Key, State> states = new ConcurrentHashMap<>();
    private final Flights<Key, State> lookups = new Flights<>();
    private final Flights<String, Optional<Download>> downloads = new Flights<>();
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
        KeptPackument kept = current(new Key(name, form)).kept();
        return kept == null ? null : kept.tag();
    }

    /** Opens the packument; null if there is no such package. The caller closes it. */
    public @Nullable PackumentSource packument(String name, Form form) throws IOException {
        Key key = new Key(name, form);
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            State state = current(key);
            KeptPackument kept = state.kept();
            if (kept == null) {
                return null;
            }
            Blob blob = kept.open(storage, name, form);
            if (blob != null) {
                if (System.currentTimeMillis() - blob.modified() > RARELY_TOUCHED.toMillis()) {
                    kept.touch(storage, name, form);
                }
                return new Opened(key, state, kept.tag(), blob);
            }
            // It was lost from the cache since, or there is a newer one.
            states.remove(key, state);
        }
        throw new DxException(
                ErrorCode.DX_BUSY, name + ": its document in the cache goes as fast as it comes", "Ask for it again.");
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
        State last = known != null && known.kept() != null
                ? known
                : new State(KeptPackument.find(storage, key.name(), key.form()), (PackumentIndex) null);
        KeptPackument kept = last.kept();
        if (settings.mode() != UpstreamSettings.Mode.ONLINE) {
            if (kept != null) {
                return last.until(settings.fresh());
            }
            throw offline(key.name());
        }
        Document<Arrival> answer;
        try {
            answer = upstream.packument(
                    key.name(),
                    key.form(),
                    kept == null ? null : kept.etag(),
                    kept == null ? null : kept.lastModified(),
                    body -> receive(key, body));
        } catch (DxException failure) {
            if (kept == null || failure.code() == ErrorCode.DX_CANCELLED) {
                throw failure;
            }
            log.warning(key.name() + " is answered from the cache: " + failure.what());
            metrics.count(Metrics.Count.STALE_ANSWERS);
            return last.until(AFTER_FAILURE);
        }
        if (answer.isUnchanged() && kept != null) {
            return last.until(settings.fresh());
        }
        if (!answer.isFound()) {
            return new State(null, (PackumentIndex) null).until(settings.missing());
        }
        Arrival arrival = answer.body();
        try (Upload upload = arrival.upload()) {
            KeptPackument stored = KeptPackument.keep(
                    storage,
                    key.name(),
                    key.form(),
                    upload,
                    arrival.tag(),
                    answer.header("etag"),
                    answer.header("last-modified"));
            return new State(stored, arrival.index()).until(settings.fresh());
        }
    }

    /** A packument that has come and is not kept yet. */
    private record Arrival(Upload upload, String tag, PackumentIndex index) {}

    private Arrival receive(Key key, InputStream body) throws IOException {
        Upload upload = storage.upload();
        boolean whole = false;
        try (DigestInputStream hashing = KeptPackument.hashing(body)) {
            PackumentIndex index = PackumentIndex.read(new Copying(hashing, upload.out()), key.name());
            whole = true;
            return new Arrival(upload, KeptPackument.tagOf(hashing.getMessageDigest()), index);
        } finally {
            if (!whole) {
                upload.close();
            }
        }
    }

    /** Writes down what is read. */
    private static final class Copying extends FilterInputStream {
        private final OutputStream copy;

        Copying(InputStream in, OutputStream copy) {
            super(in);
            this.copy = copy;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int count) throws IOException {
            int got = super.read(target, offset, count);
            if (got > 0) {
                copy.write(target, offset, got);
            }
            return got;
        }

        @Override
        public long skip(long count) {
            return 0;
        }
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
        // Empty where it arrived since it was looked for.
        Optional<Download> download = downloads.join(key, () -> {
            Download running = arriving.get(key);
            if (running != null) {
                return Optional.of(running);
            }
            return verified.contains(key) && isKept(key)
                    ? Optional.empty()
                    : Optional.of(begin(key, name, version, found));
        });
        InputStream reader = download.isEmpty() ? null : download.get().open();
        if (reader != null) {
            return new Archive.Arriving(reader, download.get().length());
        }
        // It arrived, or failed, in between.
        Blob blob = storage.blob(key);
        if (blob == null) {
            throw new DxException(
                    ErrorCode.DX_REGISTRY, name + " " + version + ": its download failed", "Ask for it again.");
        }
        return new Archive.Kept(blob);
    }

    private boolean isKept(String key) {
        try (Blob blob = storage.blob(key)) {
            return blob != null;
        } catch (IOException unreadable) {
            return false;
        }
    }

    private @Nullable Archive kept(String key, String name, String version) throws IOException {
        Blob blob = storage.blob(key);
        if (blob == null) {
            return null;
        }
        if (verified.contains(key)) {
            if (System.currentTimeMillis() - blob.modified() > RARELY_TOUCHED.toMillis()) {
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
                try (PackumentSource found = packument(name, form)) {
                    JsonObject dist = found == null ? null : PackumentView.dist(found, version);
                    if (dist != null) {
                        return dist;
                    }
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

    /** The address of the registry a package comes from; ends with a slash. */
    public String registryFor(String name) {
        return upstream.registryFor(name).toString();
    }

    /** Whether a package comes from the registry that most come from. */
    public boolean isUsual(String name) {
        return upstream.registryFor(name).equals(upstream.registryFor("-"));
    }

    /** What the usual upstream knows of holes in packages. */
    public String audit(byte[] question) {
        if (settings.mode() != UpstreamSettings.Mode.ONLINE) {
            throw offline("known holes");
        }
        return upstream.audit(question);
    }

    /** The names of packages in the cache, in no order. */
    public List<String> cachedNames() throws IOException {
        Set<String> names = new HashSet<>();
        for (Form form : Form.values()) {
            String prefix = KeptPackument.heads(form);
            for (Storage.Entry entry : storage.list(prefix)) {
                names.add(entry.key().substring(prefix.length() + 1));
            }
        }
        return List.copyOf(names);
    }

    /** What the cache has of a package, the fuller the better, however old; null if that is nothing. The caller closes it. */
    public @Nullable PackumentSource kept(String name) throws IOException {
        for (Form form : Form.values()) {
            KeptPackument kept = KeptPackument.find(storage, name, form);
            Blob blob = kept == null ? null : kept.open(storage, name, form);
            if (kept != null && blob != null) {
                return new Opened(new Key(name, form), new State(kept, (PackumentIndex) null), kept.tag(), blob);
            }
        }
        return null;
    }

    /** What the usual upstream finds; null where it cannot be asked, or cannot search. */
    public @Nullable JsonObject search(String query) {
        if (settings.mode() != UpstreamSettings.Mode.ONLINE) {
            return null;
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
        return null;
    }

    private static DxException offline(String what) {
        return new DxException(
                ErrorCode.DX_OFFLINE,
                what + ": not in this registry's cache, and it works without its upstream now",
                "Start the registry without --offline, or ask for something it has.");
    }
}
