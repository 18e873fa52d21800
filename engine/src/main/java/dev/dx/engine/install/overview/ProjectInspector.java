package dev.dx.engine.install.overview;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.Platform;
import dev.dx.engine.install.overview.ProjectOverview.DependencyRow;
import dev.dx.engine.install.overview.ProjectOverview.InstalledState;
import dev.dx.engine.install.overview.ProjectOverview.LockState;
import dev.dx.engine.install.overview.ProjectOverview.ModulesState;
import dev.dx.engine.install.project.DependencyKind;
import dev.dx.engine.install.project.LinkedPackages;
import dev.dx.engine.install.project.ProjectFiles;
import dev.dx.engine.install.project.ProjectManifest;
import dev.dx.engine.npm.PackageManifest;
import dev.dx.engine.npm.PlatformRules;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.json.JsonReader;
import dev.dx.engine.npm.lock.PackageLock;
import dev.dx.engine.npm.semver.Options;
import dev.dx.engine.npm.semver.Range;
import dev.dx.engine.npm.semver.Version;
import dev.dx.engine.npm.spec.PackageSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads how a project stands, from its files alone. */
public final class ProjectInspector {
    private final Path project;
    private final String home;
    private final Platform platform;
    private final PackageManifest manifest;
    private final @Nullable PackageLock lock;
    private final LockState unreadable;
    private final @Nullable PackageLock installed;

    private ProjectInspector(Path project, String home, Platform platform) {
        this.project = project;
        this.home = home;
        this.platform = platform;
        this.manifest = ProjectManifest.read(project.resolve(home)).manifest();
        this.installed = ProjectFiles.readHiddenLock(project.resolve("node_modules"));
        PackageLock read = null;
        LockState state = LockState.ABSENT;
        try {
            String name = ProjectFiles.lockName(project);
            String text = ProjectFiles.readLockText(project.resolve(name));
            read = text == null ? null : PackageLock.parse(name, text);
        } catch (DxException illegible) {
            if (illegible.code() == ErrorCode.DX_IO) {
                throw illegible;
            }
            state = LockState.UNREADABLE;
        }
        this.lock = read;
        this.unreadable = state;
    }

    public static ProjectOverview inspect(Path project, Platform platform) {
        return new ProjectInspector(project.toAbsolutePath().normalize(), "", platform).overview();
    }

    /** @param home the folder of a member, as a path from the project's; "" for the project itself */
    public static ProjectOverview inspect(Path project, String home, Platform platform) {
        return new ProjectInspector(project.toAbsolutePath().normalize(), home, platform).overview();
    }

    private ProjectOverview overview() {
        List<DependencyRow> rows = new ArrayList<>();
        for (Map.Entry<String, DependencyKind> dependency : dependencies().entrySet()) {
            rows.add(row(dependency.getKey(), dependency.getValue()));
        }
        Path folder = project.resolve(home);
        Path name = folder.getFileName();
        return new ProjectOverview(
                home.isEmpty() ? project : folder,
                manifest.name().isEmpty() ? (name == null ? "/" : name.toString()) : manifest.name(),
                manifest.version().isEmpty() ? null : manifest.version(),
                rows,
                lockState(rows),
                modulesState(rows),
                standing(project, installed));
    }

    /** How many of the packages that were installed into a project are there still. */
    public static int standing(Path project) {
        return standing(project, ProjectFiles.readHiddenLock(project.resolve("node_modules")));
    }

    /** What node_modules links to may have been removed since: what was written down there says nothing of that. */
    private static int standing(Path project, @Nullable PackageLock installed) {
        return installed == null
                ? 0
                : (int) installed.packages().keySet().stream()
                        .filter(place -> Files.isDirectory(project.resolve(place)))
                        .count();
    }

    /** Direct dependencies in the order of the lists; one that is in several counts once, as npm counts it. */
    private Map<String, DependencyKind> dependencies() {
        Map<String, DependencyKind> kinds = new LinkedHashMap<>();
        manifest.dependencies().keySet().forEach(name -> kinds.put(name, DependencyKind.PRODUCTION));
        manifest.optionalDependencies().keySet().forEach(name -> kinds.put(name, DependencyKind.OPTIONAL));
        manifest.devDependencies().keySet().forEach(name -> kinds.put(name, DependencyKind.DEV));
        manifest.peerDependencies().keySet().forEach(name -> kinds.putIfAbsent(name, DependencyKind.PEER));
        return kinds;
    }

    private String wanted(String name, DependencyKind kind) {
        Map<String, String> list = switch (kind) {
            case PRODUCTION -> manifest.dependencies();
            case DEV -> manifest.devDependencies();
            case OPTIONAL -> manifest.optionalDependencies();
            case PEER -> manifest.peerDependencies();
        };
        return list.getOrDefault(name, "*");
    }

    private DependencyRow row(String name, DependencyKind kind) {
        String wanted = wanted(name, kind);
        String locked = lockedVersion(name);
        String version = installedVersion(name);
        InstalledState state;
        if (version != null) {
            state = fits(name, wanted, version) ? InstalledState.OK : InstalledState.MISMATCH;
        } else if (mayBeAbsent(name, kind)) {
            state = InstalledState.SKIPPED;
        } else {
            state = InstalledState.MISSING;
        }
        return new DependencyRow(name, kind, wanted, locked, version, state);
    }

    private boolean mayBeAbsent(String name, DependencyKind kind) {
        if (kind == DependencyKind.PEER) {
            return manifest.optionalPeers().contains(name);
        }
        JsonObject entry = lockEntry(name);
        return kind == DependencyKind.OPTIONAL
                && entry != null
                && !PlatformRules.allow(PackageManifest.of(entry), platform);
    }

    /** The folders whose node_modules Node.js looks into, the nearest first, as paths from the project's. */
    private List<String> lookedInto() {
        List<String> folders = new ArrayList<>();
        for (String at = home; !at.isEmpty(); at = at.substring(0, Math.max(0, at.lastIndexOf('/')))) {
            folders.add(at + "/");
        }
        folders.add("");
        return folders;
    }

    private @Nullable JsonObject lockEntry(String name) {
        if (lock == null) {
            return null;
        }
        for (String folder : lookedInto()) {
            JsonObject entry = lock.packages().get(folder + "node_modules/" + name);
            if (entry != null) {
                return entry;
            }
        }
        return null;
    }

    private @Nullable String lockedVersion(String name) {
        JsonObject entry = lockEntry(name);
        if (lock == null || entry == null || !entry.isTruthy("link")) {
            return entry == null ? null : entry.string("version");
        }
        JsonObject target = lock.packages().get(entry.string("resolved") == null ? "" : entry.string("resolved"));
        return target == null ? null : target.string("version");
    }

    private @Nullable String installedVersion(String name) {
        for (String folder : lookedInto()) {
            String version = versionIn(project.resolve(folder + "node_modules").resolve(name));
            if (version != null) {
                return version;
            }
        }
        return null;
    }

    private static @Nullable String versionIn(Path folder) {
        try {
            return JsonReader.readObject(Files.readString(folder.resolve("package.json")))
                    .string("version");
        } catch (IOException | JsonReader.MalformedJsonException notInstalled) {
            return null;
        }
    }

    /** Only versions from a registry can be told to fit or not; anything else is taken as it is. */
    private static boolean fits(String name, String wanted, String version) {
        PackageSpec spec;
        try {
            spec = PackageSpec.resolve(name, wanted);
        } catch (DxException notASpec) {
            return true;
        }
        PackageSpec.Registry registry = switch (spec) {
            case PackageSpec.Registry direct -> direct;
            case PackageSpec.Alias alias -> alias.target();
            default -> null;
        };
        if (registry == null || registry.selector() == PackageSpec.Selector.TAG) {
            return true;
        }
        Range range = Range.parse(registry.fetchSpec(), Options.LOOSE);
        Version parsed = Version.parse(version, Options.LOOSE);
        return range == null || registry.fetchSpec().equals("*") || (parsed != null && range.satisfies(parsed));
    }

    private LockState lockState(List<DependencyRow> rows) {
        if (lock == null) {
            return unreadable;
        }
        for (DependencyRow row : rows) {
            String locked = row.locked();
            boolean needed = row.state() != InstalledState.SKIPPED;
            if (locked == null ? needed : !fits(row.name(), row.wanted(), locked)) {
                return LockState.OUT_OF_DATE;
            }
        }
        JsonObject member = home.isEmpty() ? null : lock.packages().get(home);
        PackageManifest locked = member == null ? lock.project() : PackageManifest.of(member);
        return wishes(manifest).equals(wishes(locked)) ? LockState.CURRENT : LockState.OUT_OF_DATE;
    }

    private static List<Map<String, String>> wishes(PackageManifest manifest) {
        return List.of(
                manifest.dependencies(),
                manifest.devDependencies(),
                manifest.optionalDependencies(),
                manifest.peerDependencies());
    }

    private ModulesState modulesState(List<DependencyRow> rows) {
        if (!Files.isDirectory(project.resolve("node_modules"))) {
            return rows.stream().allMatch(row -> row.state() == InstalledState.SKIPPED)
                    ? ModulesState.CURRENT
                    : ModulesState.ABSENT;
        }
        Set<String> linked =
                LinkedPackages.read(project.resolve("node_modules")).folders().keySet();
        boolean fits = rows.stream()
                .allMatch(row -> row.state() == InstalledState.SKIPPED
                        || linked.contains(row.name())
                        || (row.state() == InstalledState.OK
                                && (row.locked() == null || row.locked().equals(row.installed()))));
        return fits && isLockInstalled(linked) ? ModulesState.CURRENT : ModulesState.OUT_OF_DATE;
    }

    /**
     * Whether what was written down as installed is what the lock holds for this platform.
     *
     * @param linked what was linked by hand; then what the packages needed that stood there before is not missed
     */
    private boolean isLockInstalled(Set<String> linked) {
        if (lock == null) {
            return true;
        }
        if (installed == null) {
            return lock.packages().isEmpty();
        }
        for (Map.Entry<String, JsonObject> entry : lock.packages().entrySet()) {
            JsonObject there = installed.packages().get(entry.getKey());
            if (there == null) {
                if (linked.isEmpty() && !isLeftOut(entry.getValue())) {
                    return false;
                }
            } else if (!linked.contains(entry.getKey().substring(entry.getKey().indexOf('/') + 1))
                    && !java.util.Objects.equals(
                            there.string("version"), entry.getValue().string("version"))) {
                return false;
            }
        }
        return !linked.isEmpty()
                || lock.packages().keySet().containsAll(installed.packages().keySet());
    }

    /** Optional packages may be absent, those of kinds that were left out too. */
    private static boolean isLeftOut(JsonObject entry) {
        return entry.isTruthy("optional")
                || entry.isTruthy("dev")
                || entry.isTruthy("devOptional")
                || entry.isTruthy("peer")
                || PackageLock.isArchived(entry);
    }
}
