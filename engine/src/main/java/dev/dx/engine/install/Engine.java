package dev.dx.engine.install;

import dev.dx.engine.DxException;
import dev.dx.engine.Environment;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.InstallEvent;
import dev.dx.engine.Integrity;
import dev.dx.engine.cache.CacheHistory;
import dev.dx.engine.cache.CacheUse;
import dev.dx.engine.fetch.ConnectionTrial;
import dev.dx.engine.fetch.Credentials;
import dev.dx.engine.fetch.DxrpAddress;
import dev.dx.engine.fetch.HttpSettings;
import dev.dx.engine.graph.Graph;
import dev.dx.engine.install.change.Change;
import dev.dx.engine.install.change.InstallReport;
import dev.dx.engine.install.change.InstallRequest;
import dev.dx.engine.install.overview.CacheOverview;
import dev.dx.engine.install.overview.Complaint;
import dev.dx.engine.install.overview.Complaints;
import dev.dx.engine.install.overview.ConfigurationOverview;
import dev.dx.engine.install.overview.DependencyFacts;
import dev.dx.engine.install.overview.EngineMemory;
import dev.dx.engine.install.overview.FactsReading;
import dev.dx.engine.install.overview.OtherPlatforms;
import dev.dx.engine.install.overview.OutdatedCheck;
import dev.dx.engine.install.overview.OutdatedPackage;
import dev.dx.engine.install.overview.ProjectGraph;
import dev.dx.engine.install.overview.ProjectInspector;
import dev.dx.engine.install.overview.ProjectMember;
import dev.dx.engine.install.overview.ProjectOverview;
import dev.dx.engine.install.overview.RegistryStatus;
import dev.dx.engine.install.overview.StandingLinks;
import dev.dx.engine.install.project.CompiledLocks;
import dev.dx.engine.install.project.DependencyKind;
import dev.dx.engine.install.project.MemberChoice;
import dev.dx.engine.install.project.NewManifest;
import dev.dx.engine.install.project.ProjectManifest;
import dev.dx.engine.install.project.Workspace;
import dev.dx.engine.install.script.DependencyScripts;
import dev.dx.engine.install.script.PackageScriptList;
import dev.dx.engine.install.script.ProjectScripts;
import dev.dx.engine.install.script.ScriptHost;
import dev.dx.engine.install.script.ScriptListener;
import dev.dx.engine.install.script.ScriptRequest;
import dev.dx.engine.install.script.ScriptReview;
import dev.dx.engine.install.supply.InstallLog;
import dev.dx.engine.install.supply.PackageSupply;
import dev.dx.engine.install.tree.IdleWork;
import dev.dx.engine.install.tree.Materialization;
import dev.dx.engine.install.tree.SpareMaking;
import dev.dx.engine.npm.PackageName;
import dev.dx.engine.npm.config.ConfigValue;
import dev.dx.engine.npm.config.NetworkSettings;
import dev.dx.engine.npm.config.NpmConfig;
import dev.dx.engine.npm.publish.PackedPackage;
import dev.dx.engine.npm.publish.RegistryAccount;
import dev.dx.engine.npm.registry.CachePolicy;
import dev.dx.engine.npm.registry.InstallSize;
import dev.dx.engine.npm.registry.PackageHits;
import dev.dx.engine.npm.registry.PackagePage;
import dev.dx.engine.npm.registry.PackagePages;
import dev.dx.engine.npm.registry.QuestionHistory;
import dev.dx.engine.npm.registry.RegistryClient;
import dev.dx.engine.npm.resolve.PackageVersions;
import dev.dx.engine.npm.resolve.VersionChoice;
import dev.dx.engine.pack.FileEntry;
import dev.dx.engine.script.NodeRuntime;
import dev.dx.engine.store.Store;
import dev.dx.engine.store.StoredPackage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The engine: everything the window and the command line can do to a project. Safe for use by many threads. Interrupting
 * the thread of any call cancels it.
 */
public final class Engine implements AutoCloseable {
    private final Environment environment;
    private final Map<String, String> settings;
    private final EngineMemory memory;

    private Engine(Environment environment, Map<String, String> settings, EngineMemory memory) {
        this.environment = environment;
        this.settings = Map.copyOf(settings);
        this.memory = memory;
    }

    public static Engine open(Environment environment) {
        return open(environment, Map.of());
    }

    /**
     * @param settings npm's settings given by hand, by name; they go before all that configuration files say
     */
    public static Engine open(Environment environment, Map<String, String> settings) {
        return open(environment, settings, new EngineMemory());
    }

    /** @param memory what engines before it knew */
    public static Engine open(Environment environment, Map<String, String> settings, EngineMemory memory) {
        return new Engine(environment, settings, memory);
    }

    /**
     * What is worth doing while nobody asks for anything, the most useful first.
     *
     * @param memory what engines before it knew, and later ones will
     */
    public static List<IdleWork> idleWork(EngineMemory memory) {
        return List.of(new Practice(), new SpareMaking(), new ReadingAhead(memory));
    }

    /** Reads a project's files as they stand; never asks the network. */
    public ProjectOverview inspect(Path project) {
        return ProjectInspector.inspect(project, environment.platform());
    }

    /** Reads the files of those who are chosen of a project's workspace; of the project alone where nobody is. */
    public List<ProjectOverview> inspect(Path project, MemberChoice members) {
        MemberChoice choice = members.orElse(config(project));
        if (choice.isNone()) {
            return List.of(inspect(project));
        }
        return Workspace.of(project, ProjectManifest.read(project)).chosen(choice).stream()
                .map(folder -> ProjectInspector.inspect(project, folder, environment.platform()))
                .toList();
    }

    /** The members of a project's workspace, in the order of their folders; none where it is no workspace. */
    public List<ProjectMember> members(Path project) {
        return Workspace.of(project, ProjectManifest.read(project)).members().entrySet().stream()
                .map(member -> new ProjectMember(member.getKey(), member.getValue()))
                .sorted(Comparator.comparing(ProjectMember::folder))
                .toList();
    }

    /** What {@code npm ls --all} would complain of, worst first; reads what stands in node_modules, and asks nobody. */
    public List<Complaint> complaints(Path project) {
        return Complaints.of(project, omitted(config(project)));
    }

    /** Reads the files of one member of a project; of the project itself where its folder is "". */
    public ProjectOverview inspect(Path project, String member) {
        return ProjectInspector.inspect(project, member, environment.platform());
    }

    /**
     * Whose a project is, where it is not the one's whom DX works for: what is written there then belongs to another than the
     * rest. Null where both are the same, or it cannot be told.
     */
    public @Nullable String foreignOwner(Path project) {
        try {
            UserPrincipal owner = Files.getOwner(project);
            Path home = environment.dxHome().folder();
            boolean same = Files.exists(home)
                    ? owner.equals(Files.getOwner(home))
                    : owner.getName().equals(System.getProperty("user.name"));
            return same ? null : owner.getName();
        } catch (IOException | UnsupportedOperationException unknown) {
            return null;
        }
    }

    /** Who depends on whom, as the project's lock says; never asks the network. */
    public Graph graph(Path project) {
        return ProjectGraph.read(project, new CompiledLocks(environment.dxHome().locks()));
    }

    /** The numbers of the nodes that this machine does not get: they are for other platforms. */
    public BitSet elsewhere(Graph graph) {
        return OtherPlatforms.in(graph, environment.platform());
    }

    /** By the nodes' numbers, the bytes each package unpacks to, as far as the store has it; else -1. */
    public long[] sizes(Graph graph) {
        Store store = Store.open(environment.dxHome().store());
        return graph.nodes().stream()
                .mapToLong(node -> {
                    DxException.checkCancelled();
                    Integrity integrity = node.integrity() == null ? null : Integrity.parse(node.integrity());
                    StoredPackage stored = integrity == null ? null : store.find(integrity);
                    return stored == null
                            ? -1
                            : stored.files().entries().stream()
                                    .mapToLong(FileEntry::size)
                                    .sum();
                })
                .toArray();
    }

    /** What a project's installed direct dependencies are like, by name; never asks the network. */
    public Map<String, DependencyFacts> facts(Path project) {
        return facts(project, "");
    }

    /** @param member the folder of the member whose dependencies are meant; "" for the project's own */
    public Map<String, DependencyFacts> facts(Path project, String member) {
        return new FactsReading(Store.open(environment.dxHome().store())).of(project, member);
    }

    /** Makes the project agree with its manifest, or throws and leaves it as it was. */
    public InstallReport install(InstallRequest asked, Consumer<InstallEvent> events) {
        return install(asked, ScriptHost.telling(asked.project(), events), events);
    }

    /**
     * Makes the project agree with its manifest, or throws and leaves it as it was; then runs the project's own scripts.
     *
     * @throws DxException with {@link ErrorCode#DX_SCRIPT} also where the install was made and one of these scripts failed
     */
    public InstallReport install(InstallRequest asked, ScriptHost host, Consumer<InstallEvent> events) {
        NpmConfig config = config(asked.project());
        refuseGlobal(config);
        Change change = asked.change() instanceof Change.Add add ? add.orElse(config) : asked.change();
        InstallRequest request =
                asked.of(change).of(asked.members().orElse(config)).omitting(omitted(config));
        Consumer<InstallEvent> inTurn = event -> {
            synchronized (request) {
                events.accept(event);
            }
        };
        try (PackageSupply supply = new PackageSupply(environment, config, request, memory.packuments())) {
            supply.tellAnswers(inTurn);
            if (!config.ignoreScripts()) {
                Engine forBuilds = open(environment, GitBuilds.settings(settings), memory);
                supply.prepareBy(new GitBuilds(forBuilds, request, environment, inTurn));
            }
            InstallReport report = new Installer(request, config, environment, supply, host, inTurn).run();
            if (memory.notesQuestions()) {
                remember(request, supply.questions());
            }
            if (config.dryRun()) {
                return report;
            }
            writeDown(request, report, supply.cacheUse());
            Runnable begun = () -> events.accept(new InstallEvent.StageStarted(InstallEvent.Stage.SCRIPTS));
            new OwnScripts(request, config, environment, host, begun).run(report);
            return report;
        }
    }

    /** What was meant for no project in particular shall not end up in the one that happens to be here. */
    private static void refuseGlobal(NpmConfig config) {
        if (config.flag("global", false) || "global".equals(config.get("location"))) {
            throw new DxException(
                    ErrorCode.DX_UNSUPPORTED,
                    "global packages: npm's setting " + (config.flag("global", false) ? "global" : "location")
                            + " asks for them",
                    "Take that setting back to change a project.");
        }
    }

    /**
     * Makes the package in a project's folder known by its name, so that other projects can link to it; or those of its members
     * who are chosen.
     */
    public List<GlobalLink> link(Path project, MemberChoice members) {
        NpmConfig config = config(project);
        GlobalLinks links = new GlobalLinks(config, environment);
        return chosen(project, members, config).stream().map(links::link).toList();
    }

    /** Takes back what {@link #link} did. */
    public List<GlobalLink> unlink(Path project, MemberChoice members) {
        NpmConfig config = config(project);
        GlobalLinks links = new GlobalLinks(config, environment);
        return chosen(project, members, config).stream().map(links::unlink).toList();
    }

    /**
     * The folders of packages that are to be linked to, by the names they are known by, or as folders, which become known.
     *
     * @param from where relative paths start
     */
    public List<Path> foldersToLink(Path project, List<String> specs, Path from) {
        return new GlobalLinks(config(project), environment).folders(specs, from);
    }

    private static List<Path> chosen(Path project, MemberChoice members, NpmConfig config) {
        MemberChoice choice = members.orElse(config);
        if (choice.isNone()) {
            return List.of(project);
        }
        return Workspace.of(project, ProjectManifest.read(project)).chosen(choice).stream()
                .map(project::resolve)
                .toList();
    }

    /** The folders that packages at the top of a project's node_modules are linked to, by name; paths from the project's. */
    public Map<String, String> linkedFolders(Path project) {
        return StandingLinks.of(project);
    }

    /**
     * Makes files of the links that a project's node_modules holds into a layout; answers how many there were.
     */
    public int materialize(Path project, Consumer<InstallEvent> events) {
        return new Materialization(project, environment, new InstallLog(events)).run();
    }

    /** What was done to projects lately, and what caches did for it, the oldest first. */
    public List<CacheHistory.Run> history() {
        return new CacheHistory(environment.dxHome().history()).read();
    }

    /** What the cache holds now. */
    public CacheOverview cacheOverview() {
        return CacheOverview.of(environment.dxHome());
    }

    /** For who reads ahead; an install that asked nothing says nothing of what may follow. */
    private void remember(InstallRequest request, Set<QuestionHistory.Question> questions) {
        QuestionHistory history = memory.packuments().questions();
        if (request.network() != InstallRequest.NetworkPolicy.ONLINE) {
            history.rest();
        } else if (!questions.isEmpty()) {
            history.note(new QuestionHistory.Resolution(request.project(), environment, settings, questions));
        }
    }

    /** Where nothing was asked for there is nothing to say. */
    private void writeDown(InstallRequest request, InstallReport report, CacheUse use) {
        if (!use.isEmpty()) {
            String change = request.change().getClass().getSimpleName().toLowerCase(Locale.ROOT);
            new CacheHistory(environment.dxHome().history())
                    .append(new CacheHistory.Run(
                            Instant.now(),
                            request.project().toString(),
                            change,
                            report.elapsed().toMillis(),
                            report.packages(),
                            use.with(memory.packuments().ahead().take())));
        }
    }

    /** The installed dependencies that have scripts, what they would run, and what the project says of them. */
    public List<DependencyScripts> dependencyScripts(Path project) {
        return ScriptReview.of(project);
    }

    /** Makes a folder a project: writes the package.json that npm would, and answers where. */
    public Path init(Path folder) {
        return new NewManifest(config(folder), folder).write();
    }

    /** The scripts that the project has, or those of its members who are chosen. */
    public List<PackageScriptList> scripts(Path project, MemberChoice members) {
        return new ProjectScripts(environment, config(project), project, members).list();
    }

    /** Whether an install of the project may run scripts of its own. */
    public boolean runsOwnScripts(Path project) {
        return !config(project).ignoreScripts() && OwnScripts.areThere(project);
    }

    /** Runs a script to its end, and answers what it exits with. */
    public int run(ScriptRequest request, ScriptListener listener) {
        return new ProjectScripts(environment, config(request.project()), request.project(), request.members())
                .run(request, listener);
    }

    /**
     * Runs a command of a package to its end, and answers what it exits with.
     *
     * @param events of fetching the package, where that is needed
     */
    public int exec(ExecRequest request, ScriptListener listener, Consumer<InstallEvent> events) {
        return new PackageCommand(environment, config(request.project()), request).run(listener, events);
    }

    /** Packs a package as npm would, and leaves the archive in a folder unless it is a trial. */
    public PackedPackage pack(PublishRequest request, Path destination, ScriptListener listener) {
        return new PackageRelease(environment, settings, request, listener).pack(destination);
    }

    /**
     * Publishes a package.
     *
     * @param ready is told what is about to be sent, and where to
     */
    public PackedPackage publish(PublishRequest request, Consumer<PublishedPackage> ready, ScriptListener listener) {
        return new PackageRelease(environment, settings, request, listener).publish(ready);
    }

    /** Whether the package in a folder says of itself that it is not for others. */
    public boolean isPrivate(Path folder) {
        return ProjectManifest.read(folder).json().isTruthy("private");
    }

    /** The registry that packages of a scope come from, or the usual one, as somebody with an account there sees it. */
    public RegistryAccount account(Path project, @Nullable String scope) {
        NpmConfig config = config(project);
        URI registry = scope == null ? config.defaultRegistry() : config.registryFor(scope + "/any");
        return new RegistryAccount(config, environment, registry, null);
    }

    /**
     * The dependencies of which the registry offers newer versions than are installed, or that are not installed.
     *
     * @param names of packages, whoever asks for them; empty for what is asked for directly
     */
    public List<OutdatedPackage> outdated(Path project, MemberChoice members, Collection<String> names) {
        NpmConfig config = config(project);
        MemberChoice choice = members.orElse(config);
        InstallRequest question = InstallRequest.of(project, new Change.Sync());
        Set<String> chosen = choice.isNone()
                ? Set.of()
                : Workspace.of(project, ProjectManifest.read(project)).chosen(choice);
        try (PackageSupply supply = new PackageSupply(environment, config, question)) {
            VersionChoice versions = VersionChoice.of(config, supply.cutoff(), () -> NodeRuntime.version(environment));
            return new OutdatedCheck(project, config, versions, supply::confirmedVersionsOf, omitted(config))
                    .run(names, chosen);
        }
    }

    /** The version behind the package's {@code latest} tag, from the registry the project's configuration names. */
    public String latest(Path project, String packageName) {
        InstallRequest question = InstallRequest.of(project, new Change.Sync());
        try (PackageSupply supply = new PackageSupply(environment, config(project), question)) {
            PackageVersions versions = supply.versionsOf(packageName);
            String latest = versions.tags().get("latest");
            if (latest == null) {
                throw new DxException(
                        ErrorCode.DX_NOT_FOUND,
                        packageName + ": the registry names no latest version",
                        "Ask for a version by its number.");
            }
            return latest;
        }
    }

    /** What the registry tells people about a package. */
    public PackagePage page(Path project, String packageName) {
        try (PackagePages pages = new PackagePages(config(project), environment)) {
            return pages.page(PackageName.parse(packageName).value());
        }
    }

    /** What a version brings along, as far as the registry says. */
    public InstallSize installSize(Path project, String packageName, String version) {
        try (RegistryClient client = new RegistryClient(config(project), environment, CachePolicy.ONLINE)) {
            return InstallSize.of(client, packageName, version, environment.platform());
        }
    }

    /** The first packages the project's registry finds for the words; null if it cannot search. */
    public @Nullable PackageHits search(Path project, String words, int most) {
        try (PackagePages pages = new PackagePages(config(project), environment)) {
            return pages.search(words, most);
        }
    }

    /** Asks the project's registry for a sign of life, once; throws if there is none. */
    public RegistryStatus ping(Path project) {
        Map<String, String> once = new HashMap<>(settings);
        once.put("fetch-retries", "0");
        NpmConfig config = NpmConfig.load(environment, project, once);
        URI registry = config.defaultRegistry();
        long asked = System.nanoTime();
        try (RegistryClient client = new RegistryClient(config, environment, CachePolicy.ONLINE)) {
            client.ping();
        }
        return new RegistryStatus(registry, Duration.ofNanos(System.nanoTime() - asked));
    }

    /** Goes to the project's registry step by step, and tells how each went. */
    public void tryConnection(Path project, Consumer<ConnectionTrial.Step> told) {
        NpmConfig config = config(project);
        URI registry = config.defaultRegistry();
        HttpSettings network = NetworkSettings.of(config, environment);
        if (DxrpAddress.is(registry)) {
            URI named = ConnectionTrial.greet(registry, network, told);
            if (named == null) {
                return;
            }
            registry = named;
        }
        Credentials credentials = config.credentialsFor(registry.resolve("-/ping"), registry);
        String authority = "//" + registry.getAuthority();
        String where = config.values().stream()
                .filter(value -> value.isSecret() && value.key().startsWith(authority))
                .map(value -> value.key() + " from " + value.source())
                .findFirst()
                .orElse("the secret that is configured");
        ConnectionTrial.run(
                registry, network, new ConnectionTrial.Secret(credentials, credentials.isEmpty() ? "" : where), told);
    }

    /** The npm configuration that counts for a project; never asks the network. */
    public ConfigurationOverview configuration(Path project) {
        NpmConfig config = config(project);
        List<Path> files = config.values().stream()
                .filter(value -> value.layer().isFile())
                .sorted(Comparator.comparing(ConfigValue::layer))
                .map(value -> Path.of(value.source()))
                .distinct()
                .toList();
        return new ConfigurationOverview(config.defaultRegistry(), files, config.warnings());
    }

    /** What configuration files and NODE_ENV leave out, unless the settings given by hand say otherwise. */
    private static Set<DependencyKind> omitted(NpmConfig config) {
        return config.omit().stream()
                .flatMap(word -> switch (word) {
                    case "dev" -> Stream.of(DependencyKind.DEV);
                    case "optional" -> Stream.of(DependencyKind.OPTIONAL);
                    case "peer" -> Stream.of(DependencyKind.PEER);
                    default -> Stream.empty();
                })
                .collect(Collectors.toSet());
    }

    /** npm's settings as they stand for a project, each with where it comes from. */
    public NpmConfig config(Path project) {
        return NpmConfig.load(environment, project, settings);
    }

    @Override
    public void close() {}
}
