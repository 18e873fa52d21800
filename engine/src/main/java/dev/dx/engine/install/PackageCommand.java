package dev.dx.engine.install;

import dev.dx.engine.DxException;
import dev.dx.engine.Environment;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.InstallEvent;
import dev.dx.engine.PackageId;
import dev.dx.engine.install.change.Change;
import dev.dx.engine.install.change.InstallReport;
import dev.dx.engine.install.change.InstallRequest;
import dev.dx.engine.install.project.MemberChoice;
import dev.dx.engine.install.project.ProjectManifest;
import dev.dx.engine.install.project.Workspace;
import dev.dx.engine.install.script.ProjectScripts;
import dev.dx.engine.install.script.ScriptHost;
import dev.dx.engine.install.script.ScriptListener;
import dev.dx.engine.install.supply.PackageSupply;
import dev.dx.engine.link.BinLinks;
import dev.dx.engine.npm.config.NpmConfig;
import dev.dx.engine.script.Script;
import dev.dx.engine.script.ScriptRunner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs a program of the project's packages, or of packages fetched for it. Nothing that the project's configuration says
 * chooses a program here, and scripts of what is fetched do not run.
 */
final class PackageCommand {
    private final Environment environment;
    private final NpmConfig config;
    private final ExecRequest request;

    PackageCommand(Environment environment, NpmConfig config, ExecRequest request) {
        this.environment = environment;
        this.config = config;
        this.request = request;
    }

    int run(ScriptListener listener, Consumer<InstallEvent> events) {
        if (!request.packages().isEmpty()) {
            Path home = home();
            String own = fetch(home, events);
            String command = request.command() == null && request.line() == null ? own : request.command();
            if (command != null && !isProgram(home, command)) {
                throw new DxException(
                        ErrorCode.DX_NOT_FOUND,
                        String.join(", ", request.packages()) + ": has no command " + command,
                        "It has " + commandsIn(home) + ".");
            }
            return run(request.caller().folder(), List.of(bins(home)), command, listener);
        }
        MemberChoice choice = request.members().orElse(config);
        if (choice.isNone()) {
            return runHere(request.caller().folder(), listener);
        }
        int exit = 0;
        for (String member : Workspace.of(request.project(), ProjectManifest.read(request.project()))
                .chosen(choice)) {
            int its = runHere(request.project().resolve(member), listener);
            exit = its == 0 ? exit : its;
        }
        return exit;
    }

    private int runHere(Path folder, ScriptListener listener) {
        String command = request.command();
        if (command != null) {
            boolean found = false;
            for (Path above = folder; above != null && !found; above = above.getParent()) {
                found = isProgram(above, command);
            }
            if (!found) {
                throw new DxException(
                        ErrorCode.DX_NOT_FOUND,
                        command + ": no package of the project has this command",
                        "dx add installs the package that has it; dx dlx " + command
                                + " fetches the package of that name and runs it.");
            }
        }
        return run(folder, List.of(), command, listener);
    }

    private int run(Path folder, List<Path> bins, @Nullable String command, ScriptListener listener) {
        String line = request.line();
        if (line == null && command == null) {
            throw new DxException(ErrorCode.DX_USAGE, "no command to run", "Name one, as in dx exec eslint .");
        }
        Script script = new Script(
                folder,
                ProjectScripts.anyIn(folder),
                "npx",
                line == null ? quoted(String.valueOf(command)) : line,
                request.arguments(),
                Map.of(),
                bins,
                Script.Origin.CALLER);
        ScriptRunner runner = new ScriptRunner(environment, config, request.caller(), request.project());
        return runner.run(script, listener.starting(script));
    }

    /** A name is one word to the shell, whatever is in it. */
    private String quoted(String command) {
        return environment.platform().isWindows() ? command : "'" + command.replace("'", "'\\''") + "'";
    }

    private static Path bins(Path folder) {
        return folder.resolve("node_modules").resolve(BinLinks.FOLDER);
    }

    private boolean isProgram(Path folder, String command) {
        if (command.isEmpty() || command.startsWith(".") || command.indexOf('/') >= 0 || command.indexOf('\\') >= 0) {
            return false;
        }
        String file = environment.platform().isWindows() ? command + ".cmd" : command;
        return Files.isRegularFile(bins(folder).resolve(file));
    }

    private static String commandsIn(Path home) {
        Set<String> names = new LinkedHashSet<>();
        try (var entries = Files.newDirectoryStream(bins(home))) {
            entries.forEach(entry -> names.add(String.valueOf(entry.getFileName())));
        } catch (IOException none) {
            return "no command";
        }
        return names.isEmpty() ? "no command" : String.join(", ", names);
    }

    /** The folder that what is fetched goes into: the same for the same wishes. */
    private Path home() {
        try {
            byte[] wishes = String.join("\n", request.packages()).getBytes(StandardCharsets.UTF_8);
            String name = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(wishes))
                    .substring(0, 16);
            Path home = Files.createDirectories(environment.dxHome().commands().resolve(name));
            Path manifest = home.resolve(ProjectManifest.FILE_NAME);
            if (!Files.exists(manifest)) {
                Files.writeString(manifest, "{\"private\": true}\n");
            }
            return home;
        } catch (IOException e) {
            throw DxException.io(environment.dxHome().commands().toString(), e);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    /** Answers the command that the first package is for; null if it has none, or several of other names. */
    private @Nullable String fetch(Path home, Consumer<InstallEvent> events) {
        Change.Add packages = new Change.Add(request.packages(), null, Change.Precision.CARET);
        InstallRequest install =
                InstallRequest.of(home, packages.from(request.caller().folder()));
        InstallReport report;
        try (PackageSupply supply = new PackageSupply(environment, config, install)) {
            report =
                    new Installer(install, config, environment, supply, ScriptHost.telling(home, events), events).run();
        }
        List<PackageId> direct = report.direct();
        return direct.isEmpty() ? null : commandOf(home, direct.getFirst().name());
    }

    private static @Nullable String commandOf(Path home, String name) {
        Path folder = home.resolve("node_modules").resolve(name);
        ProjectManifest manifest = ProjectManifest.readIfPresent(folder);
        if (manifest == null) {
            return null;
        }
        String plain = name.substring(name.indexOf('/') + 1);
        if (manifest.json().string("bin") != null) {
            String own = manifest.json().string("name");
            return own == null ? plain : own.substring(own.indexOf('/') + 1);
        }
        Map<String, String> bins = manifest.json().strings("bin");
        boolean same = new LinkedHashSet<>(bins.values()).size() == 1;
        return same ? bins.keySet().iterator().next() : bins.containsKey(plain) ? plain : null;
    }
}
