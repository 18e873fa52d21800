package dev.dx.engine.npm.resolve;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.npm.semver.Options;
import dev.dx.engine.npm.semver.Range;
import dev.dx.engine.npm.semver.Version;
import dev.dx.engine.npm.spec.PackageSpec;
import dev.dx.engine.npm.tree.Specs;
import dev.dx.engine.npm.tree.TreeNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** npm's meaning of versions and specs, remembered, since a tree asks the same questions many times. */
public final class NpmSpecs implements Specs {
    static final Options LOOSE = Options.LOOSE;
    static final Options WITH_PRERELEASES = Options.STRICT_WITH_PRERELEASES;

    /** How to treat the wishes of packages for what stands beside them. */
    public enum Peers {
        INSTALLED,
        /** As {@code legacy-peer-deps} asks. */
        IGNORED
    }

    private final Peers peers;
    private final Map<String, Optional<Version>> versions = new HashMap<>();
    private final Map<String, RegistrySpec> specs = new HashMap<>();

    public NpmSpecs(Peers peers) {
        this.peers = peers;
    }

    @Override
    public boolean ignoresPeers() {
        return peers == Peers.IGNORED;
    }

    @Override
    public boolean isSatisfied(TreeNode node, String name, String spec) {
        RegistrySpec wanted;
        try {
            wanted = parse(name, spec);
        } catch (DxException notOfARegistry) {
            // The resolver names it where it has to be chosen; a package that is there cannot be told to answer it.
            return false;
        }
        return switch (wanted.wanted()) {
            case RegistrySpec.Tagged tagged -> node.resolved() != null;
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

    /** What a wish asks of a registry; wishes for anything else are refused by name. */
    RegistrySpec registrySpec(String name, String spec, TreeNode asking) {
        try {
            return parse(name, spec);
        } catch (DxException refused) {
            if (asking.isTop()) {
                throw refused;
            }
            throw new DxException(
                    refused.code(), refused.what() + ", wanted by " + asking.manifest(), refused.remedy(), refused);
        }
    }

    RegistrySpec parse(String name, String spec) {
        String key = name + "@" + spec;
        RegistrySpec known = specs.get(key);
        if (known == null) {
            known = read(name, PackageSpec.resolve(name, spec), spec);
            specs.put(key, known);
        }
        return known;
    }

    private static RegistrySpec read(String name, PackageSpec parsed, String raw) {
        return switch (parsed) {
            case PackageSpec.Registry registry -> ofRegistry(registry);
            case PackageSpec.Alias alias -> ofRegistry(alias.target());
            default ->
                throw new DxException(
                        ErrorCode.DX_UNSUPPORTED,
                        name + "@" + raw + ": only packages from a registry are understood yet",
                        "Use npm for this project until DX does, or ask for a published version.");
        };
    }

    private static RegistrySpec ofRegistry(PackageSpec.Registry registry) {
        String text = registry.fetchSpec();
        RegistrySpec.Wanted wanted = switch (registry.selector()) {
            case VERSION -> exact(text);
            case RANGE -> range(text);
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
        return versions.computeIfAbsent(text, key -> Optional.ofNullable(Version.parse(key, LOOSE)))
                .orElse(null);
    }
}
