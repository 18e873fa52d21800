package dev.dx.app.cli.install;

import dev.dx.app.cli.call.Invocation;
import dev.dx.app.cli.call.OptionGroup;
import dev.dx.app.cli.call.Terminal;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.install.Engine;
import dev.dx.engine.install.change.InstallRequest.NetworkPolicy;
import dev.dx.engine.install.project.DependencyKind;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What can be said to every command that changes node_modules. */
final class InstallOptions implements OptionGroup {
    /** How npm's configuration writes several values as one. */
    private static final String NEXT_IN_LIST = "\n\n";

    @Option(
            names = "--omit",
            paramLabel = "KIND",
            description = "Leave dev, optional or peer dependencies out of node_modules; the lock keeps them.")
    List<String> omit = new ArrayList<>();

    @Option(names = "--include", paramLabel = "KIND", description = "Take a kind in again that was to be left out.")
    List<String> include = new ArrayList<>();

    @Option(
            names = {"--production", "--prod"},
            description = "Like --omit=dev.")
    boolean production;

    @Option(names = "--offline", description = "Use what is in the store and the cache alone.")
    boolean offline;

    @Option(names = "--prefer-offline", description = "Use what is cached, however old it is, before asking.")
    boolean preferOffline;

    @Option(
            names = "--before",
            paramLabel = "DATE",
            description = "Choose no version published after this date, as in 2026-01-31.")
    @Nullable
    String before;

    @Option(names = "--ignore-scripts", description = "Run no scripts of packages or of the project.")
    boolean ignoreScripts;

    @Option(
            names = {"--package-lock-only", "--lockfile-only"},
            description = "Write package.json and the lock, and leave node_modules alone.")
    boolean lockOnly;

    @Option(names = "--no-package-lock", description = "Neither read nor write a lock.")
    boolean noLock;

    @Option(names = "--no-save", description = "Change node_modules, and neither package.json nor the lock.")
    boolean noSave;

    /** What {@code dx update --save} says. */
    boolean saves;

    /** What {@code dx add --save-bundle} says. */
    boolean bundles;

    @Option(names = "--install-links", description = "Copy folders into node_modules instead of linking to them.")
    boolean installLinks;

    @Option(names = "--prefer-dedupe", description = "Keep a version that is there over a newer one beside it.")
    boolean preferDedupe;

    @Option(names = "--legacy-peer-deps", description = "Pass over what packages want beside them.")
    boolean legacyPeers;

    @Option(names = "--strict-peer-deps", description = "Fail over every conflict between peers, near or far.")
    boolean strictPeers;

    @Option(
            names = "--node-modules",
            paramLabel = "WAY",
            description = "own: files in the project. shared: links to a tree that stands once for all projects.")
    @Nullable
    String modules;

    @Option(
            names = "--link",
            paramLabel = "WAY",
            description = "How files get into node_modules: copy, hardlink, reflink, or auto, the best there is.")
    @Nullable
    String link;

    @Option(
            names = "--force-shared",
            description = "With --node-modules=shared: link also where a tool is known not to bear it.")
    boolean forceShared;

    @Option(
            names = {"-f", "--force"},
            description = "Go on over conflicts between peers, and packages for other platforms, with a warning.")
    boolean force;

    @Override
    public boolean flag(String name) {
        switch (name) {
            case "--package-lock-only", "--lockfile-only" -> lockOnly = true;
            case "--no-package-lock" -> noLock = true;
            case "--no-save" -> noSave = true;
            case "--install-links" -> installLinks = true;
            case "--prefer-dedupe" -> preferDedupe = true;
            case "--force-shared" -> forceShared = true;
            case "--legacy-peer-deps" -> legacyPeers = true;
            case "--strict-peer-deps" -> strictPeers = true;
            case "-f", "--force" -> force = true;
            case "--production", "--prod" -> production = true;
            case "--offline" -> offline = true;
            case "--prefer-offline" -> preferOffline = true;
            case "--ignore-scripts" -> ignoreScripts = true;
            default -> {
                return false;
            }
        }
        return true;
    }

    @Override
    public @Nullable Consumer<String> valueOf(String name) {
        return switch (name) {
            case "--omit" -> omit::add;
            case "--include" -> include::add;
            case "--node-modules" -> value -> modules = value;
            case "--link" -> value -> link = value;
            case "--before" -> value -> before = value;
            default -> null;
        };
    }

    @Override
    public boolean takesSettings() {
        return true;
    }

    /** The project's own scripts are given the terminal, where there is one. */
    @Override
    public boolean wantsTerminal(Invocation invocation) {
        Terminal terminal = invocation.terminal();
        if (!terminal.outIsTerminal() && !terminal.errIsTerminal()) {
            return false;
        }
        try (Engine engine = invocation.openEngine(settings())) {
            return engine.runsOwnScripts(invocation.project());
        }
    }

    /** What the options themselves leave out; configuration files and NODE_ENV may leave out more. */
    Set<DependencyKind> omitted() {
        Set<DependencyKind> omitted = EnumSet.noneOf(DependencyKind.class);
        if (production) {
            omitted.add(DependencyKind.DEV);
        }
        omit.forEach(kind -> omitted.add(kind("--omit", kind)));
        include.forEach(kind -> omitted.remove(kind("--include", kind)));
        return omitted;
    }

    NetworkPolicy network() {
        if (offline) {
            return NetworkPolicy.OFFLINE;
        }
        return preferOffline ? NetworkPolicy.PREFER_OFFLINE : NetworkPolicy.ONLINE;
    }

    @Nullable
    Instant publishedBefore() {
        if (before == null) {
            return null;
        }
        try {
            return before.indexOf('T') < 0
                    ? LocalDate.parse(before).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(before).toInstant();
        } catch (DateTimeException notADate) {
            throw new DxException(
                    ErrorCode.DX_USAGE,
                    "--before " + before,
                    "Write a date as in 2026-01-31, or a time as in 2026-01-31T12:00:00Z.");
        }
    }

    /** In the words of npm's configuration, where an option goes before the files and the environment. */
    Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        if (!omit.isEmpty()) {
            settings.put("omit", String.join(NEXT_IN_LIST, omit));
        }
        if (!include.isEmpty()) {
            settings.put("include", String.join(NEXT_IN_LIST, include));
        }
        if (production) {
            settings.put("production", "true");
        }
        put(settings, ignoreScripts, "ignore-scripts", "true");
        put(settings, lockOnly, "package-lock-only", "true");
        put(settings, noLock, "package-lock", "false");
        put(settings, saves, "save", "true");
        put(settings, noSave, "save", "false");
        put(settings, bundles, "save-bundle", "true");
        put(settings, installLinks, "install-links", "true");
        put(settings, preferDedupe, "prefer-dedupe", "true");
        put(settings, legacyPeers, "legacy-peer-deps", "true");
        put(settings, strictPeers, "strict-peer-deps", "true");
        put(settings, force, "force", "true");
        put(settings, forceShared, "force-shared", "true");
        if (link != null) {
            settings.put("link", link);
        }
        if (modules != null) {
            settings.put("node-modules", modules);
        }
        return settings;
    }

    private static void put(Map<String, String> settings, boolean asked, String key, String value) {
        if (asked) {
            settings.put(key, value);
        }
    }

    private static DependencyKind kind(String option, String kind) {
        return switch (kind) {
            case "dev" -> DependencyKind.DEV;
            case "optional" -> DependencyKind.OPTIONAL;
            case "peer" -> DependencyKind.PEER;
            default ->
                throw new DxException(ErrorCode.DX_USAGE, option + "=" + kind, "The kinds are dev, optional and peer.");
        };
    }
}
