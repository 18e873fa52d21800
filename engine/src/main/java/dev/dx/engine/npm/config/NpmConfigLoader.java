package dev.dx.engine.npm.config;

import dev.dx.engine.Environment;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads every layer of npm's configuration. A project's own file is read like the others except that it cannot say
 * where the others are, and that <code>${NAME}</code> stays as it is wherever its value would travel to a host that
 * only the project names.
 */
final class NpmConfigLoader {
    private static final int LARGEST_FILE = 4 << 20;
    private static final String VARIABLE_PREFIX = "npm_config_";
    private static final Set<String> URL_KEYS = Set.of("registry", "proxy", "https-proxy", "http-proxy");
    /** Sent with requests, or naming files that are trusted more than the project: never from a project's variables. */
    private static final Set<String> NEVER_EXPANDED_FOR_PROJECT =
            Set.of("_auth", "_authToken", "_password", "username", "otp", "user-agent", "scope");

    private static final Set<String> NOT_A_PROJECTS_BUSINESS = Set.of("userconfig", "globalconfig", "prefix");

    private final Environment environment;
    private final Path folder;
    private final Map<ConfigLayer, Map<String, ConfigValue>> layers = new EnumMap<>(ConfigLayer.class);
    private final Map<ConfigLayer, Path> files = new EnumMap<>(ConfigLayer.class);
    private final Map<String, String> withheld = new LinkedHashMap<>();
    private final List<String> warnings = new ArrayList<>();

    NpmConfigLoader(Environment environment, Path folder) {
        this.environment = environment;
        this.folder = folder;
    }

    NpmConfig load(Map<String, String> commandLine) {
        Map<String, List<String>> fromCommandLine = new LinkedHashMap<>();
        commandLine.forEach((key, value) -> fromCommandLine.put(key, List.of(value)));
        add(ConfigLayer.COMMAND_LINE, "command line", fromCommandLine);
        add(ConfigLayer.ENVIRONMENT, "environment", variables());

        Path userFile =
                Objects.requireNonNull(file("userconfig", environment.userHome().resolve(".npmrc")));
        Path nodePrefix = NpmConfigFiles.globalPrefix(environment);
        addFile(ConfigLayer.USER, userFile);
        Path prefix = file("prefix", nodePrefix);
        Path globalFile = file("globalconfig", NpmConfigFiles.globalFile(prefix));
        addFile(ConfigLayer.GLOBAL, globalFile);
        addFile(ConfigLayer.BUILTIN, NpmConfigFiles.builtinFile(environment, nodePrefix));

        Path project = NpmConfigFiles.projectRoot(folder);
        Path whole = NpmConfigFiles.workspaceOf(project);
        if (whole != null && Files.exists(project.resolve(".npmrc"))) {
            warnings.add(project.resolve(".npmrc") + " is not read: " + project.getFileName() + " is a workspace of "
                    + whole + ", whose .npmrc counts");
        }
        Path projectFile = (whole == null ? project : whole).resolve(".npmrc");
        files.put(ConfigLayer.PROJECT, projectFile);
        files.put(ConfigLayer.USER, userFile);
        if (globalFile != null) {
            files.put(ConfigLayer.GLOBAL, globalFile);
        }
        if (!projectFile.equals(userFile) && !projectFile.equals(globalFile)) {
            addFile(ConfigLayer.PROJECT, projectFile);
        }
        return new NpmConfig(environment, folder, layers, files, withheld, warnings);
    }

    private Map<String, List<String>> variables() {
        Map<String, List<String>> found = new LinkedHashMap<>();
        environment.variables().forEach((name, value) -> {
            if (value.isEmpty() || !name.toLowerCase(Locale.ROOT).startsWith(VARIABLE_PREFIX)) {
                return;
            }
            String key = name.substring(VARIABLE_PREFIX.length());
            if (key.isEmpty()) {
                return;
            }
            if (!key.startsWith("//")) {
                key = key.charAt(0) + key.substring(1).replace('_', '-');
                key = key.toLowerCase(Locale.ROOT);
            }
            found.put(key, List.of(value));
        });
        return found;
    }

    private void addFile(ConfigLayer layer, @Nullable Path file) {
        if (file == null) {
            return;
        }
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(LARGEST_FILE + 1);
        } catch (NoSuchFileException none) {
            return;
        } catch (IOException e) {
            warnings.add(file + " is not read: " + e.getClass().getSimpleName());
            return;
        }
        if (bytes.length > LARGEST_FILE) {
            warnings.add(file + " is not read: it is larger than any configuration");
            return;
        }
        add(layer, file.toString(), Ini.parse(new String(bytes, StandardCharsets.UTF_8)));
    }

    private void add(ConfigLayer layer, String source, Map<String, List<String>> values) {
        Map<String, ConfigValue> settings = new LinkedHashMap<>();
        values.forEach((rawKey, rawValues) -> {
            String key = Variables.expand(rawKey, environment);
            if (layer == ConfigLayer.PROJECT && NOT_A_PROJECTS_BUSINESS.contains(key)) {
                warnings.add(source + ": " + key + " cannot be set by a project");
                return;
            }
            List<String> expanded = expand(layer, source, key, rawValues);
            if (!expanded.isEmpty()) {
                settings.put(key, new ConfigValue(key, expanded, layer, source));
            }
        });
        layers.put(layer, settings);
    }

    /** The values with their variables filled in; empty if the setting may not take effect. */
    private List<String> expand(ConfigLayer layer, String source, String key, List<String> values) {
        if (values.stream().noneMatch(Variables::occurIn)) {
            return values;
        }
        List<String> expanded = values.stream()
                .map(value -> Variables.expand(value.strip(), environment))
                .toList();
        boolean undefined = expanded.stream().anyMatch(Variables::occurIn);
        if (key.startsWith("//")) {
            if (undefined) {
                withheld.put(key, "Set the variable that " + key + " in " + source + " refers to.");
                return List.of();
            }
            if (layer == ConfigLayer.PROJECT && !isKnownHost(NpmConfig.hostOfKey(key))) {
                withheld.put(
                        key,
                        "Move " + key + " from " + source
                                + " to your own .npmrc: a project's file may not send variables to a host of its"
                                + " choice.");
                warnings.add(source + ": " + key + " is not used, since only the project names that host");
                return List.of();
            }
            return expanded;
        }
        if (layer != ConfigLayer.PROJECT) {
            return expanded;
        }
        if (NEVER_EXPANDED_FOR_PROJECT.contains(key)) {
            return values;
        }
        if (URL_KEYS.contains(key) || key.endsWith(":registry")) {
            boolean namedByVariable = values.stream().allMatch(Variables::isAllOf);
            boolean known = expanded.stream().allMatch(url -> isKnownHost(hostOf(url)));
            return namedByVariable || known ? expanded : values;
        }
        return expanded;
    }

    /** Whether the user, rather than the project, has something to do with the host. */
    private boolean isKnownHost(String host) {
        if (host.isEmpty()) {
            return false;
        }
        Set<String> known = new HashSet<>();
        layers.forEach((layer, settings) -> {
            if (layer != ConfigLayer.PROJECT) {
                settings.values().forEach(value -> known.add(hostNamedBy(value)));
            }
        });
        if (known.contains(host)) {
            return true;
        }
        URI usual = DefaultRegistry.of(environment);
        return usual != null && host.equals(hostOf(usual.toString()));
    }

    private static String hostNamedBy(ConfigValue value) {
        if (value.key().startsWith("//")) {
            return NpmConfig.hostOfKey(value.key());
        }
        return value.key().equals("registry") || value.key().endsWith(":registry") ? hostOf(value.text()) : "";
    }

    /** {@code host} or {@code host:port} of a URL, in lower case; empty if it has none. */
    private static String hostOf(String url) {
        try {
            URI uri = URI.create(url.strip());
            return uri.getHost() == null ? "" : NpmConfig.authority(uri);
        } catch (IllegalArgumentException notUrl) {
            return "";
        }
    }

    private @Nullable Path file(String key, @Nullable Path otherwise) {
        for (ConfigLayer layer : List.of(ConfigLayer.COMMAND_LINE, ConfigLayer.ENVIRONMENT, ConfigLayer.USER)) {
            ConfigValue value = layers.getOrDefault(layer, Map.of()).get(key);
            if (value != null) {
                return NpmConfig.path(value.text(), environment, folder);
            }
        }
        return otherwise;
    }
}
