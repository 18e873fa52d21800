package dev.dx.engine.npm.registry;

import dev.dx.engine.DxException;
import dev.dx.engine.Environment;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.Integrity;
import dev.dx.engine.PackageId;
import dev.dx.engine.cache.CacheStatistics;
import dev.dx.engine.cache.CacheUse;
import dev.dx.engine.cache.Subject;
import dev.dx.engine.cache.Tier;
import dev.dx.engine.cache.TieredCache;
import dev.dx.engine.fetch.BodyReader;
import dev.dx.engine.fetch.Document;
import dev.dx.engine.fetch.DxrpTransport;
import dev.dx.engine.fetch.HttpQuery;
import dev.dx.engine.fetch.HttpSettings;
import dev.dx.engine.fetch.HttpTransport;
import dev.dx.engine.fetch.RemoteFile;
import dev.dx.engine.npm.config.NetworkSettings;
import dev.dx.engine.npm.config.NpmConfig;
import dev.dx.engine.store.Store;
import dev.dx.engine.store.StoredPackage;
import dev.dx.engine.wire.ClosureQuestion;
import dev.dx.engine.wire.Item;
import dev.dx.engine.wire.RequestHeader;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Asks the registries a configuration names. However many threads want a packument, it is asked for once for as long as
 * the client lives; what earlier runs were told is confirmed, or used as the policy says. Safe for use by many threads;
 * interrupting one cancels what it waits for.
 */
public final class RegistryClient implements AutoCloseable {
    /** How much a packument says. */
    public enum Form {
        /** What an install needs. A registry that has only the full form sends that. */
        ABBREVIATED(
                "application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8, */*",
                RequestHeader.Form.ABBREVIATED),
        /** When each version was published, besides. */
        FULL("application/json", RequestHeader.Form.FULL);

        private final String accept;
        private final RequestHeader.Form onWire;

        Form(String accept, RequestHeader.Form onWire) {
            this.accept = accept;
            this.onWire = onWire;
        }
    }

    /** The header by which a registry says that a package is its own: {@code hosted}. */
    public static final String ORIGIN = "DX-Origin";

    private record Key(String name, Form form) {}

    private final NpmConfig config;
    private final CachePolicy policy;
    private final PackumentLimits limits;
    private final HttpTransport transport;
    private final DxrpRegistries registries;
    /** What registries were asked to send of their own accord. */
    private final Map<URI, List<ForeseenPackages>> foreseen = new ConcurrentHashMap<>();

    private final PackumentCache cache;
    private final CacheStatistics statistics;
    private final ReadAhead ahead;
    private final TieredCache<PackumentCache.Entry> tiers;
    private final TarballAddress addresses;
    private final Map<Key, CompletableFuture<Packument>> lookups = new ConcurrentHashMap<>();
    /** Packuments of which a part is not enough. */
    private final Map<Key, Boolean> whole = new ConcurrentHashMap<>();
    /** Packuments the network was asked for in this run; asking again could tell nothing new. */
    private final Map<Key, Boolean> heard = new ConcurrentHashMap<>();

    public RegistryClient(NpmConfig config, Environment environment, CachePolicy policy) {
        this(config, environment, policy, new PackumentMemory(), new CacheStatistics());
    }

    /**
     * @param memory what is known from before
     * @param statistics where it is counted what was found where
     */
    public RegistryClient(
            NpmConfig config,
            Environment environment,
            CachePolicy policy,
            PackumentMemory memory,
            CacheStatistics statistics) {
        this(config, environment, policy, PackumentLimits.STANDARD, memory, statistics);
    }

    RegistryClient(NpmConfig config, Environment environment, CachePolicy policy, PackumentLimits limits) {
        this(config, environment, policy, limits, new PackumentMemory(), new CacheStatistics());
    }

    private RegistryClient(
            NpmConfig config,
            Environment environment,
            CachePolicy policy,
            PackumentLimits limits,
            PackumentMemory memory,
            CacheStatistics statistics) {
        this.config = config;
        this.policy = policy;
        this.limits = limits;
        HttpSettings network = NetworkSettings.of(config, environment);
        this.transport = new HttpTransport(network);
        this.registries = new DxrpRegistries(config, network);
        this.cache = new PackumentCache(environment.dxHome().packuments());
        this.addresses = new TarballAddress(config, registries);
        this.statistics = statistics;
        this.ahead = memory.ahead();
        this.tiers = new TieredCache<>(
                memory.tier(),
                cache,
                entry -> entry.packument().size(),
                cache::names,
                cache::nameOf,
                Subject.PACKUMENT,
                statistics);
    }

    /** What the registry says about a package; a package it does not have is {@code DX_NOT_FOUND}. */
    public Packument packument(String name, Form form) {
        Packument packument = partOf(name, form);
        if (packument.isPart()) {
            for (Form each : Form.values()) {
                Key key = new Key(name, each);
                whole.put(key, true);
                lookups.computeIfPresent(key, (_, lookup) -> mayBePart(lookup) ? null : lookup);
            }
            packument = partOf(name, form);
        }
        return packument;
    }

    private static boolean mayBePart(CompletableFuture<Packument> lookup) {
        return switch (lookup.state()) {
            case RUNNING -> true;
            case SUCCESS -> lookup.resultNow().isPart();
            case FAILED, CANCELLED -> false;
        };
    }

    /** As {@link #packument}; where the registry sent the part that it foresaw to be of interest, that is enough. */
    public Packument partOf(String name, Form form) {
        if (form == Form.FULL) {
            CompletableFuture<Packument> abbreviated = lookups.get(new Key(name, Form.ABBREVIATED));
            // Registries without the abbreviated form have told everything already.
            if (abbreviated != null && await(abbreviated).hasTimes()) {
                return await(abbreviated);
            }
        } else if (lookups.containsKey(new Key(name, Form.FULL))) {
            return once(new Key(name, Form.FULL));
        }
        return once(new Key(name, form));
    }

    /** As {@link #partOf} as the registry has it now, whatever the cache thinks of it; for when a wanted version is not there. */
    public Packument confirmed(String name, Form form) {
        Packument known = partOf(name, form);
        Key key = new Key(name, form);
        if (policy == CachePolicy.OFFLINE || heard.containsKey(key)) {
            return known;
        }
        lookups.remove(key);
        heard.put(key, true);
        return once(key);
    }

    /** Whether the registry would have no more to say of a package, going by what it said last. */
    public boolean isFresh(String name) {
        Key full = new Key(name, Form.FULL);
        Key key = lookups.containsKey(full) ? full : new Key(name, Form.ABBREVIATED);
        PackumentCache.Stamp stamp = cache.stamp(cacheKey(key));
        return stamp != null && stamp.isFresh(Instant.now());
    }

    /** What the registry said of a package at most so long ago, without asking it; null if that is not known. */
    public @Nullable Packument saidWithin(Duration time, String name) {
        for (Form form : Form.values()) {
            Key key = new Key(name, form);
            TieredCache.Found<PackumentCache.Entry> hit = tiers.get(cacheKey(key));
            Instant now = Instant.now();
            Instant heard = hit == null ? null : hit.value().stamp().heard();
            if (hit != null
                    && heard != null
                    && !heard.isAfter(now)
                    && heard.plus(time).isAfter(now)) {
                tiers.served(hit, name);
                ahead.spared(cacheKey(key));
                return hit.value().packument();
            }
        }
        return null;
    }

    /** The documents that were had in this run. */
    public Set<QuestionHistory.Question> questions() {
        Set<QuestionHistory.Question> questions = new LinkedHashSet<>();
        lookups.forEach((key, lookup) -> {
            boolean isOpen = config.registryFor(key.name()).getUserInfo() == null;
            if (lookup.state() == Future.State.SUCCESS && isOpen) {
                questions.add(new QuestionHistory.Question(key.form(), key.name(), address(key)));
            }
        });
        return questions;
    }

    /** Whether a configuration has a document come from where it came from before. */
    public static boolean isMeant(NpmConfig config, QuestionHistory.Question question) {
        return (config.registryFor(question.name()) + escaped(question.name())).equals(question.address());
    }

    /**
     * Asks for a document that nobody wants yet, unless what is known of it holds, or would not hold any longer once it is
     * confirmed. Answers how many bytes came.
     */
    public long readAhead(QuestionHistory.Question question) {
        Key key = new Key(question.name(), question.form());
        String cacheKey = cacheKey(key);
        PackumentCache.Stamp known = cache.stamp(cacheKey);
        boolean isOfUse = known == null
                || (!known.isFresh(Instant.now()) && known.freshness().maxAge().isPositive());
        if (!isMeant(config, question) || !isOfUse) {
            return 0;
        }
        CacheUse.Hits before = statistics.use().hits(Subject.PACKUMENT, Tier.NETWORK);
        partOf(key.name(), key.form());
        CacheUse.Hits after = statistics.use().hits(Subject.PACKUMENT, Tier.NETWORK);
        long came = after.bytes() - before.bytes();
        if (after.count() > before.count()) {
            ahead.came(cacheKey, came);
        }
        return came;
    }

    /** The documents that were asked for about these packages; null if one of them was not to be had. */
    public @Nullable List<Consulted> consulted(Set<String> names) {
        List<Consulted> consulted = new ArrayList<>(names.size());
        for (Map.Entry<Key, CompletableFuture<Packument>> lookup : lookups.entrySet()) {
            if (!names.contains(lookup.getKey().name())) {
                continue;
            }
            if (lookup.getValue().state() != Future.State.SUCCESS) {
                return null;
            }
            Key key = lookup.getKey();
            consulted.add(
                    new Consulted(cacheKey(key), lookup.getValue().resultNow().fingerprint()));
        }
        return consulted;
    }

    /** Of all documents that are here by now, when the first version younger than a moment was published. */
    public @Nullable Instant firstPublishedAfter(Instant moment) {
        return lookups.values().stream()
                .filter(lookup -> lookup.state() == Future.State.SUCCESS)
                .map(lookup -> lookup.resultNow().firstAfter(moment))
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    /** Whether every one of these documents would be the same if it was asked for now, without the network being asked. */
    public boolean wouldAnswer(List<Consulted> documents) {
        Instant now = Instant.now();
        boolean stands = documents.parallelStream().allMatch(document -> {
            PackumentCache.Stamp stamp = cache.stamp(document.key());
            return stamp != null
                    && stamp.fingerprint() == document.fingerprint()
                    && (policy != CachePolicy.ONLINE || stamp.isFresh(now));
        });
        if (stands) {
            documents.forEach(document -> ahead.spared(document.key()));
        }
        return stands;
    }

    /** Asks the usual registry for a sign of life. One that answers without knowing the question is alive as well. */
    public void ping() {
        URI registry = config.defaultRegistry();
        DxrpTransport dxrp = registries.of(registry);
        if (dxrp != null) {
            dxrp.ping();
            return;
        }
        URI uri = registry.resolve("-/ping");
        transport.document(new HttpQuery(uri, Map.of(), config.credentialsFor(uri, registry)), 64 << 10);
    }

    /** Where to fetch the archive of a version. */
    public URI tarball(VersionManifest manifest) {
        String named = manifest.dist().tarball();
        return named == null
                ? addresses.usual(manifest.name(), manifest.version())
                : addresses.of(manifest.name(), named);
    }

    /**
     * Begins to read an archive that a lock file gives an address for; the caller closes it. Where the package's registry
     * speaks DXRP that is asked first, and the address if it has no such archive.
     */
    public RemoteFile openResolved(String packageName, String resolved) {
        URI address = addresses.of(packageName, resolved);
        if (!registries.isDxrp(packageName) || address.toString().equals(resolved)) {
            return openTarball(packageName, address);
        }
        try {
            return openTarball(packageName, address);
        } catch (DxException notThere) {
            if (notThere.code() != ErrorCode.DX_NOT_FOUND) {
                throw notThere;
            }
            return openTarball(packageName, URI.create(resolved));
        }
    }

    /** Where to fetch an archive that a lock file gives an address for. */
    public URI tarball(String packageName, String resolved) {
        return addresses.of(packageName, resolved);
    }

    /** Where a registry has the archive of a version, if nothing else is said. */
    public URI usualTarball(String packageName, String version) {
        return addresses.usual(packageName, version);
    }

    /** Begins to read an archive; the caller closes it. One that is not there is {@code DX_NOT_FOUND}. */
    public RemoteFile openTarball(String packageName, URI tarball) {
        if (policy == CachePolicy.OFFLINE) {
            throw offline(packageName);
        }
        URI registry = registries.httpFor(packageName);
        HttpQuery query = new HttpQuery(tarball, Map.of(), config.credentialsFor(tarball, registry));
        RemoteFile file = transport.file(query);
        if (file == null) {
            throw new DxException(
                    ErrorCode.DX_NOT_FOUND,
                    packageName + ": " + tarball.getHost() + " has no " + tarball.getPath(),
                    "It was removed from the registry, or the lock names another registry; run dx install again.");
        }
        return file;
    }

    /**
     * Takes a package into the store as a pack, where its registry has packs; null where it has not, or none that may be taken
     * for what was promised, and then the archive is to be asked for.
     */
    public DxrpTransport.@Nullable Taken pack(PackageId id, Integrity promised, Store store) {
        URI registry = config.registryFor(id.name());
        DxrpTransport dxrp = registries.of(registry);
        if (dxrp == null || policy == CachePolicy.OFFLINE) {
            return null;
        }
        for (ForeseenPackages coming : foreseen.getOrDefault(registry, List.of())) {
            coming.awaitPack(id);
            StoredPackage came = store.find(promised);
            if (came != null) {
                return new DxrpTransport.Taken(came, coming.count(id));
            }
        }
        return dxrp.pack(id, promised, store);
    }

    /** How many bytes of a package came unasked; 0 if none did, or somebody counted them before. */
    public long countForeseen(PackageId id) {
        return foreseen.getOrDefault(config.registryFor(id.name()), List.of()).stream()
                .mapToLong(coming -> coming.count(id))
                .sum();
    }

    /**
     * Has the registries that foresee what an install needs send it. What does not come of that is asked for when it is needed.
     *
     * @param lacking packages of a lock that are not in the store, in the order in which they are wanted
     * @param wishes what is asked for directly where nothing is known beyond that
     */
    public void foresee(
            List<PackageId> lacking,
            Map<String, String> wishes,
            ClosureQuestion.Machine machine,
            LongBuffer filter,
            Store store) {
        if (policy == CachePolicy.OFFLINE) {
            return;
        }
        Map<URI, List<PackageId>> packs = lacking.stream()
                .filter(id -> registries.isDxrp(id.name()) && !isComing(id))
                .collect(Collectors.groupingBy(id -> config.registryFor(id.name())));
        Map<URI, Map<String, String>> byRegistry = new HashMap<>();
        wishes.forEach((name, spec) -> {
            if (registries.isDxrp(name)) {
                byRegistry
                        .computeIfAbsent(config.registryFor(name), _ -> new LinkedHashMap<>())
                        .put(name, spec);
            }
        });
        Set<URI> asked = new LinkedHashSet<>(packs.keySet());
        asked.addAll(byRegistry.keySet());
        for (URI registry : asked) {
            List<PackageId> here = packs.getOrDefault(registry, List.of());
            Map<String, String> wanted = byRegistry.getOrDefault(registry, Map.of());
            if (here.size() < 2 && wanted.isEmpty()) {
                continue;
            }
            ForeseenPackages coming = new ForeseenPackages();
            if (wanted.isEmpty()) {
                coming.expecting(here);
            }
            ClosureQuestion question = new ClosureQuestion(here, wanted, machine, filter);
            DxrpTransport dxrp = registries.of(registry);
            if (dxrp != null && dxrp.foresee(question, coming, store, limits.bytes())) {
                foreseen.computeIfAbsent(registry, _ -> new CopyOnWriteArrayList<>())
                        .add(coming);
            }
        }
    }

    private boolean isComing(PackageId id) {
        return foreseen.getOrDefault(config.registryFor(id.name()), List.of()).stream()
                .anyMatch(coming -> coming.isPlanned(id));
    }

    /** Whether most of these packuments are in the cache, so that asking whether they still hold is little. */
    public boolean knowsMost(Set<String> names) {
        long known = names.stream()
                .map(name -> new Key(name, Form.ABBREVIATED))
                .filter(key -> cache.stamp(cacheKey(key)) != null)
                .count();
        return known * 2 > names.size();
    }

    /** Whether any package may come over DXRP. */
    public boolean foresees() {
        return registries.areThere();
    }

    @Override
    public void close() {
        transport.close();
        registries.close();
    }

    private Packument once(Key key) {
        while (true) {
            CompletableFuture<Packument> mine = new CompletableFuture<>();
            CompletableFuture<Packument> earlier = lookups.putIfAbsent(key, mine);
            if (earlier == null) {
                return lookUp(key, mine);
            }
            try {
                return await(earlier);
            } catch (DxException e) {
                DxException.checkCancelled();
                // The thread that asked was cancelled, this one was not.
                if (e.code() != ErrorCode.DX_CANCELLED) {
                    throw e;
                }
            }
        }
    }

    private Packument lookUp(Key key, CompletableFuture<Packument> result) {
        boolean keep = false;
        try {
            Packument packument = found(key);
            keep = true;
            result.complete(packument);
            return packument;
        } catch (DxException e) {
            keep = e.code() == ErrorCode.DX_NOT_FOUND;
            if (!keep) {
                lookups.remove(key, result);
            }
            result.completeExceptionally(e);
            throw e;
        } finally {
            if (!keep) {
                lookups.remove(key, result);
                result.completeExceptionally(DxException.cancelled());
            }
        }
    }

    private static Packument await(CompletableFuture<Packument> lookup) {
        try {
            return lookup.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw DxException.cancelled();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof DxException failure) {
                throw new DxException(failure.code(), failure.what(), failure.remedy(), failure);
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private Packument found(Key key) {
        DxException.checkCancelled();
        URI registry = config.registryFor(key.name());
        String cacheKey = cacheKey(key);
        TieredCache.Found<PackumentCache.Entry> hit = tiers.get(cacheKey);
        boolean saysTooLittle = hit != null && hit.value().packument().isPart() && whole.containsKey(key);
        PackumentCache.Entry cached = hit == null || saysTooLittle ? null : hit.value();
        if (hit != null && !saysTooLittle && isGoodEnough(key, hit.value())) {
            tiers.served(hit, key.name());
            ahead.spared(cacheKey);
            return hit.value().packument();
        }
        long asked = System.nanoTime();
        if (policy == CachePolicy.OFFLINE) {
            throw offline(key.name());
        }
        heard.put(key, true);
        DxrpTransport dxrp = registries.of(registry);
        if (dxrp != null) {
            return foundOverDxrp(dxrp, key, cacheKey, cached, asked);
        }
        URI uri = URI.create(address(key));
        HttpQuery query = new HttpQuery(uri, Map.of("Accept", key.form().accept), config.credentialsFor(uri, registry));
        BodyReader<Packument> reader = body -> PackumentJson.read(body, key.name(), registry.getHost(), limits);
        Document<Packument> document =
                transport.document(cached == null ? query : conditional(query, cached), limits.bytes(), reader);
        if (document.isUnchanged() && cached != null) {
            ahead.spared(cacheKey);
            cache.touch(cacheKey);
            tiers.put(cacheKey, cached.heardAt(Instant.now()));
            statistics.record(Subject.PACKUMENT, Tier.NETWORK, key.name(), 0, System.nanoTime() - asked);
            return cached.packument();
        }
        if (!document.isFound() && key.form() == Form.ABBREVIATED) {
            // Some registries do not have what they would have to abbreviate.
            document = transport.document(query.with("Accept", Form.FULL.accept), limits.bytes(), reader);
        }
        if (!document.isFound()) {
            throw notFound(key.name(), registry);
        }
        boolean hosted = "hosted".equals(document.header(ORIGIN));
        Packument packument = document.body().hosted(hosted);
        String cacheControl = document.header("cache-control");
        statistics.record(Subject.PACKUMENT, Tier.NETWORK, key.name(), packument.size(), System.nanoTime() - asked);
        if (MaxAge.mayBeStored(cacheControl)) {
            PackumentCache.Freshness freshness = new PackumentCache.Freshness(
                    document.header("etag"),
                    document.header("last-modified"),
                    MaxAge.of(cacheControl, document.header("age")),
                    hosted);
            tiers.put(cacheKey, cache.write(cacheKey, packument, freshness));
        }
        return packument;
    }

    private Packument foundOverDxrp(
            DxrpTransport dxrp, Key key, String cacheKey, PackumentCache.@Nullable Entry cached, long asked) {
        URI registry = config.registryFor(key.name());
        Packument came = whole.containsKey(key) ? null : foreseen(registry, key, cacheKey, cached, asked);
        if (came != null) {
            return came;
        }
        long known = cached == null ? 0 : cached.packument().fingerprint();
        DxrpTransport.Meta meta = dxrp.meta(key.name(), key.form().onWire, known, limits.bytes());
        return switch (meta) {
            case DxrpTransport.Meta.Missing _ -> throw notFound(key.name(), registry);
            case DxrpTransport.Meta.Unchanged _ -> {
                if (cached == null) {
                    throw new DxException(
                            ErrorCode.DX_REGISTRY,
                            key.name() + ": " + registry.getHost() + " says that nothing changed, and nothing is known",
                            "Tell whoever runs the registry.");
                }
                cache.touch(cacheKey);
                tiers.put(cacheKey, cached.heardAt(Instant.now()));
                statistics.record(Subject.PACKUMENT, Tier.NETWORK, key.name(), 0, System.nanoTime() - asked);
                yield cached.packument();
            }
            case DxrpTransport.Meta.Found(ByteBuffer bytes, Item.Origin origin) -> {
                byte[] copied = new byte[bytes.remaining()];
                bytes.get(copied);
                Packument packument = Packument.received(copied, key.name(), registry.getHost());
                if (packument.isPart()) {
                    throw new DxException(
                            ErrorCode.DX_REGISTRY,
                            key.name() + ": " + registry.getHost() + " tells a part where all was asked for",
                            "Tell whoever runs the registry.");
                }
                yield remembered(packument, origin, key, cacheKey, asked);
            }
        };
    }

    private Packument remembered(Packument received, Item.Origin origin, Key key, String cacheKey, long asked) {
        boolean hosted = origin == Item.Origin.HOSTED;
        Packument packument = received.hosted(hosted);
        statistics.record(Subject.PACKUMENT, Tier.NETWORK, key.name(), packument.size(), System.nanoTime() - asked);
        // It says nothing of how long it holds: it is asked for again, which costs little.
        PackumentCache.Freshness undated = new PackumentCache.Freshness(null, null, Duration.ZERO, hosted);
        tiers.put(cacheKey, cache.write(cacheKey, packument, undated));
        return packument;
    }

    /** Whether it is good for who asked for less, too. */
    private static boolean saysMore(ForeseenPackages.News news) {
        return news instanceof ForeseenPackages.News.Came && news.form() == RequestHeader.Form.FULL;
    }

    /** What the registry sent of its own accord; null if it did not. */
    private @Nullable Packument foreseen(
            URI registry, Key key, String cacheKey, PackumentCache.@Nullable Entry cached, long asked) {
        for (ForeseenPackages coming : foreseen.getOrDefault(registry, List.of())) {
            ForeseenPackages.News news = coming.awaitPackument(key.name());
            if (news == null || (news.form() != key.form().onWire && !saysMore(news))) {
                continue;
            }
            switch (news) {
                case ForeseenPackages.News.Came(
                        RequestHeader.Form _,
                        Item.Origin origin,
                        ForeseenPackages.BytesOf bytes) -> {
                    Packument packument = Packument.received(bytes.array(), key.name(), registry.getHost());
                    return remembered(packument, origin, key, cacheKey, asked);
                }
                case ForeseenPackages.News.Confirmed(RequestHeader.Form _, long fingerprint) -> {
                    if (cached != null && cached.packument().fingerprint() == fingerprint) {
                        cache.touch(cacheKey);
                        tiers.put(cacheKey, cached.heardAt(Instant.now()));
                        return cached.packument();
                    }
                }
            }
        }
        return null;
    }

    private String address(Key key) {
        return config.registryFor(key.name()) + escaped(key.name());
    }

    private String cacheKey(Key key) {
        return key.form() + " " + address(key);
    }

    private boolean isGoodEnough(Key key, PackumentCache.Entry cached) {
        return switch (policy) {
            case OFFLINE, PREFER_OFFLINE -> !heard.containsKey(key);
            case ONLINE -> cached.stamp().isFresh(Instant.now()) && !heard.containsKey(key);
        };
    }

    private static HttpQuery conditional(HttpQuery query, PackumentCache.Entry cached) {
        String etag = cached.stamp().freshness().etag();
        String lastModified = cached.stamp().freshness().lastModified();
        if (etag != null) {
            return query.with("If-None-Match", etag);
        }
        return lastModified == null ? query : query.with("If-Modified-Since", lastModified);
    }

    /** The name as one part of a path: a scope's slash is escaped. */
    static String escaped(String name) {
        StringBuilder path = new StringBuilder(name.length() + 2);
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || "-._~!'()*@".indexOf(c) >= 0;
            if (plain) {
                path.append(c);
            } else {
                path.append('%').append(HexFormat.of().toHexDigits(b));
            }
        }
        return path.toString();
    }

    static DxException notFound(String name, URI registry) {
        return new DxException(
                ErrorCode.DX_NOT_FOUND,
                name + ": " + registry.getHost() + " has no package of that name",
                "Check the name; if the package is private, log in, or set its scope's registry in .npmrc.");
    }

    private static DxException offline(String name) {
        return new DxException(
                ErrorCode.DX_OFFLINE,
                name + ": not in the cache, and the network may not be used",
                "Run it once with the network: offline=true in .npmrc and --offline forbid it.");
    }
}
