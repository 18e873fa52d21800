package dev.dx.engine.script;

import dev.dx.engine.Environment;
import dev.dx.engine.npm.config.ConfigLayer;
import dev.dx.engine.npm.config.ConfigValue;
import dev.dx.engine.npm.config.NpmConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * npm's settings as the variables {@code npm_config_…}, from which a script, and an npm that it starts, learns them. What
 * is for one registry, a scope or a secret is left out, as npm leaves it out.
 */
final class ConfigVariables {
    /** What npm knows and keeps to itself. */
    private static final Set<String> NOT_EXPORTED = Set.of(
            "if-present",
            "include-workspace-root",
            "min-release-age",
            "min-release-age-exclude",
            "workspace",
            "workspaces",
            "also",
            "cache-max",
            "cache-min",
            "cert",
            "dev",
            "global-style",
            "key",
            "legacy-bundling",
            "only",
            "optional",
            "production",
            "shrinkwrap");

    private static final Set<String> FALSE = Set.of("false", "null");

    private ConfigVariables() {}

    static Map<String, String> of(Environment environment, NpmConfig config, Path project, @Nullable Path prefix) {
        Map<String, String> variables = new TreeMap<>();
        if (prefix != null) {
            variables.put("npm_config_prefix", prefix.toString());
            variables.put("npm_config_global_prefix", prefix.toString());
        }
        variables.put("npm_config_cache", environment.userHome().resolve(".npm").toString());
        file(variables, "npm_config_userconfig", config.file(ConfigLayer.USER));
        file(variables, "npm_config_globalconfig", config.file(ConfigLayer.GLOBAL));
        variables.put(
                "npm_config_init_module",
                environment.userHome().resolve(".npm-init.js").toString());
        variables.put("npm_config_noproxy", "");
        for (ConfigValue value : config.values()) {
            if (isExported(value)) {
                variables.put(variable(value.key()), text(value));
            }
        }
        variables.put("npm_config_local_prefix", project.toString());
        return variables;
    }

    private static boolean isExported(ConfigValue value) {
        String key = value.key();
        return !key.isEmpty()
                && "/@_".indexOf(key.charAt(0)) < 0
                && !value.isSecret()
                && key.chars().allMatch(c -> c == '-' || c == '_' || c == '.' || Character.isLetterOrDigit(c))
                && !NOT_EXPORTED.contains(key);
    }

    private static String variable(String key) {
        return "npm_config_" + key.replace('-', '_').toLowerCase(Locale.ROOT);
    }

    private static String text(ConfigValue value) {
        String text = value.values().size() > 1 ? String.join("\n\n", value.values()) : value.text();
        return FALSE.contains(text) ? "" : text;
    }

    private static void file(Map<String, String> variables, String name, @Nullable Path file) {
        if (file != null) {
            variables.put(name, file.toString());
        }
    }

    /** The program that builds native code: the configured one, else the one npm brought along; null if there is none. */
    static @Nullable String nodeGyp(NpmConfig config, @Nullable Path npm, Script.Origin origin) {
        ConfigValue chosen = config.value("node-gyp");
        if (chosen != null && mayChoosePrograms(chosen, origin)) {
            return chosen.text();
        }
        Path own = npm == null ? null : npm.resolve("node_modules/node-gyp/bin/node-gyp.js");
        return own == null || !Files.isRegularFile(own) ? null : own.toString();
    }

    /** Whether a setting may name a program to run, or what every program is to load. */
    static boolean mayChoosePrograms(ConfigValue value, Script.Origin origin) {
        return switch (origin) {
            case MANIFEST -> true;
            case CALLER -> value.layer() != ConfigLayer.PROJECT;
        };
    }
}
