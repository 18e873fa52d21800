package dev.dx.engine.install.supply;

import dev.dx.engine.ContentHash;
import dev.dx.engine.ContentRoot;
import dev.dx.engine.DxException;
import dev.dx.engine.Environment;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.InstallEvent;
import dev.dx.engine.InstallEvent.Origin;
import dev.dx.engine.Integrity;
import dev.dx.engine.PackageId;
import dev.dx.engine.cache.BloomFilter;
import dev.dx.engine.cache.CacheStatistics;
import dev.dx.engine.cache.CacheUse;
import dev.dx.engine.cache.Subject;
import dev.dx.engine.cache.Tier;
import dev.dx.engine.fetch.DxrpTransport;
import dev.dx.engine.fetch.RemoteFile;
import dev.dx.engine.install.change.InstallRequest;
import dev.dx.engine.link.LayoutCache;
import dev.dx.engine.npm.config.NpmConfig;
import dev.dx.engine.npm.registry.CachePolicy;
import dev.dx.engine.npm.registry.Consulted;
import dev.dx.engine.npm.registry.PackumentMemory;
import dev.dx.engine.npm.registry.QuestionHistory;
import dev.dx.engine.npm.registry.RegistryClient;
import dev.dx.engine.npm.registry.RegistryClient.Form;
import dev.dx.engine.npm.registry.VersionManifest;
import dev.dx.engine.npm.resolve.BundledPackages;
import dev.dx.engine.npm.resolve.Cutoff;
import dev.dx.engine.npm.resolve.DirectSource;
import dev.dx.engine.npm.resolve.LookAhead;
import dev.dx.engine.npm.resolve.PackageVersions;
import dev.dx.engine.npm.resolve.RegistryVersions;
import dev.dx.engine.npm.source.GitPreparation;
import dev.dx.engine.npm.source.InnerPackages;
import dev.dx.engine.npm.source.PackageSources;
import dev.dx.engine.npm.tree.TreeNode;
import dev.dx.engine.store.PackageGuard;
import dev.dx.engine.store.PackageRoots;
import dev.dx.engine.store.Store;
import dev.dx.engine.store.StoredPackage;
import dev.dx.engine.wire.ClosureQuestion;
import java.net.URI;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Where one install gets packuments and packages from: the caches, the store, the registries. */
public final class PackageSupply implements LookAhead.Registry, AutoCloseable {
    /** A filter of so many is 128 KB; of more it is wrong more often. */
    private static final int MOST_IN_FILTER = 100_000;

    private final CacheStatistics statistics = new CacheStatistics();
    private final RegistryClient registry;
    private final Store store;
    /** Held from the first question to the store on: an install that finds nothing to do asks none. */
    private Store.@Nullable Use use;

    private final PackageSources sources;
    private GitPreparation preparation = GitPreparation.NONE;
    private final Instant opened = Instant.now();
    private final @Nullable Cutoff cutoff;
    private final RegistryVersions versions;
    private final AtomicInteger asked = new AtomicInteger();
    /** Whether only archives that were here themselves count. */
    private final boolean strict;

    public PackageSupply(Environment environment, NpmConfig config, InstallRequest request) {
        this(environment, config, request, new PackumentMemory());
    }

    /** @param memory what is known of packages from before */
    public PackageSupply(Environment environment, NpmConfig config, InstallRequest request, PackumentMemory memory) {
        CachePolicy policy = switch (request.network()) {
            case ONLINE -> CachePolicy.ONLINE;
            case PREFER_OFFLINE -> CachePolicy.PREFER_OFFLINE;
            case OFFLINE -> CachePolicy.OFFLINE;
        };
        this.registry = new RegistryClient(config, environment, policy, memory, statistics);
        this.store = Store.open(environment.dxHome().store());
        this.sources = new PackageSources(request.project(), environment, registry, policy, store);
        this.cutoff = Cutoff.of(config, request.before(), opened);
        this.versions = new RegistryVersions(registry, cutoff);
        this.strict = config.flag("strict-integrity", false);
    }

    /** Lets approved commits be made into packages. */
    public void prepareBy(GitPreparation builds) {
        preparation = builds;
        sources.prepareBy(builds);
    }

    /** These commits are approved, and no others. */
    public void approve(Set<String> commits) {
        preparation.approve(commits);
    }

    /** Says from now on which packages a registry had to be asked about. */
    public void tellAnswers(Consumer<InstallEvent> events) {
        statistics.onFetchedDocument(name -> events.accept(new InstallEvent.Answered(name, asked.get())));
    }

    /** What was found where so far. */
    public CacheUse cacheUse() {
        return statistics.use();
    }

    /** Versions published after this are not chosen; null for no limit. */
    @Nullable
    public Cutoff cutoff() {
        return cutoff;
    }

    @Override
    public PackageVersions versionsOf(String name) {
        asked.incrementAndGet();
        return versions.of(name);
    }

    @Override
    public PackageVersions confirmedVersionsOf(String name) {
        return versions.confirmed(name);
    }

    @Override
    public PackageVersions freshVersionsOf(String name) {
        return versions.fresh(name);
    }

    @Override
    public @Nullable PackageVersions recentVersionsOf(String name) {
        return versions.recent(name);
    }

    /** The documents that registries were asked for and had. */
    public Set<QuestionHistory.Question> questions() {
        return registry.questions();
    }

    /** The documents about these packages; null if one of them was not to be had. */
    @Nullable
    public List<Consulted> consulted(Set<String> names) {
        return registry.consulted(names);
    }

    /** Whether these documents would be the same if they were asked for now, without the network being asked. */
    public boolean wouldAnswer(List<Consulted> documents) {
        return registry.wouldAnswer(documents);
    }

    /** When a version that was too young becomes old enough to be chosen. */
    public Instant untilNextIsOldEnough() {
        if (cutoff == null || cutoff.reason() != Cutoff.Reason.AGE) {
            return Instant.ofEpochMilli(Long.MAX_VALUE);
        }
        Instant young = registry.firstPublishedAfter(cutoff.at());
        return young == null ? Instant.ofEpochMilli(Long.MAX_VALUE) : young.plus(Duration.between(cutoff.at(), opened));
    }

    /** How many of these are not in the store. */
    public int countMissing(List<TreeNode> nodes) {
        return (int)
                nodes.stream()
                        .collect(Collectors.toMap(PackageFetches::keyOf, node -> node, (one, same) -> one))
                        .values()
                        .stream()
                        .filter(node -> known(node.resolved(), PackageFetches.promiseOf(node)) == null)
                        .count();
    }

    /** Has what is not in the store of these sent at once, where their registry can do that. */
    public void foresee(List<TreeNode> nodes) {
        if (strict || !registry.foresees()) {
            return;
        }
        List<PackageId> lacking = nodes.stream()
                .filter(node -> comesFromRegistry(PackageFetches.idOf(node), node.resolved())
                        && PackageFetches.promiseOf(node) != null
                        && known(node.resolved(), PackageFetches.promiseOf(node)) == null)
                .map(PackageFetches::idOf)
                .distinct()
                .toList();
        registry.foresee(lacking, Map.of(), ClosureQuestion.Machine.ANY, LongBuffer.allocate(0), store);
    }

    /** Has what somebody who asks for these directly will need sent at once, where their registry can do that. */
    public void foresee(Map<String, String> wishes, ClosureQuestion.Machine machine) {
        if (strict || wishes.isEmpty() || !registry.foresees() || registry.knowsMost(wishes.keySet())) {
            return;
        }
        using();
        registry.foresee(List.of(), wishes, machine, filterOf(store.names()), store);
    }

    private static LongBuffer filterOf(List<PackageId> there) {
        if (there.isEmpty()) {
            return LongBuffer.allocate(0);
        }
        BloomFilter filter = new BloomFilter(Math.min(there.size(), MOST_IN_FILTER));
        there.forEach(id -> filter.add(id.toString()));
        return filter.words();
    }

    private static boolean comesFromRegistry(PackageId id, @Nullable String address) {
        return address == null || address.contains("/" + id.name() + "/-/");
    }

    /** Where packages come from that no registry offers. */
    public DirectSource directSource(Consumer<InstallEvent> events) {
        using();
        return sources.directSource(warning -> events.accept(new InstallEvent.Warning(warning)));
    }

    /** Looks into archives for what they bring along. */
    public BundledPackages bundledPackages(Consumer<InstallEvent> events) {
        return bundler -> InnerPackages.in(
                fetch(PackageFetches.idOf(bundler), PackageFetches.promiseOf(bundler), bundler.resolved(), events));
    }

    private synchronized void using() {
        if (use == null) {
            use = store.use();
        }
    }

    /** The package of the store with this key, as {@link PackageFetches#keyOf} has it; null if it is not there. */
    @Nullable
    public StoredPackage stored(String key) {
        return PackageSources.isGit(key) ? known(key, null) : known(null, Integrity.parse(key));
    }

    /** The package of the store whose archive this is; null if it is not there. */
    public @Nullable StoredPackage stored(Integrity integrity) {
        return known(null, integrity);
    }

    /** Whether an archive is known to be that package, which may be used without being looked into, if it is there. */
    public boolean knows(Integrity integrity, ContentRoot root) {
        using();
        return !strict && store.knows(integrity, root);
    }

    /** Where a package stands if it is there. */
    public Path folderOf(ContentRoot root) {
        return store.folderOf(root);
    }

    private @Nullable StoredPackage known(@Nullable String resolved, @Nullable Integrity promised) {
        using();
        return resolved != null && PackageSources.isGit(resolved)
                ? sources.known(resolved, null)
                : promised == null ? null : strict ? store.findVerified(promised) : store.find(promised);
    }

    public PackageFetches.PackageFetcher fetcher(Consumer<InstallEvent> events) {
        return (id, integrity, address) -> fetch(id, integrity, address, events);
    }

    private StoredPackage fetch(
            PackageId id, @Nullable Integrity integrity, @Nullable String address, Consumer<InstallEvent> events) {
        long asked = System.nanoTime();
        StoredPackage stored = known(address, integrity);
        if (stored != null) {
            return there(id, stored, registry.countForeseen(id), asked, events);
        }
        if (address != null && (PackageSources.isGit(address) || PackageSources.isFile(address))) {
            events.accept(new InstallEvent.FetchStarted(id, -1));
            StoredPackage brought = sources.content(
                    id, address, integrity, warning -> events.accept(new InstallEvent.Warning(id + ": " + warning)));
            Origin origin = PackageSources.isGit(address) ? Origin.NETWORK : Origin.STORE;
            events.accept(new InstallEvent.Fetched(id, origin, 0));
            return brought;
        }
        StoredPackage packed = strict || integrity == null ? null : pack(id, integrity, address, events, asked);
        if (packed != null) {
            return packed;
        }
        try (RemoteFile file = open(id, address)) {
            events.accept(new InstallEvent.FetchStarted(id, file.length()));
            CountingStream counting =
                    new CountingStream(file, bytes -> events.accept(new InstallEvent.Received(id, bytes)));
            StoredPackage unpacked = store.unpack(
                    id, integrity, counting, warning -> events.accept(new InstallEvent.Warning(id + ": " + warning)));
            events.accept(new InstallEvent.Fetched(id, Origin.NETWORK, counting.count()));
            statistics.record(
                    Subject.TARBALL, Tier.NETWORK, id.toString(), counting.count(), System.nanoTime() - asked);
            return unpacked;
        }
    }

    /** The package as a pack; null where there is none to be had. */
    private @Nullable StoredPackage pack(
            PackageId id, Integrity integrity, @Nullable String address, Consumer<InstallEvent> events, long asked) {
        if (!comesFromRegistry(id, address)) {
            return null;
        }
        DxrpTransport.Taken packed = registry.pack(id, integrity, store);
        return packed == null ? null : there(id, packed.content(), packed.bytes(), asked, events);
    }

    /** @param came how large the pack was that it came as; 0 if it was in the store before */
    private StoredPackage there(
            PackageId id, StoredPackage stored, long came, long asked, Consumer<InstallEvent> events) {
        if (came > 0) {
            events.accept(new InstallEvent.FetchStarted(id, came));
        }
        events.accept(new InstallEvent.Fetched(id, came > 0 ? Origin.NETWORK : Origin.STORE, came));
        long size = came > 0 ? came : stored.files().size();
        Tier tier = came > 0 ? Tier.NETWORK : Tier.DISK;
        statistics.record(Subject.TARBALL, tier, id.toString(), size, System.nanoTime() - asked);
        return stored;
    }

    /** What looks after packages on their way into node_modules; those it finds touched are fetched again. */
    public PackageGuard guard(Map<TreeNode, StoredPackage> contents, Consumer<InstallEvent> events) {
        return new PackageGuard(
                store,
                touched -> {
                    for (Map.Entry<TreeNode, StoredPackage> each : contents.entrySet()) {
                        if (each.getValue().root().equals(touched.root())) {
                            TreeNode node = each.getKey();
                            Integrity promise = PackageFetches.promiseOf(node);
                            fetch(PackageFetches.idOf(node), promise, node.resolved(), events);
                            return;
                        }
                    }
                },
                text -> events.accept(new InstallEvent.Warning(text)));
    }

    /** As {@link #guard(Map, Consumer)}, where it is for {@code restorer} to bring anew what was touched, or to throw. */
    public PackageGuard guard(Consumer<StoredPackage> restorer, Consumer<InstallEvent> events) {
        return new PackageGuard(store, restorer, text -> events.accept(new InstallEvent.Warning(text)));
    }

    /** Says what a project is about to use, before it does. */
    public void aboutToUse(Path project, PackageRoots packages, Set<ContentHash> layouts) {
        using();
        store.aboutToUse(project, packages, layouts);
    }

    /** Says what a project uses now. */
    public void uses(Path project, PackageRoots packages, Set<ContentHash> layouts) {
        store.uses(project, packages, layouts);
    }

    /** The trees that projects link to. */
    public LayoutCache layouts() {
        return new LayoutCache(store);
    }

    private RemoteFile open(PackageId id, @Nullable String address) {
        if (address != null) {
            return registry.openResolved(id.name(), address);
        }
        URI usual = registry.usualTarball(id.name(), id.version());
        try {
            return registry.openTarball(id.name(), usual);
        } catch (DxException notWhereItUsuallyIs) {
            if (notWhereItUsuallyIs.code() != ErrorCode.DX_NOT_FOUND) {
                throw notWhereItUsuallyIs;
            }
        }
        VersionManifest version =
                registry.packument(id.name(), Form.ABBREVIATED).version(id.version());
        if (version == null) {
            throw new DxException(
                    ErrorCode.DX_NOT_FOUND,
                    id.name() + " " + id.version() + ": the registry has no such version",
                    "It was removed from the registry; ask for another version.");
        }
        return registry.openTarball(id.name(), registry.tarball(version));
    }

    @Override
    public void close() {
        Store.@Nullable Use held;
        synchronized (this) {
            held = use;
            use = null;
        }
        try (Store.Use _ = held) {
            registry.close();
        }
    }
}
