package dev.dx.engine.install;

import dev.dx.engine.Environment;
import dev.dx.engine.install.change.InstallRequest;
import dev.dx.engine.install.change.LockMemory;
import dev.dx.engine.install.change.LockQuestion;
import dev.dx.engine.install.project.ProjectManifest;
import dev.dx.engine.install.project.Workspace;
import dev.dx.engine.install.supply.InstallLog;
import dev.dx.engine.install.supply.PackageSupply;
import dev.dx.engine.npm.config.NpmConfig;
import dev.dx.engine.npm.lock.PackageLock;
import dev.dx.engine.npm.registry.Consulted;
import dev.dx.engine.npm.resolve.ResolveRules;
import dev.dx.engine.npm.resolve.Resolver;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an install of a project without a lock can remember of an earlier one, and what a later one can of it. */
final class LockRecall {
    private static final LockRecall NOTHING = new LockRecall(null, null);

    private final @Nullable LockMemory memory;
    private final LockMemory.@Nullable Answer known;

    private LockRecall(@Nullable LockMemory memory, LockMemory.@Nullable Answer known) {
        this.memory = memory;
        this.known = known;
    }

    /** For an install that has a lock to go by, or does something else than to install. */
    static LockRecall nothing() {
        return NOTHING;
    }

    static LockRecall of(
            InstallRequest request,
            NpmConfig config,
            Environment environment,
            ResolveRules rules,
            Workspace workspace,
            String manifest,
            PackageSupply supply) {
        String wishes = workspace.wishes(Map.of(ProjectManifest.FILE_NAME, manifest), Set.of());
        LockMemory memory = new LockMemory(
                environment.dxHome().resolved(), () -> LockQuestion.of(request, config, environment, rules, wishes));
        LockMemory.Answer answer = memory.find();
        boolean stands = answer != null && supply.wouldAnswer(answer.consulted());
        return new LockRecall(memory, stands ? answer : null);
    }

    /** The lock that would come out again; null if that is not known. */
    LockMemory.@Nullable Answer known() {
        return known;
    }

    /** Says that nothing had to be resolved, and what there was to say when it was. */
    static void tell(LockMemory.Answer known, InstallLog log) {
        log.note("resolved before, of the same documents: " + known.packages() + " packages");
        known.warnings().forEach(log::warning);
    }

    /** As {@link #known}, to start from. */
    @Nullable
    PackageLock lock(String name) {
        return known == null ? null : PackageLock.parse(name, known.lock());
    }

    /**
     * @param needed the packages whose documents decided
     * @param warnings what was said while it was worked out
     */
    void remember(
            Resolver resolver,
            Set<String> needed,
            PackageSupply supply,
            String lock,
            int packages,
            List<String> warnings) {
        if (memory == null || known != null || !resolver.isRepeatable()) {
            return;
        }
        List<Consulted> consulted = supply.consulted(needed);
        if (consulted != null) {
            memory.remember(new LockMemory.Answer(lock, packages, warnings, consulted, supply.untilNextIsOldEnough()));
        }
    }
}
