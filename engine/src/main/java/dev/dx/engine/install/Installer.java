package dev.dx.engine.install;

import dev.dx.engine.DxException;
import dev.dx.engine.Environment;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.InstallEvent;
import dev.dx.engine.InstallEvent.Stage;
import dev.dx.engine.install.change.Change;
import dev.dx.engine.install.change.FrozenLock;
import dev.dx.engine.install.change.InstallReport;
import dev.dx.engine.install.change.InstallRequest;
import dev.dx.engine.install.change.LatestRanges;
import dev.dx.engine.install.change.LockMemory;
import dev.dx.engine.install.change.LockPins;
import dev.dx.engine.install.change.LockTexts;
import dev.dx.engine.install.change.ManifestChange;
import dev.dx.engine.install.change.ManifestEdits;
import dev.dx.engine.install.change.OldLockCompletion;
import dev.dx.engine.install.change.SpecNaming;
import dev.dx.engine.install.project.LinkedPackages;
import dev.dx.engine.install.project.ProjectFiles;
import dev.dx.engine.install.project.ProjectManifest;
import dev.dx.engine.install.project.Workspace;
import dev.dx.engine.install.script.ScriptHost;
import dev.dx.engine.install.supply.InstallLog;
import dev.dx.engine.install.supply.PackageFetches;
import dev.dx.engine.install.supply.PackageSupply;
import dev.dx.engine.install.tree.TreePlan;
import dev.dx.engine.link.ProjectTransaction;
import dev.dx.engine.lock.BinaryLockFormat;
import dev.dx.engine.npm.PackageManifest;
import dev.dx.engine.npm.config.NpmConfig;
import dev.dx.engine.npm.lock.LockMerge;
import dev.dx.engine.npm.lock.PackageLock;
import dev.dx.engine.npm.resolve.DevEngines;
import dev.dx.engine.npm.resolve.LocalFolders;
import dev.dx.engine.npm.resolve.LookAhead;
import dev.dx.engine.npm.resolve.NearestFix;
import dev.dx.engine.npm.resolve.Pins;
import dev.dx.engine.npm.resolve.Provisions;
import dev.dx.engine.npm.resolve.Requests;
import dev.dx.engine.npm.resolve.ResolveListener;
import dev.dx.engine.npm.resolve.ResolveRules;
import dev.dx.engine.npm.resolve.Resolver;
import dev.dx.engine.npm.spec.PackageSpec;
import dev.dx.engine.npm.tree.TreeNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One install, from reading the project to committing its new state. Everything before the commit happens beside the
 * project; whatever goes wrong there leaves it as it was.
 */
final class Installer {
    private final InstallRequest request;
    private final NpmConfig config;
    private final Environment environment;
    private final PackageSupply supply;
    private final ScriptHost host;
    private final InstallLog log;
    private final Path modules;
    private final HandMadeLinks handMade;
    private final Instant started = Instant.now();
    /** The lock as it was staged last. */
    private String stagedLock = "";
    /** The lock as it was read, where the project keeps it so. */
    private byte @Nullable [] binaryLock;

    Installer(
            InstallRequest request,
            NpmConfig config,
            Environment environment,
            PackageSupply supply,
            ScriptHost host,
            Consumer<InstallEvent> events) {
        this.request = request;
        this.config = config;
        this.environment = environment;
        this.supply = supply;
        this.host = host;
        this.log = new InstallLog(events);
        this.modules = request.project().resolve("node_modules");
        this.handMade = new HandMadeLinks(request, config);
    }

    /** What was read before anything is done: the manifest and the lock, and what the lock stood in. */
    private record Inputs(
            ProjectManifest manifest,
            @Nullable String lockText,
            @Nullable PackageLock lock) {}

    InstallReport run() {
        log.stage(Stage.READ);
        boolean makesAll = usesLock() && !config.packageLockOnly() && !config.dryRun();
        UpToDateCheck check = new UpToDateCheck(request, config, environment, supply, log, treeInstall(), handMade);
        InstallReport done = makesAll ? check.report(started) : null;
        if (done != null) {
            return done;
        }
        InstallReport report;
        try (ProjectTransaction transaction = ProjectTransaction.begin(request.project(), log)) {
            report = run(transaction, readInputs());
        }
        if (makesAll) {
            check.noteLock();
        }
        return report;
    }

    private Inputs readTexts() {
        ProjectManifest manifest = request.change() instanceof Change.Add
                ? orEmpty(ProjectManifest.readIfPresent(request.project()))
                : ProjectManifest.read(request.project());
        manifest.refuseSenselessWishes();
        if (usesLock() && lockName().equals(BinaryLockFormat.FILE_NAME)) {
            binaryLock = ProjectFiles.readLock(lockFile());
        }
        return new Inputs(manifest, usesLock() ? ProjectFiles.readLockText(lockFile()) : null, null);
    }

    /** Whether a lock is read and written at all; without one, what is installed counts. */
    private boolean usesLock() {
        return config.packageLock() || request.lock() == InstallRequest.LockPolicy.FROZEN;
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
    private @Nullable PackageLock complete(@Nullable PackageLock lock, LookAhead lookAhead) {
        if (lock == null || lock.version() != 1) {
            return lock;
        }
        log.warning(lockName() + " is of an old version of npm: what it lacks is asked of the registry");
        return OldLockCompletion.complete(lock, lookAhead);
    }

    private InstallReport run(ProjectTransaction transaction, Inputs inputs) {
        LockPins taken = request.change() instanceof Change.Import from
                ? new LockPins(ProjectFiles.readForeignLock(request.project(), from.lockFile()))
                : null;
        Workspace workspace = Workspace.of(request.project(), inputs.manifest());
        Set<String> chosen = workspace.chosen(request.members());
        InstallRules settings = new InstallRules(request, config, environment, supply.cutoff());
        ResolveRules rules = settings.of(workspace);
        DevEngines.check(inputs.manifest().manifest(), environment.platform(), rules, log::warning);
        try (LookAhead lookAhead = new LookAhead(supply, rules);
                PackageFetches fetches = new PackageFetches(supply.fetcher(log), config.maxSockets())) {
            SpecNaming sources = new SpecNaming(
                    supply.directSource(log), TreeNode.project(inputs.manifest().manifest(), rules.specs()));
            ManifestEdits edits = edits(inputs, workspace, chosen, rules, lookAhead, sources);
            warnAboutAbsent(edits);
            LocalFolders folders = new LocalFolders(request.project(), edits.wishedInMembers());
            PackageLock base = base(inputs, taken != null, lookAhead);
            LockRecall recall =
                    base == null && chosen.isEmpty() ? recall(inputs, workspace, rules) : LockRecall.nothing();
            LockMemory.Answer known = recall.known();
            if (known != null && config.packageLockOnly() && !config.dryRun()) {
                stage(
                        transaction,
                        inputs,
                        edits.settle(TreeNode.project(edits.root().manifest(), rules.specs()), config),
                        known.lock());
                return commitWithoutModules(transaction, known.packages());
            }
            boolean anew = inputs.lock() == null && !request.change().choosesAllAnew();
            Resolver.Unneeded unneeded = base == null ? Resolver.Unneeded.MARKED : Resolver.Unneeded.REMOVED;
            TreeStart start = known == null
                    ? new TreeStart(workspace, rules, base, anew, unneeded)
                    : new TreeStart(workspace, rules, recall.lock(lockName()), false, unneeded);
            TreeNode project = start.tree(edits.root().manifest(), folders);
            if (request.lock() == InstallRequest.LockPolicy.FROZEN) {
                FrozenLock.refuseIfWishesDiffer(project);
            }
            Provisions provisions = new Provisions(
                    lookAhead, sources, supply.bundledPackages(log), taken == null ? Pins.NONE : taken, folders);
            log.stage(Stage.RESOLVE);
            Resolver resolver =
                    new Resolver(rules, requests(edits, chosen, project, folders), provisions, listener(fetches));
            if (base == null && known == null && taken == null && !config.packageLockOnly()) {
                supply.foresee(wishes(edits), settings.machine(rules));
            }
            try {
                resolver.resolve(project, start.unneeded());
            } catch (DxException conflict) {
                InstallTrial trial = new InstallTrial(
                        request, edits, start, provisions, (tree, local) -> requests(edits, chosen, tree, local));
                throw new NearestFix(lookAhead, rules, trial).advise(conflict);
            }
            ManifestEdits.Settled settled = edits.settle(project, config);
            String lockText = new LockTexts(request, config).projectLock(project, settled, inputs.lock());
            PackageLock lock = inputs.lock();
            if (request.lock() == InstallRequest.LockPolicy.FROZEN && lock != null) {
                FrozenLock.refuseIfDifferent(lock, lockText);
                lockText = inputs.lockText() == null ? lockText : inputs.lockText();
            }
            TreeNode placed = project;
            LinkedPackages links =
                    config.packageLockOnly() || taken != null ? LinkedPackages.NONE : handMade.after(edits);
            if (!links.isEmpty()) {
                placed = handMade.tree(
                        links,
                        project,
                        settled,
                        new HandMadeLinks.Resolution(
                                workspace, rules, provisions, folders, sources, listener(fetches)));
            }
            if (config.dryRun()) {
                log.warning("dry-run is set: nothing was written");
                return new InstallPreview(request, environment)
                        .of(placed, Duration.between(started, Instant.now()), log.warnings());
            }
            if (taken != null) {
                stage(transaction, inputs, settled, lockText);
                taken.differences(project).forEach(log::warning);
                return commitWithoutModules(transaction, project);
            }
            List<String> said = log.warnings();
            if (config.packageLockOnly()) {
                stage(transaction, inputs, settled, lockText);
                InstallReport report = commitWithoutModules(transaction, project);
                recall.remember(resolver, lookAhead.needed(), supply, lockText, report.packages(), said);
                return report;
            }
            InstallReport report = treeInstall()
                    .run(
                            transaction,
                            new TreeInstall.Resolved(
                                    workspace,
                                    chosen,
                                    edits,
                                    placed,
                                    settled,
                                    lockText,
                                    inputs.lock(),
                                    inputs.lockText(),
                                    links),
                            fetches,
                            (manifests, text) -> stage(transaction, inputs, manifests, text));
            recall.remember(resolver, lookAhead.needed(), supply, stagedLock, report.packages(), said);
            return report;
        }
    }

    private TreeInstall treeInstall() {
        return new TreeInstall(request, config, environment, supply, host, log, started);
    }

    private LockRecall recall(Inputs inputs, Workspace workspace, ResolveRules rules) {
        String manifest = inputs.manifest().text();
        if (!(request.change() instanceof Change.Sync) || inputs.lock() != null || !usesLock() || manifest == null) {
            return LockRecall.nothing();
        }
        LockRecall recall = LockRecall.of(request, config, environment, rules, workspace, manifest, supply);
        LockMemory.Answer known = recall.known();
        if (known != null) {
            LockRecall.tell(known, log);
        }
        return recall;
    }

    /** Stages the manifests and the lock, as far as they are to be written; answers whether all were. */
    private boolean stage(
            ProjectTransaction transaction, Inputs inputs, ManifestEdits.Settled settled, String lockText) {
        stagedLock = lockText;
        settled.before().forEach((file, text) -> basedOn(transaction, file, text));
        boolean updates = request.change() instanceof Change.Update || request.change() instanceof Change.Dedupe;
        boolean links = request.change() instanceof Change.Link;
        boolean saves = !links && (updates || config.save());
        if (saves) {
            settled.texts().forEach((file, text) -> {
                if (!text.equals(settled.before().get(file)) && !file.equals(ProjectManifest.FILE_NAME)) {
                    transaction.stageFile(file, bytes(text));
                }
            });
            transaction.stageFile(
                    ProjectManifest.FILE_NAME, bytes(settled.texts().getOrDefault(ProjectManifest.FILE_NAME, "")));
        }
        if (usesLock()) {
            byte[] binary = binaryLock;
            if (binary == null) {
                basedOn(transaction, lockName(), inputs.lockText());
            } else {
                transaction.basedOn(lockName(), binary);
            }
            if (saves) {
                transaction.stageFile(lockName(), ProjectFiles.lockBytes(lockName(), lockText));
            }
        }
        boolean same = links && settled.texts().equals(settled.before()) && lockText.equals(inputs.lockText());
        return usesLock() && (saves || same);
    }

    private InstallReport commitWithoutModules(ProjectTransaction transaction, TreeNode project) {
        return commitWithoutModules(transaction, (int) project.everyNode().stream()
                .filter(node -> !node.isTop() && !node.version().isEmpty())
                .count());
    }

    private InstallReport commitWithoutModules(ProjectTransaction transaction, int packages) {
        log.stage(Stage.COMMIT);
        transaction.commit();
        return new InstallReport(
                packages, List.of(), 0, 0, 0, 0, 0, Duration.between(started, Instant.now()), log.warnings());
    }

    /** Names alone can be updated; a range is package.json's to say. */
    private static void refuseRanges(Change.Update update) {
        for (String name : update.names()) {
            if (PackageSpec.parse(name).name() == null
                    || !PackageSpec.parse(name).requireName().value().equals(name)) {
                throw new DxException(
                        ErrorCode.DX_USAGE,
                        name + ": only names of packages can be updated",
                        "dx add " + name + " asks for another version; dx update takes names alone.");
            }
        }
    }

    private ManifestEdits edits(
            Inputs inputs,
            Workspace workspace,
            Set<String> chosen,
            ResolveRules rules,
            LookAhead lookAhead,
            SpecNaming naming) {
        Set<String> targets = new LinkedHashSet<>(chosen.isEmpty() ? Set.of("") : chosen);
        if (request.change() instanceof Change.Update update) {
            refuseRanges(update);
        }
        if (request.change() instanceof Change.Update update && update.reach() == Change.Reach.LATEST) {
            if (!config.save()) {
                throw new DxException(
                        ErrorCode.DX_USAGE,
                        "--latest with --no-save: what is latest has to be asked for in package.json",
                        "Leave out the one or the other.");
            }
            LatestRanges latest = new LatestRanges(lookAhead, rules.choice(), config);
            Set<String> names = Set.copyOf(update.names());
            return ManifestEdits.of(
                    request.project(),
                    inputs.manifest(),
                    targets,
                    (folder, manifest) ->
                            ManifestChange.raised(folder, manifest, latest.raised(manifest, names), update));
        }
        if (request.change() instanceof Change.Update && config.get("save") != null && config.save()) {
            // npm's update is for everybody, whoever is chosen.
            targets.add("");
            targets.addAll(workspace.members().values());
        }
        return ManifestEdits.of(request.project(), inputs.manifest(), targets, (folder, manifest) -> {
            ManifestChange change = ManifestChange.of(folder, manifest, request.change(), request.project(), naming);
            return config.flag("save-bundle", false) ? change.bundling() : change;
        });
    }

    private void warnAboutAbsent(ManifestEdits edits) {
        Set<String> links = handMade.among(edits.absent());
        for (String name : edits.absent()) {
            if (links.contains(name)) {
                continue;
            }
            log.warning(name + " was not a dependency: there is nothing to remove");
        }
    }

    /** What the tree starts from: the lock, or what is installed; null for nothing, where all is chosen anew. */
    private @Nullable PackageLock base(Inputs inputs, boolean importing, LookAhead lookAhead) {
        if (request.change().choosesAllAnew()) {
            return null;
        }
        return inputs.lock() != null || importing
                ? complete(inputs.lock(), lookAhead)
                : handMade.without(ProjectFiles.readHiddenLock(modules));
    }

    private Requests requests(ManifestEdits edits, Set<String> chosen, TreeNode project, LocalFolders folders) {
        Map<String, Set<String>> named = new HashMap<>();
        edits.named().forEach((folder, names) -> {
            if (chosen.contains(folder) || folder.isEmpty()) {
                named.put(folder, names);
            }
        });
        boolean anew = request.change() instanceof Change.Update update
                && update.names().isEmpty();
        if (!anew) {
            for (String folder : chosen) {
                if (!folder.isEmpty()) {
                    project.addMember(folder, folders.manifestOf(folder));
                    named.putIfAbsent(folder, Set.of());
                }
            }
        }
        return new Requests(named, updating(project));
    }

    private Set<String> updating(TreeNode project) {
        return switch (request.change()) {
            case Change.Update update -> Set.copyOf(update.names());
            case Change.Dedupe _ -> {
                Set<String> once = new HashSet<>();
                yield project.everyNode().stream()
                        .map(TreeNode::name)
                        .filter(name -> !name.isEmpty() && !once.add(name))
                        .collect(Collectors.toSet());
            }
            case Change.Sync _,
                    Change.Import _,
                    Change.Add _,
                    Change.Remove _,
                    Change.Prune _,
                    Change.Approve _,
                    Change.Rebuild _,
                    Change.Link _ -> Set.of();
        };
    }

    private String lockName() {
        return ProjectFiles.lockName(request.project());
    }

    private Path lockFile() {
        return request.project().resolve(lockName());
    }

    private ResolveListener listener(PackageFetches fetches) {
        boolean fetchesEarly = !(request.change() instanceof Change.Import) && !config.packageLockOnly();
        return new ResolveListener() {
            @Override
            public void placed(TreeNode node, int resolved, int pending) {
                log.resolved(PackageFetches.idOf(node), resolved, pending);
                if (fetchesEarly && TreePlan.fits(node, environment.platform()) && node.integrity() != null) {
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
    }

    /** What the project and its members ask for directly. */
    private static Map<String, String> wishes(ManifestEdits edits) {
        Map<String, String> wishes = new LinkedHashMap<>();
        List<PackageManifest> manifests =
                new ArrayList<>(edits.wishedInMembers().values());
        manifests.addFirst(edits.root().manifest());
        for (PackageManifest manifest : manifests) {
            manifest.dependencies().forEach(wishes::putIfAbsent);
            manifest.optionalDependencies().forEach(wishes::putIfAbsent);
            manifest.devDependencies().forEach(wishes::putIfAbsent);
        }
        return wishes;
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
