package dev.dx.engine.script;

import dev.dx.engine.Environment;
import dev.dx.engine.npm.ImitatedNpm;
import dev.dx.engine.npm.config.ConfigValue;
import dev.dx.engine.npm.config.NpmConfig;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All variables a script gets: those of the caller, and over them what npm adds. */
final class ScriptVariables {
    /** The npm whose way of running scripts this is; much software asks for the name alone. */
    private static final String USER_AGENT = "npm/" + ImitatedNpm.VERSION + " dx";

    private final Environment environment;
    private final NpmConfig config;
    private final Caller caller;
    private final Path project;
    private final @Nullable NodeRuntime node;
    private final @Nullable Path prefix;
    private final @Nullable Path npm;

    ScriptVariables(Environment environment, NpmConfig config, Caller caller, Path project) {
        this.environment = environment;
        this.config = config;
        this.caller = caller;
        this.project = project;
        this.node = NodeRuntime.find(environment);
        this.prefix = node == null ? null : prefixOf(node.executable(), environment);
        this.npm = prefix == null ? null : npmBelow(prefix, environment);
    }

    /** The folder node was installed into, below which npm is. */
    private static @Nullable Path prefixOf(Path executable, Environment environment) {
        try {
            Path folder = executable.toRealPath().getParent();
            return environment.platform().isWindows() || folder == null ? folder : folder.getParent();
        } catch (IOException gone) {
            return null;
        }
    }

    private static @Nullable Path npmBelow(Path prefix, Environment environment) {
        Path libraries = environment.platform().isWindows() ? prefix : prefix.resolve("lib");
        Path npm = libraries.resolve("node_modules").resolve("npm");
        return Files.isDirectory(npm) ? npm : null;
    }

    Map<String, String> of(Script script) {
        Map<String, String> variables = new TreeMap<>(environment.variables());
        // What an npm or a dx around this one said of another package is not true of this one.
        variables.keySet().removeIf(name -> name.startsWith("npm_package_") || name.startsWith("npm_lifecycle_"));
        variables.putAll(ConfigVariables.of(environment, config, project, prefix));
        String gyp = ConfigVariables.nodeGyp(config, npm, script.origin());
        if (gyp == null) {
            variables.remove("npm_config_node_gyp");
        } else {
            variables.put("npm_config_node_gyp", gyp);
        }
        ConfigValue options = config.value("node-options");
        if (options != null && ConfigVariables.mayChoosePrograms(options, script.origin())) {
            variables.put("NODE_OPTIONS", options.text());
        }
        variables.put("HOME", environment.userHome().toString());
        variables.put("INIT_CWD", caller.folder().toString());
        variables.put("npm_command", caller.command());
        variables.put("npm_config_user_agent", userAgent());
        if (node != null) {
            variables.put("NODE", node.executable().toString());
            variables.put("npm_node_execpath", node.executable().toString());
        }
        if (caller.program() != null) {
            variables.put("npm_execpath", caller.program().toString());
        }
        if (environment.get("EDITOR") == null) {
            String editor = config.get("editor");
            variables.put(
                    "EDITOR", editor != null ? editor : environment.platform().isWindows() ? "notepad.exe" : "vi");
        }
        variables.putAll(PackageVariables.of(script.owner().manifest()));
        variables.putAll(script.variables());
        variables.put(
                "npm_package_json", script.folder().resolve("package.json").toString());
        variables.put("npm_lifecycle_event", script.event());
        variables.put("npm_lifecycle_script", script.command());
        setPath(variables, script);
        return variables;
    }

    private String userAgent() {
        String configured = config.get("user-agent");
        if (configured != null) {
            return configured;
        }
        String version = node == null ? "?" : "v" + node.version();
        boolean members = config.flag("workspaces", false) || config.get("workspace") != null;
        return USER_AGENT + " node/" + version + " " + environment.platform().os() + " "
                + environment.platform().cpu() + " workspaces/" + members;
    }

    /** Programs of the package and of every folder above it go before all others. */
    private void setPath(Map<String, String> variables, Script script) {
        Set<String> names = new LinkedHashSet<>();
        variables.keySet().stream()
                .filter(name -> name.toLowerCase(Locale.ROOT).equals("path"))
                .forEach(names::add);
        if (names.isEmpty()) {
            names.add("PATH");
        }
        List<String> folders = new ArrayList<>();
        script.binFolders().forEach(folder -> folders.add(folder.toString()));
        for (Path folder = script.folder(); folder != null; folder = folder.getParent()) {
            folders.add(folder.resolve("node_modules").resolve(".bin").toString());
        }
        if (npm != null) {
            folders.add(npm.resolve("node_modules/@npmcli/run-script/lib/node-gyp-bin")
                    .toString());
        }
        List<String> before = new ArrayList<>();
        for (String name : names) {
            String value = variables.get(name);
            if (value != null && !value.isEmpty()) {
                List<String> more = new ArrayList<>(List.of(value.split(File.pathSeparator, -1)));
                more.removeAll(before);
                before.addAll(more);
            }
        }
        folders.addAll(before);
        String path = String.join(File.pathSeparator, folders);
        names.forEach(name -> variables.put(name, path));
    }
}
