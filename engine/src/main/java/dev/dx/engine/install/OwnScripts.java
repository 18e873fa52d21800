package dev.dx.engine.install;

import dev.dx.engine.DxException;
import dev.dx.engine.Environment;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.install.change.Change;
import dev.dx.engine.install.change.InstallReport;
import dev.dx.engine.install.change.InstallRequest;
import dev.dx.engine.install.project.InstalledState;
import dev.dx.engine.install.project.ProjectManifest;
import dev.dx.engine.install.project.Workspace;
import dev.dx.engine.install.script.ProjectScripts;
import dev.dx.engine.install.script.ScriptHost;
import dev.dx.engine.install.tree.TreeFiles;
import dev.dx.engine.link.BinLink;
import dev.dx.engine.link.BinLinks;
import dev.dx.engine.npm.PackageManifest;
import dev.dx.engine.npm.config.NpmConfig;
import dev.dx.engine.script.PackageScripts;
import dev.dx.engine.script.Script;
import dev.dx.engine.script.ScriptRunner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The scripts that a project and the folders it is made of have for an install: npm's, in npm's order. They run once
 * everything is in its place; should one fail, the install stands and is said to have failed.
 */
final class OwnScripts {
    /** What runs for folders that are linked to, before their commands are linked and after. */
    private static final List<String> BEFORE_COMMANDS = List.of("preinstall", "prepare");

    private static final List<String> AFTER_COMMANDS = List.of("install", "postinstall");

    private static final List<String> AFTER_CHANGES = List.of("predependencies", "dependencies", "postdependencies");

    private static final List<String> OF_PROJECT =
            List.of("preinstall", "install", "postinstall", "prepublish", "preprepare", "prepare", "postprepare");

    private final InstallRequest request;
    private final NpmConfig config;
    private final Environment environment;
    private final ScriptHost host;
    private final Runnable beforeFirst;
    private @Nullable ScriptRunner runner;

    /** @param beforeFirst is done once, if there is a script to run */
    OwnScripts(
            InstallRequest request, NpmConfig config, Environment environment, ScriptHost host, Runnable beforeFirst) {
        this.request = request;
        this.config = config;
        this.environment = environment;
        this.host = host;
        this.beforeFirst = beforeFirst;
    }

    /** Whether there are any. */
    static boolean areThere(Path project) {
        ProjectManifest manifest = ProjectManifest.readIfPresent(project);
        if (manifest == null) {
            return false;
        }
        Set<String> folders =
                new TreeSet<>(Workspace.of(project, manifest).members().values());
        folders.add("");
        return folders.stream()
                .map(folder ->
                        ProjectScripts.anyIn(project.resolve(folder)).written().keySet())
                .anyMatch(written -> Stream.of(BEFORE_COMMANDS, AFTER_COMMANDS, AFTER_CHANGES, OF_PROJECT)
                        .flatMap(List::stream)
                        .anyMatch(written::contains));
    }

    /** Runs what there is to run after an install that did this. */
    void run(InstallReport report) {
        if (config.ignoreScripts() || config.packageLockOnly() || request.change() instanceof Change.Import) {
            return;
        }
        ProjectManifest manifest = ProjectManifest.readIfPresent(request.project());
        if (manifest == null) {
            return;
        }
        Set<String> folders = folders(manifest);
        for (String folder : folders) {
            run(folder, BEFORE_COMMANDS);
        }
        folders.forEach(this::linkNewCommands);
        for (String folder : folders) {
            run(folder, AFTER_COMMANDS);
        }
        if (!report.upToDate()) {
            run("", AFTER_CHANGES);
        }
        if (request.change() instanceof Change.Sync) {
            run("", OF_PROJECT);
        }
    }

    /** Members, and other folders inside the project that are linked to. What is linked from outside is its owner's. */
    private Set<String> folders(ProjectManifest manifest) {
        Workspace workspace = Workspace.of(request.project(), manifest);
        Set<String> folders = new TreeSet<>(workspace.members().values());
        String text = manifest.text();
        if (text != null && (text.contains("file:") || text.contains("link:"))) {
            InstalledState state = InstalledState.read(request.project().resolve("node_modules"));
            folders.addAll(state == null ? Set.of() : state.folders());
        }
        folders.removeIf(folder -> !isInside(folder));
        Set<String> chosen = workspace.chosen(request.members());
        if (!chosen.isEmpty()) {
            folders.retainAll(chosen);
        }
        return folders;
    }

    private boolean isInside(String folder) {
        Path project = request.project();
        Path path = project.resolve(folder).normalize();
        return !path.equals(project)
                && path.startsWith(project)
                && Files.isDirectory(path)
                && !project.relativize(path).startsWith("node_modules");
    }

    private void run(String folder, List<String> events) {
        Path path = request.project().resolve(folder);
        PackageScripts scripts = ProjectScripts.anyIn(path);
        for (String event : events) {
            String command = scripts.command(event, path);
            if (command != null) {
                run(Script.of(path, scripts, event, command, List.of()));
            }
        }
    }

    private void run(Script script) {
        ScriptRunner known = runner;
        if (known == null) {
            beforeFirst.run();
            known = new ScriptRunner(environment, config, host.caller(), request.project());
            runner = known;
        }
        int exit = known.run(script, host.listener().starting(script));
        if (exit != 0) {
            String title = script.owner().title();
            throw new DxException(
                    ErrorCode.DX_SCRIPT,
                    (title.isEmpty() ? script.folder().toString() : title) + ": its script " + script.event()
                            + " exited with " + exit + ": " + script.command(),
                    "What was installed stays. Mend the script, or leave such scripts out with ignore-scripts=true"
                            + " in .npmrc.");
        }
    }

    /** A command that had to be built first could not be linked before. */
    private void linkNewCommands(String folder) {
        Path path = request.project().resolve(folder);
        PackageManifest manifest = PackageManifest.of(ProjectScripts.anyIn(path).manifest());
        String name = manifest.name();
        Path modules = request.project().resolve("node_modules");
        if (manifest.bins().isEmpty() || name.isEmpty() || !Files.isSymbolicLink(modules.resolve(name))) {
            return;
        }
        List<BinLink> links = new ArrayList<>();
        manifest.bins().forEach((command, target) -> {
            if (!Files.exists(modules.resolve(BinLinks.FOLDER).resolve(command))) {
                links.add(BinLink.declared(command, name, target));
            }
        });
        BinLinks.create(modules, links, environment.platform(), Map.of(name, path));
        TreeFiles.makeExecutable(path, manifest, environment.platform());
    }
}
