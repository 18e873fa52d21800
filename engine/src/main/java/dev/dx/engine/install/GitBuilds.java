package dev.dx.engine.install;

import dev.dx.engine.DxException;
import dev.dx.engine.Environment;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.InstallEvent;
import dev.dx.engine.install.change.Change;
import dev.dx.engine.install.change.InstallRequest;
import dev.dx.engine.install.project.ProjectManifest;
import dev.dx.engine.install.script.ScriptApprovals;
import dev.dx.engine.npm.lock.PackageLock;
import dev.dx.engine.npm.source.GitPreparation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes packages of repositories whose commit the project approved: what they are developed with is installed, and their own
 * scripts run, as in a project. Scripts of what that brings along are for the repository's package.json to approve, which the
 * commit stands for. Safe for use by many threads.
 */
final class GitBuilds implements GitPreparation {
    private static final List<String> FOREIGN_LOCKS = List.of("yarn.lock", "pnpm-lock.yaml", "bun.lock", "bun.lockb");

    private final Engine engine;
    private final InstallRequest request;
    private final Environment environment;
    private final Consumer<InstallEvent> events;
    private @Nullable Set<String> commits;

    /**
     * @param engine whose {@linkplain #settings settings} are for this
     * @param events are told of scripts
     */
    GitBuilds(Engine engine, InstallRequest request, Environment environment, Consumer<InstallEvent> events) {
        this.engine = engine;
        this.request = request;
        this.environment = environment;
        this.events = events;
    }

    /** The settings given by hand for the install of a project, for that of a repository. */
    static Map<String, String> settings(Map<String, String> given) {
        Map<String, String> settings = new HashMap<>(given);
        for (String ofTheProject : List.of("omit", "only", "production", "workspace", "workspaces", "filter")) {
            settings.remove(ofTheProject);
        }
        settings.put("include", "dev");
        settings.put("package-lock-only", "false");
        settings.put("node-modules", "own");
        settings.put("spare-trees", "0");
        settings.put("read-ahead", "0");
        settings.put("parked-trees", "0");
        return settings;
    }

    @Override
    public synchronized boolean isApproved(String resolved) {
        Set<String> known = commits;
        if (known == null) {
            ProjectManifest manifest = ProjectManifest.readIfPresent(request.project());
            known = manifest == null
                    ? Set.of()
                    : ScriptApprovals.of(manifest.json()).commits();
            commits = known;
        }
        String pin = ScriptApprovals.commitPin(resolved);
        return pin != null && known.contains(pin);
    }

    @Override
    public synchronized void approve(Set<String> approved) {
        commits = Set.copyOf(approved);
    }

    @Override
    public String runtime() {
        return DependencyBuilds.runtime(environment);
    }

    @Override
    public void run(Path folder, String what) {
        try {
            if (!Files.exists(folder.resolve(PackageLock.FILE_NAME))
                    && !Files.exists(folder.resolve(PackageLock.SHRINKWRAP_NAME))) {
                // npm does not go by them either.
                for (String lock : FOREIGN_LOCKS) {
                    Files.deleteIfExists(folder.resolve(lock));
                }
            }
            engine.install(
                    new InstallRequest(
                            folder,
                            new Change.Sync(),
                            Set.of(),
                            InstallRequest.LockPolicy.UPDATE,
                            request.network(),
                            request.before()),
                    this::tell);
        } catch (IOException e) {
            throw DxException.io(folder.toString(), e);
        } catch (DxException failure) {
            if (failure.code() == ErrorCode.DX_CANCELLED) {
                throw failure;
            }
            throw new DxException(
                    failure.code(),
                    what + " from git could not be made: " + failure.what(),
                    "Nothing was changed. See what its scripts printed; once they are refused (dx approve NAME"
                            + " --never) it is installed as it was committed.",
                    failure);
        }
    }

    private void tell(InstallEvent event) {
        switch (event) {
            case InstallEvent.ScriptStarted _, InstallEvent.ScriptLine _, InstallEvent.ScriptEnded _ ->
                events.accept(event);
            default -> {}
        }
    }
}
