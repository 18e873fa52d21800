package dev.dx.engine.install;

import dev.dx.engine.Environment;
import dev.dx.engine.install.change.Change;
import dev.dx.engine.install.change.InstallReport;
import dev.dx.engine.install.change.InstallRequest;
import dev.dx.engine.install.change.LockMemory;
import dev.dx.engine.install.change.LockTexts;
import dev.dx.engine.install.project.InstalledState;
import dev.dx.engine.install.project.LazyLock;
import dev.dx.engine.install.project.LinkedPackages;
import dev.dx.engine.install.project.ProjectFiles;
import dev.dx.engine.install.project.ProjectManifest;
import dev.dx.engine.install.project.Workspace;
import dev.dx.engine.install.supply.InstallLog;
import dev.dx.engine.install.supply.PackageSupply;
import dev.dx.engine.install.tree.SharedLayouts;
import dev.dx.engine.install.tree.StandingTree;
import dev.dx.engine.install.tree.TreeSwitch;
import dev.dx.engine.link.ProjectTransaction;
import dev.dx.engine.npm.config.NpmConfig;
import dev.dx.engine.npm.resolve.DevEngines;
import dev.dx.engine.npm.resolve.ResolveRules;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds out, without resolving anything, whether node_modules is what the manifest and the lock say, or can become it by a
 * rename. A lock that holds packages nobody needs, as npm writes one and shortens it the next time, is taken for the shorter one.
 */
final class UpToDateCheck {
    private final InstallRequest request;
    private final NpmConfig config;
    private final Environment environment;
    private final PackageSupply supply;
    private final InstallLog log;
    private final TreeInstall trees;
    private final HandMadeLinks handMade;
    private final Path modules;
    private final String lockName;

    UpToDateCheck(
            InstallRequest request,
            NpmConfig config,
            Environment environment,
            PackageSupply supply,
            InstallLog log,
            TreeInstall trees,
            HandMadeLinks handMade) {
        this.request = request;
        this.config = config;
        this.environment = environment;
        this.supply = supply;
        this.log = log;
        this.trees = trees;
        this.handMade = handMade;
        this.modules = request.project().resolve("node_modules");
        this.lockName = ProjectFiles.lockName(request.project());
    }

    /** What there was to do, if that is little enough to be done by now; null where everything has to be looked at. */
    @Nullable
    InstallReport report(Instant started) {
        if (!(request.change() instanceof Change.Sync)) {
            return null;
        }
        ProjectTransaction.recover(request.project());
        StandingTree standing = StandingTree.read(modules);
        InstalledState state = standing.state();
        ProjectManifest manifest = ProjectManifest.read(request.project());
        String manifestText = manifest.text();
        if (manifestText == null) {
            return null;
        }
        Workspace workspace = Workspace.of(request.project(), manifest);
        if (!Files.exists(lockFile())) {
            return resolvedBefore(manifest, manifestText, workspace, started);
        }
        Wanted wanted = new Wanted(manifest, manifestText, workspace, null);
        boolean isFuller = state != null && !wanted.isOfLock(state) && wanted.isOfShorterLock(state);
        if (state == null
                || !(isFuller || wanted.isOfLock(state))
                || !wanted.fitsButForLock(state)
                || !state.standsElsewhere(request.project())
                || !standing.damaged(supply).isEmpty()
                || !new SharedLayouts(environment, supply, log).stand(modules)) {
            return comeBack(state, wanted, started);
        }
        if (isFuller) {
            shortenLock(wanted);
        } else {
            standing.remember(wanted.lockStamp);
        }
        return new InstallReport(
                state.packages(), List.of(), 0, 0, 0, 0, 0, Duration.between(started, Instant.now()), List.of());
    }

    /** Where there is neither lock nor node_modules, but both were made of the same answers of registries before. */
    private @Nullable InstallReport resolvedBefore(
            ProjectManifest manifest, String manifestText, Workspace workspace, Instant started) {
        if (request.lock() != InstallRequest.LockPolicy.UPDATE
                || !config.save()
                || !workspace.chosen(request.members()).isEmpty()
                || Files.exists(modules, LinkOption.NOFOLLOW_LINKS)
                || !treeSwitch().hasReadyTree()) {
            return null;
        }
        ProjectFiles.refuseForeignLocks(request.project());
        ResolveRules rules = new InstallRules(request, config, environment, supply.cutoff()).of(workspace);
        DevEngines.check(manifest.manifest(), environment.platform(), rules, log::warning);
        LockMemory.Answer known = LockRecall.of(request, config, environment, rules, workspace, manifestText, supply)
                .known();
        return known == null ? null : comeBack(null, new Wanted(manifest, manifestText, workspace, known), started);
    }

    private @Nullable InstallReport comeBack(@Nullable InstalledState now, Wanted wanted, Instant started) {
        Predicate<InstalledState> fits =
                made -> (wanted.isOfLock(made) || wanted.isOfShorterLock(made)) && wanted.fitsButForLock(made);
        return treeSwitch()
                .comeBack(
                        now,
                        fits,
                        (transaction, made) -> {
                            byte[] manifest = wanted.manifestText.getBytes(StandardCharsets.UTF_8);
                            transaction.basedOn(ProjectManifest.FILE_NAME, manifest);
                            LockMemory.Answer resolved = wanted.resolved;
                            if (resolved != null) {
                                LockRecall.tell(resolved, log);
                                transaction.stageFile(lockName, wanted.lock.bytes());
                                return;
                            }
                            transaction.basedOn(lockName, wanted.lock.bytes());
                            if (!wanted.isOfLock(made)) {
                                transaction.stageFile(lockName, wanted.shorterLock());
                            }
                        },
                        started);
    }

    private TreeSwitch treeSwitch() {
        return new TreeSwitch(request, config, environment, supply, log);
    }

    private void shortenLock(Wanted wanted) {
        try (ProjectTransaction transaction = ProjectTransaction.begin(request.project(), log)) {
            transaction.basedOn(lockName, wanted.lock.bytes());
            transaction.stageFile(lockName, wanted.shorterLock());
            transaction.commit();
        }
        noteLock();
    }

    /** Writes down which file the lock is now: the next install need not read it, and touches nothing. */
    void noteLock() {
        if (!Files.exists(lockFile())) {
            return;
        }
        String stamp = InstalledState.settledStampOfFile(lockFile());
        StandingTree standing = StandingTree.read(modules);
        InstalledState state = standing.state();
        if (state != null && state.lockHash().equals(new LazyLock(lockFile()).hash())) {
            standing.remember(stamp);
        }
    }

    private Path lockFile() {
        return request.project().resolve(lockName);
    }

    /** What node_modules is to be made of. */
    private final class Wanted {
        private final String manifestText;
        private final LockMemory.@Nullable Answer resolved;
        private final LazyLock lock;
        private final String lockStamp;
        private final Workspace workspace;
        private final Set<String> settings;
        private byte @Nullable [] shorterLock;

        /** @param resolved what the lock is going to hold; null for what it holds */
        Wanted(
                ProjectManifest manifest,
                String manifestText,
                Workspace workspace,
                LockMemory.@Nullable Answer resolved) {
            this.manifestText = manifestText;
            this.workspace = workspace;
            this.resolved = resolved;
            this.lock = resolved == null
                    ? new LazyLock(lockFile())
                    : new LazyLock(lockFile(), ProjectFiles.lockBytes(lockName, resolved.lock()));
            this.lockStamp = resolved == null ? InstalledState.stampOfFile(lockFile()) : "";
            Set<String> chosen = workspace.chosen(request.members());
            LinkedPackages linked = handMade.standing();
            this.settings = new HashSet<>();
            for (Set<String> only : List.of(Set.<String>of(), chosen)) {
                settings.add(trees.settings(only, manifest, linked, false).text());
                if (request.lock() == InstallRequest.LockPolicy.UPDATE) {
                    // Of a lock that lists packages nobody needs, dx ci makes a tree without them, as npm ci does.
                    settings.add(trees.settings(only, manifest, linked, true).text());
                }
            }
        }

        boolean isOfLock(InstalledState made) {
            return made.isOfFile(lockStamp) || made.lockHash().equals(lock.hash());
        }

        boolean isOfShorterLock(InstalledState made) {
            return request.lock() == InstallRequest.LockPolicy.UPDATE
                    && config.save()
                    && made.fullerLock().equals(lock.hash())
                    && made.lockHash().equals(InstalledState.hash(shorterLock()));
        }

        byte[] shorterLock() {
            byte[] known = shorterLock;
            if (known == null) {
                known = LockTexts.withoutExtraneous(lock.bytes());
                shorterLock = known;
            }
            return known;
        }

        boolean fitsButForLock(InstalledState made) {
            String wishes = workspace.wishes(Map.of(ProjectManifest.FILE_NAME, manifestText), made.folders());
            return settings.contains(made.settings())
                    && made.manifestHash().equals(InstalledState.hash(wishes.getBytes(StandardCharsets.UTF_8)));
        }
    }
}
