package dev.dx.engine.install.change;

import dev.dx.engine.npm.semver.Options;
import dev.dx.engine.npm.semver.Range;
import dev.dx.engine.npm.spec.HostedRepository;
import dev.dx.engine.npm.spec.PackageSpec;
import dev.dx.engine.npm.tree.Edge;
import dev.dx.engine.npm.tree.EdgeType;
import dev.dx.engine.npm.tree.TreeNode;
import java.nio.file.Path;

/** How npm writes a wish to a manifest once it is known what answers it. */
final class SavedSpec {
    private SavedSpec() {}

    /**
     * @param folder of the manifest, where relative paths start
     * @param prefix what stands before a version to make a range of it
     */
    static String of(Edge edge, TreeNode answer, Path folder, String prefix) {
        String raw = edge.rawSpec();
        if (raw.startsWith("workspace:") || raw.startsWith("catalog:")) {
            return raw;
        }
        if (edge.type() == EdgeType.WORKSPACE) {
            return usual(answer.target(), prefix);
        }
        PackageSpec spec = PackageSpec.resolve(edge.name(), edge.spec(), folder);
        return switch (spec) {
            case PackageSpec.Registry registry -> ofRegistry(edge, registry, answer, prefix);
            case PackageSpec.Alias alias -> ofRegistry(edge, alias.target(), answer, prefix);
            case PackageSpec.Git git -> ofGit(git);
            case PackageSpec.Folder local -> "file:" + relative(folder, local.path());
            case PackageSpec.TarballFile local -> "file:" + relative(folder, local.path());
            case PackageSpec.Link link -> "link:" + relative(folder, link.path());
            case PackageSpec.TarballUrl url -> url.url();
            case PackageSpec.Workspace _, PackageSpec.Catalog _ -> raw;
        };
    }

    /** The range that was typed, unless the usual one for the chosen version promises no more than it. */
    private static String ofRegistry(Edge edge, PackageSpec.Registry wish, TreeNode answer, String prefix) {
        String range = usual(answer, prefix);
        if (wish.selector() == PackageSpec.Selector.RANGE && !wish.fetchSpec().equals("*")) {
            Range typed = Range.parse(wish.fetchSpec(), Options.LOOSE);
            Range narrow = Range.parse(range, Options.LOOSE);
            if (typed == null || narrow == null || !narrow.isSubsetOf(typed)) {
                range = wish.fetchSpec();
            }
        }
        String own = answer.manifest().name();
        return own.isEmpty() || own.equals(edge.name()) ? range : "npm:" + own + "@" + range;
    }

    private static String usual(TreeNode answer, String prefix) {
        return answer.version().isEmpty() ? "*" : prefix + answer.version();
    }

    private static String ofGit(PackageSpec.Git git) {
        HostedRepository hosted = git.hosted();
        if (hosted == null) {
            return git.saveSpec();
        }
        if (hosted.auth() == null) {
            return hosted.toString();
        }
        return "git+" + hosted.https() + (hosted.committish() == null ? "" : "#" + hosted.committish());
    }

    /** A path as npm shows it, from a folder, with slashes. */
    static String relative(Path folder, String path) {
        Path target = Path.of(path).toAbsolutePath().normalize();
        Path from = folder.toAbsolutePath().normalize();
        boolean near = java.util.Objects.equals(from.getRoot(), target.getRoot());
        return (near ? from.relativize(target) : target).toString().replace('\\', '/');
    }
}
