package dev.dx.engine.install;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.npm.config.NpmConfig;
import dev.dx.engine.npm.semver.Options;
import dev.dx.engine.npm.semver.Range;
import dev.dx.engine.npm.spec.PackageSpec;
import dev.dx.engine.npm.tree.Edge;
import dev.dx.engine.npm.tree.TreeNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a {@link Change} makes of a manifest, in two steps: before resolving the wish as it was typed, and after it what was
 * chosen, the way npm writes it down.
 */
final class ManifestChange {
    /** A direct dependency the user named. */
    private record Named(String name, DependencyKind kind, PackageSpec.Registry wish, boolean alias) {}

    private final ProjectManifest wished;
    private final List<Named> named;
    private final Change change;

    private ManifestChange(ProjectManifest wished, List<Named> named, Change change) {
        this.wished = wished;
        this.named = List.copyOf(named);
        this.change = change;
    }

    static ManifestChange of(ProjectManifest manifest, Change change) {
        return switch (change) {
            case Change.Sync _, Change.Import _ -> new ManifestChange(manifest, List.of(), change);
            case Change.Remove remove -> remove(manifest, remove);
            case Change.Add add -> add(manifest, add);
        };
    }

    private static ManifestChange remove(ProjectManifest manifest, Change.Remove remove) {
        ProjectManifest edited = manifest;
        for (String name : remove.names()) {
            if (manifest.kindOf(name) == null) {
                throw new DxException(
                        ErrorCode.DX_NOT_FOUND,
                        name + ": is not a dependency of this project",
                        "See dx list for what is.");
            }
            edited = edited.without(name);
        }
        return new ManifestChange(edited.sorted(), List.of(), remove);
    }

    private static ManifestChange add(ProjectManifest manifest, Change.Add add) {
        ProjectManifest edited = manifest;
        List<Named> named = new ArrayList<>();
        for (String text : add.specs()) {
            PackageSpec spec = PackageSpec.parse(text);
            PackageSpec.Registry wish = switch (spec) {
                case PackageSpec.Registry registry -> registry;
                case PackageSpec.Alias alias -> alias.target();
                default ->
                    throw new DxException(
                            ErrorCode.DX_UNSUPPORTED,
                            text + ": only packages from a registry are understood yet",
                            "Ask for a published version, as in name@version.");
            };
            String name = spec.requireName().value();
            DependencyKind there = manifest.kindOf(name);
            DependencyKind chosen = add.saveAs();
            DependencyKind kind = chosen != null ? chosen : there != null ? there : DependencyKind.PRODUCTION;
            String raw = spec instanceof PackageSpec.Alias
                    ? "npm:" + wish.requireName().value() + "@" + wish.fetchSpec()
                    : wish.fetchSpec();
            // Naming a package without a version asks for the best of what the manifest allows already.
            String present = edited.json().strings(kind.manifestKey()).get(name);
            edited = edited.with(kind, name, raw.equals("*") && present != null ? present : raw);
            named.add(new Named(name, kind, wish, spec instanceof PackageSpec.Alias));
        }
        return new ManifestChange(edited, named, add);
    }

    /** The manifest to resolve. */
    ProjectManifest wished() {
        return wished;
    }

    /** The direct dependencies the user named. */
    Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        named.forEach(each -> names.add(each.name()));
        return names;
    }

    /** The manifest to write, now that versions are chosen. */
    ProjectManifest settled(TreeNode project, NpmConfig config) {
        if (!(change instanceof Change.Add add)) {
            return wished;
        }
        ProjectManifest settled = wished;
        for (Named each : named) {
            Edge edge = project.edgeOut(each.name());
            TreeNode node = edge == null ? null : edge.to();
            if (node != null) {
                String range = rangeFor(each.wish(), node.version(), prefix(add, config));
                String spec = each.alias() ? "npm:" + node.manifest().name() + "@" + range : range;
                settled = settled.with(each.kind(), each.name(), spec);
            }
        }
        return settled.sorted();
    }

    private static String prefix(Change.Add add, NpmConfig config) {
        return switch (add.precision()) {
            case EXACT -> "";
            case CARET -> config.saveExact() ? "" : config.savePrefix();
        };
    }

    /** The range that was typed, unless the usual one for the chosen version promises no more than it. */
    private static String rangeFor(PackageSpec.Registry wish, String version, String prefix) {
        String usual = prefix + version;
        if (wish.selector() != PackageSpec.Selector.RANGE || wish.fetchSpec().equals("*")) {
            return usual;
        }
        Range typed = Range.parse(wish.fetchSpec(), Options.LOOSE);
        Range narrow = Range.parse(usual, Options.LOOSE);
        return typed != null && narrow != null && narrow.equals(typed) ? usual : wish.fetchSpec();
    }
}
