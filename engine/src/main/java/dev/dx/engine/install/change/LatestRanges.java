package dev.dx.engine.install.change;

import dev.dx.engine.DxException;
import dev.dx.engine.install.project.DependencyKind;
import dev.dx.engine.install.project.ProjectManifest;
import dev.dx.engine.npm.config.NpmConfig;
import dev.dx.engine.npm.resolve.LookAhead;
import dev.dx.engine.npm.resolve.VersionChoice;
import dev.dx.engine.npm.semver.Options;
import dev.dx.engine.npm.semver.Range;
import dev.dx.engine.npm.semver.Version;
import dev.dx.engine.npm.spec.PackageSpec;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Raises the ranges of a manifest to the latest versions. Ranges that go beyond these already stay as they are. */
public final class LatestRanges {
    private static final Pattern ONE_VERSION = Pattern.compile("\\s*([~^]?)\\s*v?\\d+\\.\\d+\\.\\d+[^\\s|]*\\s*");

    private final LookAhead registry;
    private final VersionChoice choice;
    private final String usualPrefix;

    public LatestRanges(LookAhead registry, VersionChoice choice, NpmConfig config) {
        this.registry = registry;
        this.choice = choice;
        this.usualPrefix = config.saveExact() ? "" : config.savePrefix();
    }

    /** @param names of the dependencies to raise; empty for all */
    public ProjectManifest raised(ProjectManifest manifest, Set<String> names) {
        List<DependencyKind> kinds = List.of(DependencyKind.PRODUCTION, DependencyKind.DEV, DependencyKind.OPTIONAL);
        // All are asked for before the first is waited for.
        kinds.forEach(kind -> manifest.json().strings(kind.manifestKey()).forEach((name, spec) -> {
            if (names.isEmpty() || names.contains(name)) {
                registry.expect(name, spec);
            }
        }));
        ProjectManifest edited = manifest;
        for (DependencyKind kind : kinds) {
            for (Map.Entry<String, String> wish :
                    manifest.json().strings(kind.manifestKey()).entrySet()) {
                String name = wish.getKey();
                String raised = names.isEmpty() || names.contains(name) ? raised(name, wish.getValue()) : null;
                if (raised != null) {
                    edited = edited.restating(kind, name, raised);
                }
            }
        }
        return edited;
    }

    /** The new wish; null where the old one stays. */
    private @Nullable String raised(String name, String spec) {
        PackageSpec parsed;
        try {
            parsed = PackageSpec.resolve(name, spec);
        } catch (DxException notASpec) {
            return null;
        }
        PackageSpec.Registry wish = switch (parsed) {
            case PackageSpec.Registry direct -> direct;
            case PackageSpec.Alias alias -> alias.target();
            default -> null;
        };
        if (wish == null || wish.selector() == PackageSpec.Selector.TAG) {
            return null;
        }
        String own = wish.requireName().value();
        Range range = Range.parse(wish.fetchSpec(), Options.LOOSE);
        Version latest = choice.latest(registry.versionsOf(own));
        if (range == null || latest == null) {
            return null;
        }
        Version lowest = range.minVersion();
        boolean openEnded = wish.fetchSpec().equals("*") || wish.fetchSpec().startsWith(">");
        if ((lowest != null && lowest.compareTo(latest) > 0) || (openEnded && range.satisfies(latest))) {
            return null;
        }
        String raised = prefix(wish.fetchSpec()) + latest;
        return parsed instanceof PackageSpec.Alias ? "npm:" + own + "@" + raised : raised;
    }

    private String prefix(String range) {
        java.util.regex.Matcher one = ONE_VERSION.matcher(range);
        return one.matches() ? one.group(1) : usualPrefix;
    }
}
