package dev.dx.engine.install.script;

import dev.dx.engine.DxException;
import dev.dx.engine.Environment;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.install.project.MemberChoice;
import dev.dx.engine.install.project.ProjectManifest;
import dev.dx.engine.install.project.Workspace;
import dev.dx.engine.npm.config.NpmConfig;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.script.PackageScripts;
import dev.dx.engine.script.Script;
import dev.dx.engine.script.ScriptRunner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The scripts that the project and its members have for people to run. */
public final class ProjectScripts {
    private final Environment environment;
    private final NpmConfig config;
    private final Path project;
    private final Set<String> folders;

    public ProjectScripts(Environment environment, NpmConfig config, Path project, MemberChoice members) {
        this.environment = environment;
        this.config = config;
        this.project = project;
        MemberChoice choice = members.orElse(config);
        this.folders = choice.isNone()
                ? Set.of("")
                : new LinkedHashSet<>(
                        Workspace.of(project, ProjectManifest.read(project)).chosen(choice));
    }

    public List<PackageScriptList> list() {
        return folders.stream()
                .map(folder -> {
                    PackageScripts scripts = scriptsIn(folder);
                    return new PackageScriptList(scripts.title(), folder, scripts.written());
                })
                .toList();
    }

    /** Runs it for each, one after the other; answers what the last that failed exited with, 0 if none failed. */
    public int run(ScriptRequest request, ScriptListener listener) {
        ScriptRunner runner = new ScriptRunner(environment, config, request.caller(), project);
        int exit = 0;
        for (String folder : folders) {
            try {
                int its = new Turn(runner, request, listener, folder).run();
                exit = its == 0 ? exit : its;
            } catch (DxException failure) {
                if (folders.size() == 1 || failure.code() == ErrorCode.DX_CANCELLED) {
                    throw failure;
                }
                listener.failed(failure);
                exit = failure.code().exit().number();
            }
        }
        return exit;
    }

    private PackageScripts scriptsIn(String folder) {
        return new PackageScripts(ProjectManifest.read(project.resolve(folder)).json());
    }

    /** One package's turn. */
    private final class Turn {
        private final ScriptRunner runner;
        private final ScriptRequest request;
        private final ScriptListener listener;
        private final Path folder;
        private final PackageScripts scripts;

        Turn(ScriptRunner runner, ScriptRequest request, ScriptListener listener, String member) {
            this.runner = runner;
            this.request = request;
            this.listener = listener;
            this.folder = project.resolve(member);
            this.scripts = scriptsIn(member);
        }

        public int run() {
            if (!has(request.name())) {
                if (request.absence() == ScriptRequest.Absence.PASSED_OVER) {
                    return 0;
                }
                throw absent();
            }
            return runWithBeforeAndAfter(request.name(), request.arguments());
        }

        private boolean has(String name) {
            return command(name) != null || name.equals("restart");
        }

        private @Nullable String command(String name) {
            String command = scripts.command(name, folder);
            return command == null && name.equals("env")
                    ? environment.platform().isWindows() ? "SET" : "env"
                    : name.equals("install") && !scripts.written().containsKey(name) ? null : command;
        }

        private int runWithBeforeAndAfter(String name, List<String> arguments) {
            int exit = around("pre" + name);
            if (exit == 0) {
                exit = runOne(name, arguments);
            }
            return exit == 0 ? around("post" + name) : exit;
        }

        private int around(String name) {
            return config.ignoreScripts() || !scripts.written().containsKey(name) ? 0 : runOne(name, List.of());
        }

        private int runOne(String name, List<String> arguments) {
            String command = command(name);
            if (command == null) {
                // Only restart gets here: what has no such script is stopped, if it can be, and started.
                int stopped = has("stop") ? runWithBeforeAndAfter("stop", List.of()) : 0;
                if (stopped != 0) {
                    return stopped;
                }
                if (!has("start")) {
                    throw absent("start");
                }
                return runWithBeforeAndAfter("start", arguments);
            }
            Script script = Script.of(folder, scripts, name, command, arguments);
            return runner.run(script, listener.starting(script));
        }

        private DxException absent() {
            return absent(request.name());
        }

        private DxException absent(String name) {
            List<String> names = new ArrayList<>(scripts.written().keySet());
            String title = scripts.title().isEmpty() ? folder.toString() : scripts.title();
            return new DxException(
                    ErrorCode.DX_NOT_FOUND,
                    title + ": has no script \"" + name + "\"",
                    names.isEmpty()
                            ? "Its package.json has no scripts at all."
                            : "Its scripts are " + String.join(", ", names) + ".");
        }
    }

    /** The manifest of a folder for what runs there without being written in it; empty where there is none. */
    public static PackageScripts anyIn(Path folder) {
        try {
            ProjectManifest manifest = ProjectManifest.readIfPresent(folder);
            return new PackageScripts(manifest == null ? JsonObject.EMPTY : manifest.json());
        } catch (DxException unreadable) {
            return new PackageScripts(JsonObject.EMPTY);
        }
    }
}
