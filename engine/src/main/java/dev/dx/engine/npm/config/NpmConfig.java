package dev.dx.engine.npm.config;

import dev.dx.engine.DxException;
import dev.dx.engine.Environment;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.fetch.Credentials;
import dev.dx.engine.fetch.DxrpAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * npm's configuration as it stands for one project: command line over environment over the project's {@code .npmrc} over
 * the user's over the machine's over npm's own. Never changes once loaded.
 */
public final class NpmConfig {
    private static final Pattern PARAGRAPHS = Pattern.compile("\\n\\n");
    private static final Set<String> FALSE = Set.of("false", "null", "0");

    private final Environment environment;
    private volatile @Nullable URI npmsOwn;
    private volatile boolean npmWasAsked;
    private final Path folder;
    private final Map<ConfigLayer, Map<String, ConfigValue>> layers;
    private final Map<ConfigLayer, Path> files;
    private final Map<String, ConfigValue> effective = new TreeMap<>();
    private final ConcurrentMap<String, URI> urls = new ConcurrentHashMap<>();
    private final ConfiguredSecrets secrets;
    private final List<String> warnings;

    NpmConfig(
            Environment environment,
            Path folder,
            Map<ConfigLayer, Map<String, ConfigValue>> layers,
            Map<ConfigLayer, Path> files,
            Map<String, String> withheld,
            List<String> warnings) {
        this.environment = environment;
        this.folder = folder;
        this.layers = new EnumMap<>(layers);
        this.files = new EnumMap<>(files);
        this.secrets = new ConfiguredSecrets(this, withheld);
        this.warnings = List.copyOf(warnings);
        this.layers.values().forEach(settings -> settings.forEach(effective::putIfAbsent));
    }

    /**
     * Reads the configuration for a project.
     *
     * @param commandLine settings given by hand, without the leading dashes
     */
    public static NpmConfig load(Environment environment, Path projectFolder, Map<String, String> commandLine) {
        return new NpmConfigLoader(environment, projectFolder.toAbsolutePath().normalize()).load(commandLine);
    }

    /**
     * The folder below which what is installed for no project in particular stands, as {@code prefix} or else the place of
     * Node.js says; null where neither does. A project has no say in it.
     */
    public @Nullable Path globalPrefix() {
        String named = get("prefix");
        return named == null ? NpmConfigFiles.globalPrefix(environment) : path(named, environment, folder);
    }

    /** The settings that take effect, sorted by key. */
    public Collection<ConfigValue> values() {
        return List.copyOf(effective.values());
    }

    /** The file of a layer, whether it exists or not; null if the layer has none that could be written. */
    public @Nullable Path file(ConfigLayer layer) {
        return files.get(layer);
    }

    /** What in the files was passed over, and why. */
    public List<String> warnings() {
        return warnings;
    }

    /** The setting as it takes effect; null where nothing sets it. */
    public @Nullable ConfigValue value(String key) {
        return effective.get(key);
    }

    /** The setting as text; null where nothing sets it. */
    public @Nullable String get(String key) {
        ConfigValue value = effective.get(key);
        return value == null ? null : value.text();
    }

    /** The setting as a list; empty where nothing sets it. */
    public List<String> list(String key) {
        ConfigValue value = effective.get(key);
        if (value == null) {
            return List.of();
        }
        return value.values().size() > 1 ? value.values() : List.of(PARAGRAPHS.split(value.text()));
    }

    /** The registry a package comes from: its scope's where one is set, else the usual one. Ends with a slash. */
    public URI registryFor(String packageName) {
        String scoped = packageName.startsWith("@") ? registryOfScope(packageName) : null;
        String scope = get("scope");
        if (scoped == null && scope != null && !scope.isBlank()) {
            scoped = registryOfScope(scope.startsWith("@") ? scope : "@" + scope);
        }
        return scoped == null ? defaultRegistry() : url(scoped);
    }

    private @Nullable String registryOfScope(String name) {
        int slash = name.indexOf('/');
        String key = (slash < 0 ? name : name.substring(0, slash)) + ":registry";
        return effective.containsKey(key) ? key : null;
    }

    /** The registry for packages whose scope has none of its own. */
    public URI defaultRegistry() {
        if (effective.containsKey("registry")) {
            return url("registry");
        }
        URI npms = npmsOwnRegistry();
        if (npms == null) {
            throw new DxException(
                    ErrorCode.DX_CONFIG,
                    "no registry is configured, and there is no npm to ask for its own",
                    "Put a line registry=https://… into your .npmrc, or install npm.");
        }
        return withSlash(npms);
    }

    /** The registry npm uses where nothing is configured; null if there is no npm to ask. */
    public @Nullable URI npmsOwnRegistry() {
        if (!npmWasAsked) {
            askNpm();
        }
        return npmsOwn;
    }

    /** Once, however many threads want to know: each would start an npm of its own. */
    private synchronized void askNpm() {
        if (!npmWasAsked) {
            npmsOwn = DefaultRegistry.of(environment);
            npmWasAsked = true;
        }
    }

    /** Every registry that is configured, for a scope or for the rest. */
    List<URI> registries() {
        return effective.keySet().stream()
                .filter(key -> key.equals("registry") || key.endsWith(":registry"))
                .map(this::url)
                .toList();
    }

    /** The settings of one layer, whether they take effect or not. */
    Map<String, ConfigValue> layer(ConfigLayer layer) {
        return layers.getOrDefault(layer, Map.of());
    }

    /** A setting that names a file. */
    Path path(String text) {
        return path(text, environment, folder);
    }

    /** Each is looked at once: it is asked for with every package. */
    private URI url(String key) {
        return urls.computeIfAbsent(key, this::checkedUrl);
    }

    private URI checkedUrl(String key) {
        ConfigValue value = effective.get(key);
        String text = value == null ? "" : value.text().strip();
        String where = value == null ? key : value.source() + ": " + key;
        if (Variables.occurIn(text)) {
            throw new DxException(
                    ErrorCode.DX_CONFIG,
                    where + ": " + text + " stays as it is",
                    "Set the variable. In a project's .npmrc it must be the whole value, or the host must be one that"
                            + " your own .npmrc names.");
        }
        try {
            URI uri = URI.create(text);
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            boolean isKnown = scheme.equals("https") || scheme.equals("http") || DxrpAddress.is(uri);
            if (uri.getHost() != null && isKnown) {
                return withSlash(uri);
            }
        } catch (IllegalArgumentException notUrl) {
            // said below
        }
        throw new DxException(
                ErrorCode.DX_CONFIG,
                where + ": not the address of a registry: " + (value == null ? "" : value.shown()),
                "It has the form https://host/path/.");
    }

    private static URI withSlash(URI uri) {
        String text = uri.toString();
        return text.endsWith("/") ? uri : URI.create(text + "/");
    }

    /**
     * What to prove an identity with to an address: the setting with the longest path that covers it, or else the one for
     * the registry, if the address is on the registry's host. Over plain http nothing is sent beyond this machine, unless
     * a registry is configured to be there over plain http.
     */
    public Credentials credentialsFor(URI uri, URI registry) {
        return secrets.credentialsFor(uri, registry);
    }

    public Credentials credentialsFor(URI uri) {
        return credentialsFor(uri, defaultRegistry());
    }

    public boolean flag(String key, boolean otherwise) {
        String text = get(key);
        return text == null ? otherwise : !FALSE.contains(text.strip().toLowerCase(Locale.ROOT));
    }

    private double number(String key, double otherwise) {
        String text = get(key);
        if (text == null || text.equals("null")) {
            return otherwise;
        }
        try {
            double number = Double.parseDouble(text.strip());
            if (number >= 0 && number <= Integer.MAX_VALUE) {
                return number;
            }
        } catch (NumberFormatException notNumber) {
            // said below
        }
        ConfigValue value = effective.get(key);
        throw new DxException(
                ErrorCode.DX_CONFIG,
                (value == null ? "" : value.source() + ": ") + key + ": not a number: " + text,
                "It must be a number that is not negative.");
    }

    /** How many times a request that failed is made again; npm's own default is not used. */
    public int fetchRetries() {
        return (int) number("fetch-retries", 3);
    }

    public double fetchRetryFactor() {
        return number("fetch-retry-factor", 2);
    }

    public Duration fetchRetryMintimeout() {
        return Duration.ofMillis((long) number("fetch-retry-mintimeout", 100));
    }

    public Duration fetchRetryMaxtimeout() {
        return Duration.ofMillis((long) number("fetch-retry-maxtimeout", 60_000));
    }

    /** How long a registry may stay silent. Who was not told a time does not wait npm's five minutes, three times over. */
    public Duration fetchTimeout() {
        return Duration.ofMillis(Math.max(1, (long) number("fetch-timeout", 60_000)));
    }

    public int maxSockets() {
        return Math.max(1, (int) number("maxsockets", 20));
    }

    /** How old a version must be to be chosen newly. */
    public Duration minReleaseAge() {
        return Duration.ofMillis(
                (long) (number("min-release-age", 1) * Duration.ofDays(1).toMillis()));
    }

    /** Versions published later are not chosen; null for no such limit. */
    public @Nullable Instant before() {
        String text = get("before");
        if (text == null || text.equals("null")) {
            return null;
        }
        try {
            return text.length() <= "2000-01-01".length()
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException notDate) {
            throw new DxException(
                    ErrorCode.DX_CONFIG, "before: not a date: " + text, "Write 2026-01-31 or 2026-01-31T12:00:00Z.");
        }
    }

    public boolean strictSsl() {
        return flag("strict-ssl", true);
    }

    /** Certificates to trust, as PEM text. */
    public List<String> ca() {
        return list("ca").stream()
                .filter(text -> !text.isBlank() && !text.equals("null"))
                .map(text -> text.replace("\\n", "\n"))
                .toList();
    }

    /** A PEM file of certificates to trust; null if none is set. */
    public @Nullable Path cafile() {
        String text = get("cafile");
        return text == null || text.isBlank() || text.equals("null") ? null : path(text);
    }

    /** The proxy for every request; null where the environment's variables decide. */
    public @Nullable String proxy() {
        for (String key : List.of("https-proxy", "proxy", "http-proxy")) {
            String text = get(key);
            if (text != null && !FALSE.contains(text)) {
                return text;
            }
        }
        return null;
    }

    /** Hosts and domains to reach without a proxy; empty where the environment's variables decide. */
    public List<String> noproxy() {
        List<String> hosts = new ArrayList<>();
        for (String entry : list("noproxy")) {
            for (String host : entry.split(",", -1)) {
                if (!host.isBlank()) {
                    hosts.add(host.strip());
                }
            }
        }
        return hosts;
    }

    public boolean saveExact() {
        return flag("save-exact", false);
    }

    public String savePrefix() {
        String text = get("save-prefix");
        return text == null ? "^" : text;
    }

    /** The tag a package without a version stands for. */
    public String tag() {
        String text = get("tag");
        return text == null || text.isBlank() ? "latest" : text;
    }

    public boolean omitLockfileRegistryResolved() {
        return flag("omit-lockfile-registry-resolved", false);
    }

    public boolean engineStrict() {
        return flag("engine-strict", false);
    }

    public boolean legacyPeerDeps() {
        return flag("legacy-peer-deps", false);
    }

    public boolean strictPeerDeps() {
        return flag("strict-peer-deps", false);
    }

    /** Whether the tree is to have as few copies of a package as its wishes allow. */
    public boolean preferDedupe() {
        return flag("prefer-dedupe", false);
    }

    /** Whether folders are packed and copied rather than linked to. */
    public boolean installLinks() {
        return flag("install-links", false);
    }

    /** Whether a lock is read and written at all. */
    public boolean packageLock() {
        return flag("package-lock", flag("shrinkwrap", true));
    }

    /** Whether the lock is written and node_modules left alone. */
    public boolean packageLockOnly() {
        return flag("package-lock-only", false);
    }

    /** Whether everything is worked out and nothing is written. */
    public boolean dryRun() {
        return flag("dry-run", false);
    }

    /** Whether the lock is laid out to be read, or all on one line. */
    public boolean formatPackageLock() {
        return flag("format-package-lock", true);
    }

    /** Whether what is added is written to package.json. */
    public boolean save() {
        return flag("save", true);
    }

    /** The version that lock files are written in; null to keep what a project has. */
    public @Nullable Integer lockfileVersion() {
        String text = get("lockfile-version");
        if (text == null || text.strip().equals("null")) {
            return null;
        }
        return switch (text.strip()) {
            case "1" -> 1;
            case "2" -> 2;
            case "3" -> 3;
            default ->
                throw new DxException(
                        ErrorCode.DX_CONFIG, "lockfile-version: not a version: " + text, "It is 1, 2 or 3.");
        };
    }

    public boolean ignoreScripts() {
        return flag("ignore-scripts", false);
    }

    /** Options for every node that is started; null where none are set. */
    public @Nullable String nodeOptions() {
        return get("node-options");
    }

    /** Kinds of dependency that are not installed: {@code dev}, {@code optional}, {@code peer}. */
    public Set<String> omit() {
        Set<String> omit = new LinkedHashSet<>(list("omit"));
        String only = get("only");
        boolean byEnvironment = get("omit") == null && "production".equals(environment.get("NODE_ENV"));
        if (byEnvironment || "prod".equals(only) || "production".equals(only) || flag("production", false)) {
            omit.add("dev");
        }
        if (!flag("optional", true)) {
            omit.add("optional");
        }
        omit.removeAll(include());
        return omit;
    }

    /** Kinds of dependency that are installed whatever else says not to. */
    public Set<String> include() {
        Set<String> include = new LinkedHashSet<>(list("include"));
        String also = get("also");
        boolean alsoDev = also != null && also.startsWith("dev");
        if (!flag("production", true) || alsoDev || flag("dev", false)) {
            include.add("dev");
        }
        if (flag("optional", false)) {
            include.add("optional");
        }
        return include;
    }

    /** How node_modules is laid out: {@code hoisted}, {@code nested} or {@code shallow}. */
    public String installStrategy() {
        // The older names go before, as in npm.
        if (flag("global-style", false)) {
            return "shallow";
        }
        if (flag("legacy-bundling", false)) {
            return "nested";
        }
        String strategy = get("install-strategy");
        if (strategy == null || Set.of("hoisted", "nested", "shallow").contains(strategy)) {
            return strategy == null ? "hoisted" : strategy;
        }
        throw new DxException(
                ErrorCode.DX_UNSUPPORTED, "install-strategy=" + strategy, "There are hoisted, nested and shallow.");
    }

    /** {@code host} or {@code host:port} of a {@code //host:port/path:field} key. */
    static String hostOfKey(String key) {
        int slash = key.indexOf('/', 2);
        int field = key.lastIndexOf(':');
        int end = slash > 0 ? slash : field > 2 ? field : key.length();
        return key.substring(2, end).toLowerCase(Locale.ROOT);
    }

    /** {@code host}, or {@code host:port} where the port is not the scheme's usual one; in lower case. */
    static String authority(URI uri) {
        String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
        int usual = "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
        return uri.getPort() < 0 || uri.getPort() == usual ? host : host + ":" + uri.getPort();
    }

    static Path path(String text, Environment environment, Path folder) {
        String home = environment.platform().isWindows() && text.startsWith("~\\") ? "~\\" : "~/";
        if (text.startsWith(home)) {
            return environment.userHome().resolve(text.substring(home.length()));
        }
        return folder.resolve(text).normalize();
    }

    @Override
    public String toString() {
        return effective.values().toString();
    }
}
