package dev.dx.engine.install;

import dev.dx.engine.DxException;
import dev.dx.engine.Environment;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.InstallEvent;
import dev.dx.engine.InstallEvent.Stage;
import dev.dx.engine.PackageId;
import dev.dx.engine.link.ProjectTransaction;
import dev.dx.engine.npm.config.NpmConfig;
import dev.dx.engine.npm.json.JsonStyle;
import dev.dx.engine.npm.lock.LockMerge;
import dev.dx.engine.npm.lock.LockWriter;
import dev.dx.engine.npm.lock.PackageLock;
import dev.dx.engine.npm.resolve.LocalFolders;
import dev.dx.engine.npm.resolve.LookAhead;
import dev.dx.engine.npm.resolve.NpmSpecs;
import dev.dx.engine.npm.resolve.Pins;
import dev.dx.engine.npm.resolve.Provisions;
import dev.dx.engine.npm.resolve.ResolveListener;
import dev.dx.engine.npm.resolve.ResolveRules;
import dev.dx.engine.npm.resolve.Resolver;
import dev.dx.engine.npm.resolve.VersionChoice;
import dev.dx.engine.npm.tree.Edge;
import dev.dx.engine.npm.tree.TreeNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One install, from reading the project to committing its new state. Everything before the commit happens beside the
 * project; whatever goes wrong there leaves it as it was.
 */
final class Installer {
    private static final String LOCK_REMEDY = "Run dx install and commit the package-lock.json it writes.";

    /** What npm runs of a project's own scripts on an install. */
    private static final List<String> PROJECT_SCRIPTS =
            List.of("preinstall", "install", "postinstall", "prepublish", "preprepare", "prepare", "postprepare");

    private final InstallRequest request;
    private final NpmConfig config;
    private final Environment environment;
    private final PackageSupply supply;
    private final InstallLog log;
    private final Path modules;
    private final Instant started = Instant.now();

    Installer(
            InstallRequest request,
            NpmConfig config,
            Environment environment,
            PackageSupply supply,
            Consumer<InstallEvent> events) {
        this.request = request;
        this.config = config;
        this.environment = environment;
        this.supply = supply;
        this.log = new InstallLog(events);
        this.modules = request.project().resolve("node_modules");
    }

    /** What was read before anything is done: the manifest and the lock, and what the lock stood in. */
    private record Inputs(
            ProjectManifest manifest,
            @Nullable String lockText,
            @Nullable PackageLock lock) {}

    InstallReport run() {
        log.stage(Stage.READ);
        InstallReport nothingToDo = reportIfCurrent();
        if (nothingToDo != null) {
            return nothingToDo;
        }
        try (ProjectTransaction transaction = ProjectTransaction.begin(request.project(), log)) {
            return run(transaction, readInputs());
        }
    }

    private @Nullable InstallReport reportIfCurrent() {
        if (!(request.change() instanceof Change.Sync)) {
            return null;
        }
        ProjectTransaction.recover(request.project());
        InstalledState state = InstalledState.read(modules);
        if (state == null) {
            return null;
        }
        Inputs inputs = readTexts();
        String manifestText = inputs.manifest().text();
        if (manifestText == null || inputs.lockText() == null) {
            return null;
        }
        Workspace workspace = Workspace.of(request.project(), inputs.manifest());
        InstalledState current = InstalledState.of(
                workspace.wishes(manifestText, state.folders()),
                inputs.lockText(),
                request.omit(),
                environment.platform(),
                state.entries(),
                state.folders(),
                state.elsewhere());
        if (!current.equals(state) || !state.stands(request.project(), modules)) {
            return null;
        }
        return new InstallReport(
                packagesIn(modules), List.of(), 0, 0, 0, 0, 0, Duration.between(started, Instant.now()), List.of());
    }

    private static int packagesIn(Path modules) {
        PackageLock installed = ProjectFiles.readHiddenLock(modules);
        return installed == null
                ? 0
                : (int) installed.packages().keySet().stream()
                        .filter(location -> !PackageLock.isFolder(location))
                        .count();
    }

    private Inputs readTexts() {
        ProjectManifest manifest = request.change() instanceof Change.Add
                ? orEmpty(ProjectManifest.readIfPresent(request.project()))
                : ProjectManifest.read(request.project());
        return new Inputs(manifest, ProjectFiles.readLockText(lockFile()), null);
    }

    private static ProjectManifest orEmpty(@Nullable ProjectManifest manifest) {
        return manifest == null ? ProjectManifest.empty() : manifest;
    }

    private Inputs readInputs() {
        Inputs texts = readTexts();
        if (request.change() instanceof Change.Import) {
            return texts;
        }
        ProjectFiles.refuseForeignLocks(request.project());
        String lockText = texts.lockText();
        PackageLock lock = lockText == null ? null : parse(lockText);
        if (lock == null && request.lock() == InstallRequest.LockPolicy.FROZEN) {
            throw new DxException(
                    ErrorCode.DX_LOCK_OUT_OF_DATE,
                    request.project() + ": has no package-lock.json",
                    "Run dx install once and commit the package-lock.json it writes.");
        }
        return new Inputs(texts.manifest(), lockText, lock);
    }

    private PackageLock parse(String lockText) {
        if (!LockMerge.isConflicted(lockText)) {
            return PackageLock.parse(lockName(), lockText);
        }
        if (request.lock() == InstallRequest.LockPolicy.FROZEN) {
            throw new DxException(
                    ErrorCode.DX_LOCK_OUT_OF_DATE, lockName() + ": holds git conflict markers", "Run dx install.");
        }
        LockMerge merge = LockMerge.of(lockName(), lockText);
        log.warning(lockName() + " held git conflict markers: both sides were merged"
                + (merge.disagreeing().isEmpty()
                        ? ""
                        : ", and these are chosen anew: " + String.join(", ", merge.disagreeing())));
        return merge.lock();
    }

    /** A lock of version 1 lacks manifests; every other is complete. */
    private @Nullable PackageLock complete(@Nullable PackageLock lock, ResolveRules rules) {
        if (lock == null || lock.version() != 1) {
            return lock;
        }
        log.warning(lockName() + " is of an old version of npm: what it lacks is asked of the registry");
        try (LookAhead lookAhead = new LookAhead(supply, rules)) {
            return OldLockCompletion.complete(lock, lookAhead);
        }
    }

    private InstallReport run(ProjectTransaction transaction, Inputs inputs) {
        ManifestChange change = ManifestChange.of(inputs.manifest(), request.change());
        LockPins taken = request.change() instanceof Change.Import from
                ? new LockPins(ProjectFiles.readForeignLock(request.project(), from.lockFile()))
                : null;
        Workspace workspace = Workspace.of(request.project(), change.wished());
        LocalFolders folders = new LocalFolders(request.project());
        ResolveRules rules = rules(workspace);
        PackageLock base = inputs.lock() != null || taken != null
                ? complete(inputs.lock(), rules)
                : ProjectFiles.readHiddenLock(modules);
        TreeNode project = TreeNode.project(change.wished().manifest(), workspace.members(), rules.specs());
        if (base != null) {
            base.toTree(project, folders::manifestOf, rules.specs());
        }
        if (inputs.lock() == null) {
            // A lock says where its members were; without one npm begins with what stands on the disk, members
            // included.
            workspace.members().values().forEach(path -> project.addMember(path, folders.manifestOf(path)));
        }

        refuseIfWishesDiffer(project);
        try (PackageFetches fetches = new PackageFetches(supply.fetcher(log), config.maxSockets())) {
            resolve(
                    project,
                    change.names(),
                    base == null ? Resolver.Unneeded.MARKED : Resolver.Unneeded.REMOVED,
                    rules,
                    folders,
                    taken,
                    fetches);
            ProjectManifest settled = change.settled(project, config);
            String manifestText = settled.fileText();
            String lockText = lockText(project, settled, inputs);
            refuseIfFrozen(inputs, lockText);
            if (request.lock() == InstallRequest.LockPolicy.FROZEN && inputs.lockText() != null) {
                lockText = inputs.lockText();
            }
            if (taken != null) {
                return writeImported(transaction, inputs, project, taken, lockText);
            }

            TreePlan plan = TreePlan.of(project, request.omit(), environment.platform());
            // What was chosen early is on its way or there already; it counts among what had to be fetched.
            log.planned(plan.nodes().size(), supply.countMissing(plan.nodes()) + log.fetchedPackages());
            log.stage(Stage.FETCH);
            plan.nodes().forEach(fetches::start);
            TreePlan.Filled filled = plan.fill(fetches, log);

            DxException.checkCancelled();
            String hiddenLock =
                    LockWriter.hiddenLock(project, settled.manifest(), folderName(), addresses(), filled::contains);
            PackageLock before = ProjectFiles.readHiddenLock(modules);
            TreePlan.Difference difference = filled.differenceTo(before);
            Set<String> entries = filled.topEntries("");
            boolean treeStands = difference.isEmpty()
                    && before != null
                    && stands(entries)
                    && stands(filled.entriesElsewhere(), request.project());
            basedOn(transaction, ProjectManifest.FILE_NAME, inputs.manifest().text());
            basedOn(transaction, lockName(), inputs.lockText());
            transaction.stageFile(ProjectManifest.FILE_NAME, bytes(manifestText));
            transaction.stageFile(lockName(), bytes(lockText));
            InstalledState state = InstalledState.of(
                    workspace.wishes(manifestText, filled.folderPaths()),
                    lockText,
                    request.omit(),
                    environment.platform(),
                    entries,
                    filled.folderPaths(),
                    filled.entriesElsewhere());
            if (!treeStands && !(filled.isEmpty() && before == null)) {
                log.stage(Stage.LINK);
                Path target = transaction.linkedModules();
                if (target != null) {
                    log.warning("node_modules was a link to " + target
                            + "; it becomes a folder of its own, and what it linked to stays as it is");
                }
                Path staged = transaction.stagingModules();
                filled.write(request.project(), "", staged, environment.platform(), log);
                ProjectFiles.write(staged.resolve(PackageLock.HIDDEN_FILE_NAME), hiddenLock);
                state.write(staged);
                transaction.carryOver(new ForeignEntries(modules, "", before));
            }
            if (!treeStands) {
                installMembers(filled, before);
            }
            log.stage(Stage.COMMIT);
            transaction.commit();
            if (treeStands) {
                state.write(modules);
            }
            filled.warnAbout(before, log);
            warnAboutScripts(settled);
            return report(project, change, filled, difference);
        }
    }

    /** Leaves everything but the lock as it is. */
    private InstallReport writeImported(
            ProjectTransaction transaction, Inputs inputs, TreeNode project, LockPins taken, String lockText) {
        basedOn(transaction, ProjectManifest.FILE_NAME, inputs.manifest().text());
        transaction.stageFile(PackageLock.FILE_NAME, bytes(lockText));
        log.stage(Stage.COMMIT);
        transaction.commit();
        taken.differences(project).forEach(log::warning);
        int packages = (int) project.everyNode().stream()
                .filter(node -> !node.isTop() && !node.version().isEmpty())
                .count();
        return new InstallReport(
                packages, List.of(), 0, 0, 0, 0, 0, Duration.between(started, Instant.now()), log.warnings());
    }

    private String lockName() {
        return ProjectFiles.lockName(request.project());
    }

    private Path lockFile() {
        return request.project().resolve(lockName());
    }

    /**
     * The node_modules of members, each in one step. Should one fail or the process end between two of them, the project's
     * own node_modules says no more that it is up to date, and the next install completes what is missing.
     */
    private void installMembers(TreePlan.Filled filled, @Nullable PackageLock before) {
        Set<String> homes = new TreeSet<>(filled.homes());
        if (before != null) {
            for (String location : before.packages().keySet()) {
                int at = location.indexOf("/node_modules/");
                if (!location.startsWith("node_modules/") && at > 0) {
                    homes.add(location.substring(0, at));
                }
            }
        }
        if (!homes.isEmpty()) {
            InstalledState.forget(modules);
        }
        for (String home : homes) {
            Path folder = request.project().resolve(home);
            if (!Files.isDirectory(folder)) {
                continue;
            }
            try (ProjectTransaction transaction = ProjectTransaction.begin(folder, log)) {
                Path staged = transaction.stagingModules();
                filled.write(request.project(), home, staged, environment.platform(), log);
                transaction.carryOver(new ForeignEntries(folder.resolve("node_modules"), home, before));
                transaction.commit();
            }
        }
    }

    private static boolean stands(Set<String> paths, Path project) {
        return paths.stream().allMatch(path -> Files.exists(project.resolve(path), LinkOption.NOFOLLOW_LINKS));
    }

    private boolean stands(Set<String> entries) {
        return Files.isDirectory(modules, LinkOption.NOFOLLOW_LINKS)
                && InstalledState.entriesOf(modules).containsAll(entries);
    }

    private void resolve(
            TreeNode project,
            Set<String> named,
            Resolver.Unneeded unneeded,
            ResolveRules rules,
            LocalFolders folders,
            @Nullable LockPins taken,
            PackageFetches fetches) {
        log.stage(Stage.RESOLVE);
        ResolveListener listener = new ResolveListener() {
            @Override
            public void placed(TreeNode node, int resolved, int pending) {
                log.resolved(PackageFetches.idOf(node), resolved, pending);
                if (taken == null && TreePlan.fits(node, environment.platform()) && node.integrity() != null) {
                    fetches.start(node);
                }
            }

            @Override
            public void note(String text) {
                log.note(text);
            }

            @Override
            public void warning(String text) {
                log.warning(text);
            }
        };
        try (LookAhead lookAhead = new LookAhead(supply, rules)) {
            Pins pins = taken == null ? Pins.NONE : taken;
            Provisions provisions =
                    new Provisions(lookAhead, supply.directSource(log), supply.bundledPackages(log), pins, folders);
            new Resolver(rules, named, provisions, listener).resolve(project, unneeded);
        }
    }

    private ResolveRules rules(Workspace workspace) {
        NodeRuntime node = NodeRuntime.find(environment);
        NpmSpecs specs = new NpmSpecs(
                config.legacyPeerDeps() ? NpmSpecs.Peers.IGNORED : NpmSpecs.Peers.INSTALLED, workspace.layout());
        VersionChoice choice = new VersionChoice(
                config.tag(),
                supply.cutoff(),
                Set.copyOf(config.list("min-release-age-exclude")),
                node == null ? null : node.version());
        return new ResolveRules(specs, choice, environment.platform(), config.strictPeerDeps(), config.engineStrict());
    }

    private String lockText(TreeNode project, ProjectManifest settled, Inputs inputs) {
        PackageLock lock = inputs.lock();
        JsonStyle own = settled.style().equals(JsonStyle.COMPACT) ? JsonStyle.NPM : settled.style();
        JsonStyle style = lock == null ? own : lock.style();
        return LockWriter.projectLock(project, settled.manifest(), folderName(), addresses(), style, lockVersion(lock));
    }

    /** As {@code lockfile-version} asks; else as it was, where version 1 becomes 3. */
    private int lockVersion(@Nullable PackageLock lock) {
        String asked = config.get("lockfile-version");
        if (asked != null && asked.matches("[123]")) {
            return Integer.parseInt(asked);
        }
        return lock == null || lock.version() == 1 ? 3 : lock.version();
    }

    private LockWriter.Addresses addresses() {
        return config.omitLockfileRegistryResolved() ? LockWriter.Addresses.OMITTED : LockWriter.Addresses.WRITTEN;
    }

    private String folderName() {
        Path name = request.project().getFileName();
        return name == null ? "" : name.toString();
    }

    /** A lock that lacks what the manifest asks for is out of date, whatever the registry would offer. */
    private void refuseIfWishesDiffer(TreeNode project) {
        if (request.lock() != InstallRequest.LockPolicy.FROZEN) {
            return;
        }
        List<Edge> wishes = new ArrayList<>(project.edgesOut());
        project.everyNode().stream()
                .filter(node -> node.isFolder() && node.isWithin(project))
                .forEach(folder -> wishes.addAll(folder.edgesOut()));
        for (Edge edge : wishes) {
            TreeNode answer = edge.to();
            if (!edge.isValid()) {
                throw new DxException(
                        ErrorCode.DX_LOCK_OUT_OF_DATE,
                        "package-lock.json does not fit package.json: " + edge.name() + "@" + edge.spec()
                                + " is wanted, " + (answer == null ? "none" : answer.version()) + " is locked",
                        LOCK_REMEDY);
            }
        }
    }

    private void refuseIfFrozen(Inputs inputs, String lockText) {
        PackageLock lock = inputs.lock();
        if (request.lock() != InstallRequest.LockPolicy.FROZEN || lock == null) {
            return;
        }
        PackageLock wanted = PackageLock.parse(PackageLock.FILE_NAME, lockText);
        List<String> differing = new ArrayList<>();
        // What the lock holds beyond that is in nobody's way; npm ci passes over it as well.
        for (String location : wanted.packages().keySet()) {
            String now = versionAt(lock, location);
            String then = versionAt(wanted, location);
            if (!now.equals(then)) {
                differing.add(location + " is " + now + " and would be " + then);
            }
        }
        if (!differing.isEmpty()) {
            throw new DxException(
                    ErrorCode.DX_LOCK_OUT_OF_DATE,
                    "package-lock.json does not fit package.json: " + differing.getFirst()
                            + (differing.size() > 1 ? ", and " + (differing.size() - 1) + " more" : ""),
                    LOCK_REMEDY);
        }
    }

    private static String versionAt(PackageLock lock, String location) {
        dev.dx.engine.npm.json.JsonObject entry = lock.packages().get(location);
        if (entry == null) {
            return "absent";
        }
        String version = entry.string("version");
        String link = entry.string("resolved");
        return version != null ? version : link != null && entry.isTruthy("link") ? link : "there";
    }

    private void warnAboutScripts(ProjectManifest manifest) {
        Set<String> present = manifest.json().strings("scripts").keySet();
        List<String> passedOver =
                PROJECT_SCRIPTS.stream().filter(present::contains).toList();
        if (!passedOver.isEmpty() && !config.ignoreScripts()) {
            log.warning("scripts of the project are not run: " + String.join(", ", passedOver)
                    + " (npm run NAME runs them)");
        }
    }

    private InstallReport report(
            TreeNode project, ManifestChange change, TreePlan.Filled filled, TreePlan.Difference difference) {
        List<PackageId> direct = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>(change.names());
        project.edgesOut().forEach(edge -> names.add(edge.name()));
        for (String name : names) {
            Edge edge = project.edgeOut(name);
            TreeNode node = edge == null ? null : edge.to();
            if (node != null && filled.contains(node)) {
                direct.add(new PackageId(node.name(), node.version().isEmpty() ? "0.0.0" : node.version()));
            }
        }
        return new InstallReport(
                filled.size(),
                direct,
                difference.added(),
                difference.removed(),
                difference.changed(),
                log.fetchedPackages(),
                log.fetchedBytes(),
                Duration.between(started, Instant.now()),
                log.warnings());
    }

    private static void basedOn(ProjectTransaction transaction, String name, @Nullable String text) {
        if (text != null) {
            transaction.basedOn(name, bytes(text));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
