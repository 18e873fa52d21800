package dev.dx.engine.install;

import dev.dx.engine.DxException;
import dev.dx.engine.Environment;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.InstallEvent.Stage;
import dev.dx.engine.PackageId;
import dev.dx.engine.install.change.Change;
import dev.dx.engine.install.change.InstallReport;
import dev.dx.engine.install.change.InstallRequest;
import dev.dx.engine.install.change.LockTexts;
import dev.dx.engine.install.change.ManifestEdits;
import dev.dx.engine.install.project.ForeignEntries;
import dev.dx.engine.install.project.InstalledState;
import dev.dx.engine.install.project.LinkedPackages;
import dev.dx.engine.install.project.ModulesMode;
import dev.dx.engine.install.project.ProjectFiles;
import dev.dx.engine.install.project.ProjectManifest;
import dev.dx.engine.install.project.Workspace;
import dev.dx.engine.install.script.ScriptApprovals;
import dev.dx.engine.install.script.ScriptHost;
import dev.dx.engine.install.script.ScriptVerdict;
import dev.dx.engine.install.script.ScriptedPackage;
import dev.dx.engine.install.supply.InstallLog;
import dev.dx.engine.install.supply.PackageFetches;
import dev.dx.engine.install.supply.PackageSupply;
import dev.dx.engine.install.tree.EditedPackages;
import dev.dx.engine.install.tree.FileLinking;
import dev.dx.engine.install.tree.FilledTree;
import dev.dx.engine.install.tree.PlacedPackages;
import dev.dx.engine.install.tree.SharedLayouts;
import dev.dx.engine.install.tree.SharedTree;
import dev.dx.engine.install.tree.StandingTree;
import dev.dx.engine.install.tree.TreeFiles;
import dev.dx.engine.install.tree.TreePlan;
import dev.dx.engine.install.tree.TreeSwitch;
import dev.dx.engine.link.ProjectTransaction;
import dev.dx.engine.npm.config.NpmConfig;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.lock.PackageLock;
import dev.dx.engine.npm.source.PackageSources;
import dev.dx.engine.npm.tree.Edge;
import dev.dx.engine.npm.tree.TreeNode;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The second half of an install: from a resolved tree to node_modules, and the commit. */
final class TreeInstall {
    private final InstallRequest request;
    private final NpmConfig config;
    private final Environment environment;
    private final PackageSupply supply;
    private final ScriptHost host;
    private final InstallLog log;
    private final Path modules;
    private final Instant started;

    TreeInstall(
            InstallRequest request,
            NpmConfig config,
            Environment environment,
            PackageSupply supply,
            ScriptHost host,
            InstallLog log,
            Instant started) {
        this.request = request;
        this.config = config;
        this.environment = environment;
        this.supply = supply;
        this.host = host;
        this.log = log;
        this.modules = request.project().resolve("node_modules");
        this.started = started;
    }

    /**
     * What was resolved.
     *
     * @param chosen members whose packages alone are installed; none for everybody's
     * @param before the lock that there was
     * @param textBefore and how it stood there
     * @param linked what the tree has as links that the lock has otherwise
     */
    record Resolved(
            Workspace workspace,
            Set<String> chosen,
            ManifestEdits edits,
            TreeNode project,
            ManifestEdits.Settled settled,
            String lockText,
            @Nullable PackageLock before,
            @Nullable String textBefore,
            LinkedPackages linked) {}

    /** Stages the manifests and the lock, as far as they are to be written; answers whether all were. */
    interface FileStaging {
        boolean stage(ManifestEdits.Settled settled, String lockText);
    }

    InstallReport run(ProjectTransaction transaction, Resolved resolved, PackageFetches fetches, FileStaging staging) {
        TreeNode project = resolved.project();
        PackageLock installed = ProjectFiles.readHiddenLock(modules);
        TreePlan whole = TreePlan.of(project, request.omit(), environment.platform());
        TreePlan plan = resolved.chosen().isEmpty() ? whole : whole.forMembers(project, resolved.chosen(), installed);
        plan.refuseHostileCommands();
        StandingTree standing = StandingTree.read(modules);
        List<TreeNode> lacking = plan.nodes().stream()
                .filter(node -> !standing.placed().holds(node))
                .toList();
        // What was chosen early is on its way or there already; it counts among what had to be fetched.
        log.planned(plan.nodes().size(), supply.countMissing(lacking) + log.fetchedPackages());
        log.stage(Stage.FETCH);
        supply.foresee(lacking);
        lacking.forEach(fetches::start);
        FilledTree filled = plan.fill(fetches, standing.placed()::holds, log);
        LockTexts locks = new LockTexts(request, config);
        LinkedPackages linked = resolved.linked().only(filled.topEntries("")::contains);
        Set<String> unwanted = unwantedLinks(filled);
        boolean more = request.lock() == InstallRequest.LockPolicy.UPDATE
                && linked.isEmpty()
                && filled.completeManifests(resolved.before());
        String lockText =
                more ? locks.projectLock(project, resolved.settled(), resolved.before()) : resolved.lockText();
        ManifestEdits.Settled settled = approve(resolved.settled(), filled);
        ScriptApprovals approvals = ScriptApprovals.of(settled.root().json());
        if (request.change() instanceof Change.Approve) {
            supply.approve(approvals.commits());
            filled.contents()
                    .replace(
                            node -> PackageSources.isGit(node.resolved()),
                            node -> supply.fetcher(log)
                                    .fetch(PackageFetches.idOf(node), PackageFetches.promiseOf(node), node.resolved()));
        }
        DependencyBuilds builds = builds(filled, approvals);

        DxException.checkCancelled();
        SharedLayouts layouts = new SharedLayouts(environment, supply, log);
        Set<TreeNode> edited = edited(filled, builds);
        SharedTree shared = layouts.choose(ModulesMode.of(config, request.project(), settled.root()), filled, edited);
        if (FileLinking.copies(config)) {
            filled.contents().nodes().stream().filter(node -> !shared.has(node)).forEach(edited::add);
        }
        boolean linksStand = layouts.stand(modules, shared);
        TreePlan.Difference difference = filled.differenceTo(installed);
        if (!linksStand && installed != null) {
            // Files become links or the other way round: everything is another entry than it was.
            difference = new TreePlan.Difference(
                    difference.added(), difference.removed(), filled.size() - difference.added());
        }
        Set<String> damaged = standing.damaged(supply);
        boolean treeStands = difference.isEmpty()
                && damaged.isEmpty()
                && !(request.change() instanceof Change.Prune)
                && unwanted.isEmpty()
                && installed != null
                && builds.stand(filled.homes())
                && linksStand
                && filled.isAsPlaced(standing.placed(), edited, shared)
                && stands(filled.topEntries(""))
                && stands(filled.entriesElsewhere(), request.project());
        boolean saved = staging.stage(settled, lockText);
        TreeFiles files = new TreeFiles(
                filled,
                request.project(),
                environment.platform(),
                edited,
                shared,
                layouts,
                FileLinking.of(config),
                supply,
                log);
        supply.aboutToUse(request.project(), files.placed(standing.placed()).roots(), shared.layouts());
        String fuller = fullerLock(resolved, lockText);
        boolean surplus =
                filled.contents().nodes().stream().anyMatch(node -> node.flags().isExtraneous());
        Supplier<InstalledState> next = () -> InstalledState.of(
                        resolved.workspace().wishes(settled.texts(), filled.folderPaths()),
                        ProjectFiles.lockBytes(ProjectFiles.lockName(request.project()), lockText),
                        settings(plan.equals(whole) ? Set.of() : resolved.chosen(), settled.root(), linked, surplus),
                        packages(project, filled),
                        filled.topEntries(""),
                        filled.folderPaths(),
                        filled.entriesElsewhere())
                .withFullerLock(fuller);
        TreeSwitch trees = new TreeSwitch(request, config, environment, supply, log);
        TreeMaking making = new TreeMaking(
                request,
                transaction,
                standing,
                damaged,
                files,
                builds,
                installed,
                new TreeMaking.Links(linked, unwanted),
                log);
        try (MemberTrees members = new MemberTrees(request.project())) {
            boolean aside = false;
            if (!treeStands) {
                layouts.provide(shared, filled);
                boolean parks = trees.canPutAside(next.get());
                making.choose(parks && trees.isLockFromElsewhere());
                aside = parks && making.way() == InstallReport.Way.LINKED;
                making.make(members, keep());
                making.complete(
                        locks.hiddenLock(project, settled.root().manifest(), filled::contains),
                        saved ? next.get() : null,
                        keep(trees, aside));
            }
            members.commit();
            log.stage(Stage.COMMIT);
            trees.commit(transaction, aside);
            PlacedPackages placed = files.placed(standing.placed());
            trees.uses(placed.roots(), shared.layouts());
            // What another project could have as well; of the others not every package was looked up.
            if (making.way() == InstallReport.Way.LINKED && saved && plan.equals(whole)) {
                trees.installed(filled, builds.nodes(), placed);
            }
            if (treeStands && !linked.equals(LinkedPackages.read(modules))) {
                linked.write(modules);
            }
            if (treeStands && saved) {
                next.get().stamped(modules::resolve).write(modules);
                files.placed(standing.placed()).write(modules);
            } else if (treeStands) {
                InstalledState.forget(modules);
            }
        }
        filled.warnAbout(installed, approvals, log);
        return report(project, resolved.edits(), filled, difference, making.way());
    }

    /**
     * The hash of the lock that was read, if the one to be written says the same but for packages that nobody needs. npm writes
     * such a lock first and drops them next time; whoever takes the first one back has the right tree already.
     */
    private String fullerLock(Resolved resolved, String lockText) {
        PackageLock before = resolved.before();
        String text = resolved.textBefore();
        if (before == null || text == null || text.equals(lockText)) {
            return "";
        }
        Map<String, JsonObject> needed = PackageLock.withoutExtraneous(before.packages());
        if (needed.size() == before.packages().size()) {
            return "";
        }
        String name = ProjectFiles.lockName(request.project());
        boolean same = PackageLock.parse(name, lockText).packages().equals(needed);
        return same ? InstalledState.hash(ProjectFiles.lockBytes(name, text)) : "";
    }

    /** Links that nobody installed, of packages that shall go. */
    private Set<String> unwantedLinks(FilledTree filled) {
        if (!(request.change() instanceof Change.Remove remove)) {
            return Set.of();
        }
        Set<String> links = LinkedPackages.linksAmong(modules, remove.names());
        links.removeAll(filled.topEntries(""));
        return links;
    }

    private Set<TreeNode> edited(FilledTree filled, DependencyBuilds builds) {
        Set<TreeNode> edited = new HashSet<>(builds.nodes());
        Set<String> names = EditedPackages.of(request.project());
        filled.contents().nodes().stream()
                .filter(node -> names.contains(node.name()))
                .forEach(edited::add);
        return edited;
    }

    private DependencyBuilds builds(FilledTree filled, ScriptApprovals approvals) {
        List<ScriptedPackage> approved = approvals.isEmpty()
                ? List.of()
                : ScriptedPackage.among(
                        filled.contents(),
                        (node, content) ->
                                approvals.verdict(PackageFetches.idOf(node), content.integrity(), node.resolved())
                                        == ScriptVerdict.APPROVED);
        List<ScriptedPackage> built = approved.stream()
                .filter(its -> !ScriptedPackage.commands(
                                its.scripts(), its.content().folder())
                        .isEmpty())
                .toList();
        return new DependencyBuilds(environment, config, host, request, built, log);
    }

    /** The manifests with what is newly said of scripts. */
    private ManifestEdits.Settled approve(ManifestEdits.Settled settled, FilledTree filled) {
        if (!(request.change() instanceof Change.Approve approve)) {
            return settled;
        }
        ScriptApprovals approvals = ScriptApprovals.of(settled.root().json());
        List<ScriptedPackage> scripted = ScriptedPackage.among(filled.contents(), (node, content) -> true);
        Set<String> left = new LinkedHashSet<>(approve.names());
        Set<String> cleared = new HashSet<>();
        for (ScriptedPackage its : scripted) {
            PackageId id = its.id();
            boolean asked = approve.names().isEmpty()
                    ? approvals.verdict(
                                    id, its.content().integrity(), its.node().resolved())
                            == ScriptVerdict.OPEN
                    : approve.names().contains(id.name());
            if (!asked) {
                continue;
            }
            left.remove(id.name());
            if (cleared.add(id.name())) {
                approvals = approvals.withoutPinsOf(id.name());
            }
            approvals = switch (approve.verdict()) {
                case APPROVED ->
                    approvals.approving(
                            id, its.content().integrity(), its.node().resolved());
                case REFUSED -> approvals.refusing(id.name());
            };
        }
        if (!left.isEmpty()) {
            throw new DxException(
                    ErrorCode.DX_NOT_FOUND,
                    String.join(", ", left) + ": no package with scripts of that name is among the dependencies",
                    "dx approve lists those that have scripts.");
        }
        return settled.with(approvals.in(settled.root()));
    }

    /**
     * What else decides what is in node_modules.
     *
     * @param surplus whether packages are among them that nobody needs
     */
    InstalledState.Settings settings(
            Set<String> only, ProjectManifest manifest, LinkedPackages linked, boolean surplus) {
        String layout = config.installLinks() ? " copied" : "";
        if (!ScriptApprovals.of(manifest.json()).isEmpty()) {
            layout += config.ignoreScripts() ? " not built" : " built for " + DependencyBuilds.runtime(environment);
        }
        layout += FileLinking.copies(config) ? " of its own files" : "";
        layout += ModulesMode.of(config, request.project(), manifest).settings();
        layout += linked.settings();
        layout += surplus ? " with what nobody needs" : "";
        return new InstalledState.Settings(request.omit(), environment.platform(), only, layout);
    }

    private ForeignEntries.Keep keep(TreeSwitch trees, boolean aside) {
        return aside && trees.isLockFromElsewhere() ? ForeignEntries.Keep.PACKAGES_ALONE : keep();
    }

    private ForeignEntries.Keep keep() {
        return request.change() instanceof Change.Prune ? ForeignEntries.Keep.OTHERS : ForeignEntries.Keep.PACKAGES;
    }

    private static int packages(TreeNode project, FilledTree filled) {
        return (int) project.everyNode().stream()
                .filter(node -> !node.isFolder() && filled.contains(node))
                .count();
    }

    private static boolean stands(Set<String> paths, Path project) {
        return paths.stream().allMatch(path -> Files.exists(project.resolve(path), LinkOption.NOFOLLOW_LINKS));
    }

    private boolean stands(Set<String> entries) {
        return Files.isDirectory(modules, LinkOption.NOFOLLOW_LINKS)
                && InstalledState.entriesOf(modules).containsAll(entries);
    }

    private InstallReport report(
            TreeNode project,
            ManifestEdits edits,
            FilledTree filled,
            TreePlan.Difference difference,
            InstallReport.Way way) {
        Set<PackageId> direct = new LinkedHashSet<>();
        edits.named().forEach((folder, names) -> {
            TreeNode owner = project.folderAt(folder);
            Set<String> all = new LinkedHashSet<>(names);
            if (owner != null) {
                owner.edgesOut().forEach(edge -> all.add(edge.name()));
            }
            for (String name : all) {
                Edge edge = owner == null ? null : owner.edgeOut(name);
                TreeNode node = edge == null ? null : edge.to();
                if (node != null && filled.contains(node)) {
                    direct.add(new PackageId(node.name(), node.version().isEmpty() ? "0.0.0" : node.version()));
                }
            }
        });
        return new InstallReport(
                filled.size(),
                List.copyOf(direct),
                difference.added(),
                difference.removed(),
                difference.changed(),
                log.fetchedPackages(),
                log.fetchedBytes(),
                Duration.between(started, Instant.now()),
                log.warnings(),
                way);
    }
}
