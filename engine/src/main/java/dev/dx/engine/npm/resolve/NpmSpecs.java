package dev.dx.engine.npm.resolve;

import dev.dx.engine.DxException;
import dev.dx.engine.npm.PackageManifest;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.semver.Options;
import dev.dx.engine.npm.semver.Range;
import dev.dx.engine.npm.semver.Version;
import dev.dx.engine.npm.spec.HostedRepository;
import dev.dx.engine.npm.spec.PackageSpec;
import dev.dx.engine.npm.tree.Edge;
import dev.dx.engine.npm.tree.Specs;
import dev.dx.engine.npm.tree.TreeNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * npm's meaning of versions and specs, remembered, since a tree asks the same questions many times. Safe for use by many
 * threads.
 */
public final class NpmSpecs implements Specs {
    static final Options LOOSE = Options.LOOSE;
    static final Options WITH_PRERELEASES = Options.STRICT_WITH_PRERELEASES;

    private static final Pattern COMMIT = Pattern.compile("[a-fA-F0-9]{40,64}");

    /** How to treat the wishes of packages for what stands beside them. */
    public enum Peers {
        INSTALLED,
        /** As {@code legacy-peer-deps} asks. */
        IGNORED
    }

    /** What becomes of folders that are asked for. */
    public enum Folders {
        /** Links lead to them. */
        LINKED,
        /** They are packed and installed like archives, as {@code install-links} asks; members of the workspace are not. */
        COPIED
    }

    private final Peers peers;
    private final Folders folders;
    private final @Nullable ProjectLayout layout;
    private final Map<String, Optional<Version>> versions = new ConcurrentHashMap<>();
    private final Map<String, RegistrySpec> registrySpecs = new ConcurrentHashMap<>();
    private final Map<String, RegistrySpec.Wanted> ranges = new ConcurrentHashMap<>();
    private final Map<String, PackageSpec> specs = new ConcurrentHashMap<>();

    /**
     * What a project is made of beside its manifest.
     *
     * @param folder the project's
     * @param members of its workspace: where each is, by name
     * @param catalog what {@code catalog:} stands for
     */
    public record ProjectLayout(Path folder, Map<String, String> members, Catalog catalog) {
        public ProjectLayout {
            folder = folder.toAbsolutePath().normalize();
            members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
        }

        /** A project without a workspace. */
        public static ProjectLayout alone(Path folder) {
            return new ProjectLayout(folder, Map.of(), (name, spec) -> spec);
        }

        /** Looks up what {@code catalog:} stands for. */
        public interface Catalog {
            /** @throws DxException if there is no such entry */
            String specFor(String name, String catalogSpec);
        }
    }

    public NpmSpecs(Peers peers) {
        this(peers, Folders.LINKED, null);
    }

    public NpmSpecs(Peers peers, @Nullable ProjectLayout layout) {
        this(peers, Folders.LINKED, layout);
    }

    public NpmSpecs(Peers peers, Folders folders, @Nullable ProjectLayout layout) {
        this.peers = peers;
        this.folders = folders;
        this.layout = layout;
    }

    @Nullable
    ProjectLayout layout() {
        return layout;
    }

    @Override
    public boolean ignoresPeers() {
        return peers == Peers.IGNORED;
    }

    @Override
    public String meaningOf(String name, String spec) {
        return layout != null && spec.startsWith("catalog:") ? layout.catalog().specFor(name, spec) : spec;
    }

    /** The overrides of npm, or the resolutions of Yarn said in its words. */
    @Override
    public @Nullable JsonObject overridesOf(PackageManifest manifest) {
        JsonObject overrides = manifest.json().object("overrides");
        return overrides != null
                ? overrides
                : Resolutions.asOverrides(manifest.json().strings("resolutions"));
    }

    /** What an edge asks for; a path in it starts at the folder of who asks, or at the project's for its own rules. */
    PackageSpec specOf(Edge edge) {
        return specOf(edge, edge.spec());
    }

    private PackageSpec specOf(Edge edge, String spec) {
        return dependsOnPlace(spec) ? specOf(edge.name(), spec, baseOf(edge)) : specOf(edge.name(), spec);
    }

    private PackageSpec specOf(String name, String spec, Path base) {
        return specs.computeIfAbsent(name + "@" + spec + " " + base, key -> PackageSpec.resolve(name, spec, base));
    }

    /** Of a spec that means the same everywhere. */
    private PackageSpec specOf(String name, String spec) {
        String key = name + "@" + spec;
        PackageSpec known = specs.get(key);
        if (known == null) {
            known = PackageSpec.resolve(name, spec);
            specs.put(key, known);
        }
        return known;
    }

    /** Whether it can be a path, and so mean something else in another folder. */
    private static boolean dependsOnPlace(String spec) {
        return !PackageSpec.isOfRegistry(spec) && !spec.startsWith("npm:");
    }

    private Path baseOf(Edge edge) {
        Path project = layout == null ? Path.of("") : layout.folder();
        TreeNode asking =
                edge.from().source() == null ? edge.from() : edge.from().source();
        if (asking == null || edge.isOverridden()) {
            return project;
        }
        String resolved = asking.resolved();
        if (!asking.isLink() && resolved != null && resolved.startsWith("file:")) {
            Path there = project.resolve(resolved.substring("file:".length()));
            Path parent = Files.isDirectory(there) ? there : there.getParent();
            return parent == null ? project : parent;
        }
        return project.resolve(asking.location());
    }

    /** The path of a folder from the project's, with slashes; "" for the project itself. */
    String fromProject(String folder) {
        Path project = layout == null ? Path.of("").toAbsolutePath() : layout.folder();
        Path path = Path.of(folder).toAbsolutePath().normalize();
        if (path.getRoot() != null && !path.getRoot().equals(project.getRoot())) {
            return path.toString().replace('\\', '/');
        }
        return project.relativize(path).toString().replace('\\', '/');
    }

    @Override
    public boolean isSatisfied(TreeNode node, Edge edge, String spec) {
        PackageSpec wanted;
        try {
            wanted = specOf(edge, spec);
        } catch (DxException notASpec) {
            // The resolver names it where it has to be chosen; a package that is there cannot be told to answer it.
            return false;
        }
        return isSatisfied(node, wanted);
    }

    private boolean isSatisfied(TreeNode node, PackageSpec wanted) {
        return switch (wanted) {
            case PackageSpec.Registry registry ->
                fits(node, ofRegistry(registry).wanted());
            case PackageSpec.Alias alias ->
                fits(node, ofRegistry(alias.target()).wanted());
            case PackageSpec.Folder folder ->
                isCopied(folder) ? isFrom(node, folder.path()) : leadsTo(node, folder.path());
            case PackageSpec.Link link -> leadsTo(node, link.path());
            case PackageSpec.TarballFile file -> isFrom(node, file.path());
            case PackageSpec.TarballUrl url -> url.url().equals(node.resolved());
            case PackageSpec.Git git -> isFrom(node, git);
            case PackageSpec.Workspace workspace -> node.isLink() && isInRange(node, workspace);
            case PackageSpec.Catalog catalog -> false;
        };
    }

    /** Whether a folder is to be installed like an archive. */
    boolean isCopied(PackageSpec.Folder folder) {
        return folders == Folders.COPIED
                && (layout == null || !layout.members().containsValue(fromProject(folder.path())));
    }

    private boolean isFrom(TreeNode node, String path) {
        return !node.isLink() && ("file:" + fromProject(path)).equals(node.resolved());
    }

    private boolean leadsTo(TreeNode node, String folder) {
        return node.isLink() && node.linkedFolder().equals(fromProject(folder));
    }

    private boolean isInRange(TreeNode node, PackageSpec.Workspace workspace) {
        Range range = Range.parse(workspace.range(), LOOSE);
        Version version = version(node.version());
        // ^, ~, * and paths ask for the member as it is.
        return range == null || version == null || workspace.range().equals("*") || range.satisfies(version);
    }

    private boolean isFrom(TreeNode node, PackageSpec.Git wanted) {
        String resolved = node.resolved();
        PackageSpec.Git present;
        try {
            if (resolved == null || !(PackageSpec.parse(resolved) instanceof PackageSpec.Git git)) {
                return false;
            }
            present = git;
        } catch (DxException notASpec) {
            return false;
        }
        HostedRepository there = present.hosted();
        HostedRepository asked = wanted.hosted();
        boolean same = there == null
                ? Objects.equals(present.fetchSpec(), wanted.fetchSpec())
                : asked != null && there.isSameRepository(asked);
        String committish = wanted.reference().committish();
        if (!same
                || (committish != null
                        && COMMIT.matcher(committish).matches()
                        && !committish.equals(present.reference().committish()))) {
            return false;
        }
        String range = wanted.reference().range();
        if (range == null) {
            return true;
        }
        Range parsed = Range.parse(range, LOOSE);
        Version version = version(node.version());
        return parsed != null && version != null && parsed.satisfies(version);
    }

    private boolean fits(TreeNode node, RegistrySpec.Wanted wanted) {
        return switch (wanted) {
            case RegistrySpec.Tagged tagged -> node.resolved() != null && !node.isLink();
            case RegistrySpec.Exact exact -> {
                Version version = version(node.version());
                yield version != null && version.compareTo(exact.version()) == 0;
            }
            case RegistrySpec.InRange range -> {
                if (range.isAny()) {
                    yield true;
                }
                Version version = version(node.version());
                yield version != null && range.range().satisfies(version);
            }
        };
    }

    @Override
    public int compareVersions(TreeNode left, TreeNode right) {
        Version a = version(left.version());
        Version b = version(right.version());
        if (a == null || b == null) {
            return -1;
        }
        return a.compareTo(b);
    }

    /** What a wish asks of a registry; null if it asks somebody else. */
    @Nullable
    RegistrySpec registrySpec(String name, String spec) {
        return switch (dependsOnPlace(spec) ? PackageSpec.resolve(name, spec) : specOf(name, spec)) {
            case PackageSpec.Registry registry -> ofRegistry(registry);
            case PackageSpec.Alias alias -> ofRegistry(alias.target());
            default -> null;
        };
    }

    RegistrySpec ofRegistry(PackageSpec.Registry registry) {
        String key = registry.requireName().value() + "@" + registry.fetchSpec();
        RegistrySpec known = registrySpecs.get(key);
        if (known == null) {
            known = read(registry);
            registrySpecs.put(key, known);
        }
        return known;
    }

    private RegistrySpec read(PackageSpec.Registry registry) {
        String text = registry.fetchSpec();
        RegistrySpec.Wanted wanted = switch (registry.selector()) {
            case VERSION -> exact(text);
            case RANGE -> ranges.computeIfAbsent(text, NpmSpecs::range);
            case TAG -> new RegistrySpec.Tagged(text);
        };
        return new RegistrySpec(registry.requireName().value(), wanted);
    }

    private static RegistrySpec.Wanted exact(String text) {
        Version version = Version.parse(text, LOOSE);
        if (version == null) {
            throw new IllegalStateException("not a version after all: " + text);
        }
        return new RegistrySpec.Exact(version, text);
    }

    private static RegistrySpec.Wanted range(String text) {
        Range range = Range.parse(text, LOOSE);
        if (range == null) {
            throw new IllegalStateException("not a range after all: " + text);
        }
        return new RegistrySpec.InRange(range, text);
    }

    @Nullable
    Version version(String text) {
        Optional<Version> known = versions.get(text);
        if (known == null) {
            known = Optional.ofNullable(Version.parse(text, LOOSE));
            versions.put(text, known);
        }
        return known.orElse(null);
    }
}
