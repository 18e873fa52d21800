package dev.dx.app.bench;

import dev.dx.engine.DxException;
import dev.dx.engine.Environment;
import dev.dx.engine.ErrorCode;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Which package managers there are on this machine, and how each is called so that it keeps to a folder of its own. */
public final class Peers {
    private static final List<String> QUIET_NPM =
            List.of("install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error");

    private final Environment environment;
    private final @Nullable Path folder;
    private final Map<String, String> registry;

    private Peers(Environment environment, @Nullable Path folder, Map<String, String> registry) {
        this.environment = environment;
        this.folder = folder;
        this.registry = registry;
    }

    /**
     * Everything that is found, by name.
     *
     * @param folder where they are, itself or in {@code bin}; null for wherever PATH finds them
     * @param dx how this program is called
     * @param registry that all of them use; null for whatever each is configured to use
     */
    public static Map<String, Tool> find(
            Environment environment, @Nullable Path folder, List<String> dx, @Nullable String registry) {
        if (folder != null && !Files.isDirectory(folder)) {
            throw new DxException(
                    ErrorCode.DX_NOT_FOUND, "there is no folder " + folder, "Name the folder the tools are in.");
        }
        List<Tool> tools = new Peers(environment, folder, registryVariables(registry)).tools(dx);
        Map<String, Tool> byName = new LinkedHashMap<>();
        tools.forEach(tool -> byName.put(tool.name(), tool));
        return byName;
    }

    /** How a program that is this one is called: by its launcher, or where there is none, by Java. */
    public static List<String> thisProgram(@Nullable Path launcher) {
        if (launcher != null) {
            return List.of(launcher.toString());
        }
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.dx.app.Main");
    }

    private static Map<String, String> registryVariables(@Nullable String url) {
        if (url == null) {
            return Map.of();
        }
        Map<String, String> variables = new HashMap<>();
        variables.put("npm_config_registry", url);
        variables.put("NPM_CONFIG_REGISTRY", url);
        variables.put("YARN_NPM_REGISTRY_SERVER", url);
        if (url.startsWith("http://")) {
            variables.put(
                    "YARN_UNSAFE_HTTP_WHITELIST", String.valueOf(URI.create(url).getHost()));
        }
        return variables;
    }

    private List<Tool> tools(List<String> dx) {
        List<Tool> tools = new ArrayList<>();
        add(
                tools,
                "bun",
                "bun",
                List.of("--ignore-scripts", "--linker", "hoisted"),
                "bun.lock",
                "install",
                cache -> Map.of("BUN_INSTALL_CACHE_DIR", cache + "/bun"));
        add(
                tools,
                "bun-iso",
                "bun",
                List.of("--ignore-scripts", "--linker", "isolated"),
                "bun.lock",
                "install",
                cache -> Map.of("BUN_INSTALL_CACHE_DIR", cache + "/bun", "BUN_INSTALL_GLOBAL_STORE", "1"));
        Path pnpm = program("pnpm");
        if (pnpm != null) {
            tools.add(new Tool(
                    "pnpm",
                    called(pnpm),
                    List.of("install", "--ignore-scripts", "--no-frozen-lockfile"),
                    List.of("add", "--ignore-scripts"),
                    "pnpm-lock.yaml",
                    variables(cache -> Map.of(
                            "XDG_CACHE_HOME", cache + "/xdg",
                            "XDG_DATA_HOME", cache + "/xdg",
                            "npm_config_store_dir", cache + "/store",
                            "PNPM_HOME", cache + "/home",
                            "npm_config_minimum_release_age", "0"))));
        }
        Path npm = program("npm");
        if (npm != null) {
            tools.add(new Tool(
                    "npm",
                    called(npm),
                    QUIET_NPM,
                    QUIET_NPM,
                    "package-lock.json",
                    variables(cache -> Map.of("npm_config_cache", cache + "/npm"))));
        }
        Path yarn = program("yarn");
        if (yarn != null) {
            tools.add(new Tool(
                    "yarn",
                    called(yarn),
                    List.of("install"),
                    List.of("add"),
                    "yarn.lock",
                    variables(cache -> Map.of(
                            "YARN_GLOBAL_FOLDER", cache + "/yarn",
                            "npm_config_cache_folder", cache + "/yarn/cache",
                            "YARN_ENABLE_TELEMETRY", "0",
                            "YARN_ENABLE_IMMUTABLE_INSTALLS", "0",
                            "YARN_ENABLE_SCRIPTS", "0",
                            "npm_config_ignore_scripts", "true",
                            "YARN_NODE_LINKER", "node-modules",
                            "YARN_ENABLE_GLOBAL_CACHE", "true"))));
        }
        Path utoo = program("utoo");
        if (utoo != null) {
            tools.add(new Tool(
                    "utoo",
                    called(utoo),
                    List.of("install", "--ignore-scripts"),
                    List.of("install", "--ignore-scripts"),
                    "package-lock.json",
                    variables(cache -> Map.of("HOME", cache + "/home"))));
        }
        tools.add(dx(Tool.DX, dx, "0"));
        tools.add(dx(Tool.RESIDENT, dx, "1"));
        return tools;
    }

    /** One whose options are the same for installing and adding. */
    private void add(
            List<Tool> tools,
            String name,
            String program,
            List<String> options,
            String lock,
            String install,
            Function<Path, Map<String, String>> variables) {
        Path found = program(program);
        if (found != null) {
            tools.add(new Tool(
                    name, called(found), with(install, options), with("add", options), lock, variables(variables)));
        }
    }

    private Tool dx(String name, List<String> command, String resident) {
        return new Tool(
                name,
                command,
                List.of("install", "--ignore-scripts"),
                List.of("add", "--ignore-scripts"),
                "package-lock.json",
                variables(cache -> Map.of(
                        "DX_HOME",
                        cache + "/dx",
                        "npm_config_min_release_age",
                        "0",
                        "DX_SPARES",
                        "1",
                        "DX_RESIDENT",
                        resident)));
    }

    private static List<String> with(String first, List<String> more) {
        List<String> all = new ArrayList<>(List.of(first));
        all.addAll(more);
        return all;
    }

    private Function<Path, Map<String, String>> variables(Function<Path, Map<String, String>> own) {
        return cache -> {
            Map<String, String> all = new HashMap<>(environment.variables());
            all.put("CI", "1");
            all.put("NO_COLOR", "1");
            all.putAll(own.apply(cache));
            all.putAll(registry);
            return all;
        };
    }

    private @Nullable Path program(String name) {
        if (folder == null) {
            return environment.program(name);
        }
        String path = folder.resolve("bin")
                + File.pathSeparator
                + folder.resolve("node_modules").resolve(".bin")
                + File.pathSeparator
                + folder;
        return new Environment(Map.of("PATH", path), environment.userHome(), environment.platform()).program(name);
    }

    /** A script of JavaScript is not a program everywhere, and starts the same either way. */
    private List<String> called(Path program) {
        String name;
        try {
            name = program.toRealPath().toString().toLowerCase(Locale.ROOT);
        } catch (IOException gone) {
            name = program.toString();
        }
        Path node = name.endsWith(".js") || name.endsWith(".cjs") ? environment.program("node") : null;
        return node == null ? List.of(program.toString()) : List.of(node.toString(), program.toString());
    }
}
