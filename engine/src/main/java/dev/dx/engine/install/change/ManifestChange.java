package dev.dx.engine.install.change;

import dev.dx.engine.install.project.DependencyKind;
import dev.dx.engine.install.project.ProjectManifest;
import dev.dx.engine.npm.PackageManifest;
import dev.dx.engine.npm.config.NpmConfig;
import dev.dx.engine.npm.json.JsonObject;
import dev.dx.engine.npm.semver.Options;
import dev.dx.engine.npm.semver.Range;
import dev.dx.engine.npm.semver.Version;
import dev.dx.engine.npm.spec.PackageSpec;
import dev.dx.engine.npm.tree.Edge;
import dev.dx.engine.npm.tree.TreeNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Change} makes of a manifest, in two steps: before resolving the wish as it was typed, and after it what was
 * chosen, the way npm writes it down.
 */
public final class ManifestChange {
    private final Path folder;
    private final ProjectManifest before;
    private final ProjectManifest wished;
    private final Set<String> named;
    private final Change change;

    private ManifestChange(
            Path folder, ProjectManifest before, ProjectManifest wished, Set<String> named, Change change) {
        this.folder = folder;
        this.before = before;
        this.wished = wished;
        this.named = named;
        this.change = change;
    }

    /** Finds out what a package is called that is asked for by where it is. */
    interface Naming {
        String nameOf(PackageSpec spec);
    }

    /** A manifest that stays as it is. */
    static ManifestChange none(Path folder, ProjectManifest manifest) {
        return new ManifestChange(folder, manifest, manifest, Set.of(), new Change.Sync());
    }

    /** The ranges of a manifest, raised. */
    public static ManifestChange raised(
            Path folder, ProjectManifest manifest, ProjectManifest raised, Change.Update update) {
        return new ManifestChange(folder, manifest, raised, Set.of(), update);
    }

    /**
     * @param folder of the manifest
     * @param project where paths that were typed start
     */
    public static ManifestChange of(Path folder, ProjectManifest manifest, Change change, Path project, Naming naming) {
        return switch (change) {
            case Change.Sync _,
                    Change.Import _,
                    Change.Update _,
                    Change.Dedupe _,
                    Change.Prune _,
                    Change.Approve _,
                    Change.Rebuild _,
                    Change.Link _ -> new ManifestChange(folder, manifest, manifest, Set.of(), change);
            case Change.Remove remove -> remove(folder, manifest, remove);
            case Change.Add add -> add(folder, manifest, add, project, naming);
        };
    }

    /** The same, where what is added comes inside the project's own archive as well. npm leaves peers out of that. */
    public ManifestChange bundling() {
        if (!(change instanceof Change.Add add) || add.saveAs() == DependencyKind.PEER) {
            return this;
        }
        ProjectManifest edited = wished;
        for (String name : named) {
            if (edited.kindOf(name) != DependencyKind.PEER) {
                edited = edited.bundling(name);
            }
        }
        return new ManifestChange(folder, before, edited, named, change);
    }

    private static ManifestChange remove(Path folder, ProjectManifest manifest, Change.Remove remove) {
        ProjectManifest edited = manifest;
        for (String name : remove.names()) {
            edited = edited.without(name);
        }
        return new ManifestChange(folder, manifest, edited.sorted(), Set.of(), remove);
    }

    private static ManifestChange add(
            Path folder, ProjectManifest manifest, Change.Add add, Path project, Naming naming) {
        ProjectManifest edited = manifest;
        Set<String> named = new LinkedHashSet<>();
        for (String text : add.specs()) {
            PackageSpec spec = PackageSpec.parse(text, project);
            String name = spec.name() == null
                    ? naming.nameOf(spec)
                    : spec.requireName().value();
            DependencyKind there = manifest.kindOf(name);
            DependencyKind chosen = add.saveAs();
            DependencyKind kind = chosen != null ? chosen : there != null ? there : DependencyKind.PRODUCTION;
            String raw = typed(spec, folder);
            // Naming a package without a version asks for the best of what the manifest allows already.
            String present = edited.json().strings(kind.manifestKey()).get(name);
            edited = edited.with(kind, name, raw.equals("*") && present != null ? present : raw);
            named.add(name);
        }
        return new ManifestChange(folder, manifest, edited, named, add);
    }

    /** The wish as the manifest of this folder has to say it. */
    private static String typed(PackageSpec spec, Path folder) {
        return switch (spec) {
            case PackageSpec.Folder local -> "file:" + SavedSpec.relative(folder, real(local.path()));
            case PackageSpec.TarballFile local -> "file:" + SavedSpec.relative(folder, local.path());
            case PackageSpec.Link link -> "link:" + SavedSpec.relative(folder, link.path());
            case PackageSpec.Registry registry -> registry.fetchSpec();
            case PackageSpec.Alias _,
                    PackageSpec.Git _,
                    PackageSpec.TarballUrl _,
                    PackageSpec.Workspace _,
                    PackageSpec.Catalog _ -> spec.rawSpec();
        };
    }

    /** Where a folder really is; npm goes by that too. */
    private static String real(String path) {
        try {
            return Path.of(path).toRealPath().toString();
        } catch (IOException notThere) {
            return path;
        }
    }

    /** The manifest to resolve. */
    ProjectManifest wished() {
        return wished;
    }

    /** The manifest as it was read. */
    ProjectManifest before() {
        return before;
    }

    /** The direct dependencies the user named. */
    Set<String> names() {
        return named;
    }

    /** Names that were to be removed and are in no list. */
    List<String> absent() {
        return change instanceof Change.Remove remove
                ? remove.names().stream()
                        .filter(name -> before.kindOf(name) == null)
                        .toList()
                : List.of();
    }

    /** The manifest to write, now that versions are chosen. */
    ProjectManifest settled(TreeNode owner, NpmConfig config) {
        return switch (change) {
            case Change.Sync _,
                    Change.Import _,
                    Change.Dedupe _,
                    Change.Prune _,
                    Change.Remove _,
                    Change.Approve _,
                    Change.Rebuild _,
                    Change.Link _ -> wished;
            case Change.Add add ->
                settled(owner, named, add.precision() == Change.Precision.EXACT ? "" : prefix(config), add.saveAs());
            case Change.Update update ->
                update.reach() == Change.Reach.RANGES && config.get("save") != null && config.save()
                        ? settled(owner, updated(owner, update), prefix(config), null)
                        : wished;
        };
    }

    private static String prefix(NpmConfig config) {
        return config.saveExact() ? "" : config.savePrefix();
    }

    private ProjectManifest settled(TreeNode owner, Set<String> names, String prefix, @Nullable DependencyKind asked) {
        ProjectManifest settled = wished;
        for (String name : names) {
            Edge edge = owner.edgeOut(name);
            TreeNode answer = edge == null ? null : edge.to();
            if (edge != null && answer != null) {
                String spec = SavedSpec.of(edge, answer, folder, prefix);
                settled = asked == null ? restated(settled, name, spec) : settled.restating(asked, name, spec);
            }
        }
        return settled.sorted();
    }

    /** In every list that has it, where a peer or optional dependency beside a development one stays if it fits. */
    private static ProjectManifest restated(ProjectManifest manifest, String name, String spec) {
        List<DependencyKind> there = new ArrayList<>();
        for (DependencyKind kind : DependencyKind.values()) {
            if (manifest.json().strings(kind.manifestKey()).containsKey(name)) {
                there.add(kind);
            }
        }
        ProjectManifest edited = manifest;
        for (DependencyKind kind : there) {
            String present = manifest.json().strings(kind.manifestKey()).get(name);
            boolean secondary = kind == DependencyKind.PEER || kind == DependencyKind.OPTIONAL;
            if (secondary
                    && there.contains(DependencyKind.DEV)
                    && !spec.startsWith("file:")
                    && intersect(spec, present)) {
                continue;
            }
            edited = edited.restating(kind, name, spec);
        }
        return edited;
    }

    private static boolean intersect(String one, @Nullable String other) {
        Range a = Range.parse(one, Options.LOOSE);
        Range b = other == null ? null : Range.parse(other, Options.LOOSE);
        return a != null && b != null && a.intersects(b);
    }

    /** Direct dependencies at the top of node_modules that no wish pins to the very version. */
    private static Set<String> updated(TreeNode owner, Change.Update update) {
        Set<String> names = new LinkedHashSet<>();
        for (Edge edge : owner.edgesOut()) {
            TreeNode answer = edge.to();
            if (answer != null
                    && answer.parent() == owner.root()
                    && (update.names().isEmpty() || update.names().contains(edge.name()))
                    && answer.edgesIn().stream().noneMatch(in -> isPinned(in.spec(), answer.version()))) {
                names.add(edge.name());
            }
        }
        return names;
    }

    private static boolean isPinned(String spec, String version) {
        Range range = Range.parse(spec);
        Range exact = Range.parse(version);
        return range != null && exact != null && Version.parse(version) != null && range.isSubsetOf(exact);
    }

    /** What the lock says of the manifest: npm has forgotten what was said about peers that were removed. */
    PackageManifest locked(ProjectManifest settled) {
        JsonObject meta = settled.json().object("peerDependenciesMeta");
        if (meta == null) {
            return settled.manifest();
        }
        Map<String, String> peers = settled.json().strings("peerDependencies");
        JsonObject left = meta;
        for (String peer : before.json().strings("peerDependencies").keySet()) {
            if (!peers.containsKey(peer)) {
                left = left.without(peer);
            }
        }
        return left.isEmpty() && !meta.isEmpty()
                ? PackageManifest.of(settled.json().without("peerDependenciesMeta"))
                : PackageManifest.of(settled.json().with("peerDependenciesMeta", left));
    }
}
