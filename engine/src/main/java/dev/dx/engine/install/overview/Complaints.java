package dev.dx.engine.install.overview;

import dev.dx.engine.install.project.DependencyKind;
import dev.dx.engine.install.project.ProjectManifest;
import dev.dx.engine.install.project.Workspace;
import dev.dx.engine.npm.NameOrder;
import dev.dx.engine.npm.lock.PackageLock;
import dev.dx.engine.npm.resolve.LocalFolders;
import dev.dx.engine.npm.resolve.NpmSpecs;
import dev.dx.engine.npm.tree.DependencyFlags;
import dev.dx.engine.npm.tree.Edge;
import dev.dx.engine.npm.tree.EdgeType;
import dev.dx.engine.npm.tree.TreeNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Compares what stands in node_modules with what manifests ask for, in the sense in which npm does. */
public final class Complaints {
    private final Set<DependencyKind> omitted;
    private final TreeNode project;
    private final List<Complaint> found = new ArrayList<>();

    private Complaints(Path folder, Set<DependencyKind> omitted) {
        this.omitted = omitted;
        ProjectManifest manifest = ProjectManifest.read(folder);
        Workspace workspace = Workspace.of(folder, manifest);
        NpmSpecs specs = new NpmSpecs(NpmSpecs.Peers.INSTALLED, NpmSpecs.Folders.LINKED, workspace.layout());
        PackageLock standing = StandingPackages.read(folder, workspace.members().values());
        project = TreeNode.project(manifest.manifest(), workspace.members(), specs);
        standing.toTree(project, new LocalFolders(folder)::manifestOf, specs);
        DependencyFlags.calculate(project);
    }

    /** @param omitted kinds of dependency that are not installed, and so not missed */
    public static List<Complaint> of(Path project, Set<DependencyKind> omitted) {
        return new Complaints(project, omitted).all();
    }

    private List<Complaint> all() {
        for (TreeNode node : project.everyNode()) {
            boolean outside = node.location().startsWith("..");
            if (!outside
                    && !node.isLink()
                    && (node.isProjectOrMember() || !node.flags().isExtraneous())) {
                node.edgesOut().forEach(edge -> judge(node, edge));
            }
            TreeNode parent = node.parent();
            if (parent != null
                    && node.flags().isExtraneous()
                    && (parent.isTop() || !parent.flags().isExtraneous())) {
                found.add(new Complaint(
                        Complaint.Kind.EXTRANEOUS,
                        node.name(),
                        node.version(),
                        "",
                        "",
                        parent.location(),
                        node.location()));
            }
        }
        found.sort(Comparator.comparing(Complaint::kind)
                .thenComparing(Complaint::name, NameOrder.NPM)
                .thenComparing(Complaint::owner));
        return List.copyOf(found);
    }

    private void judge(TreeNode from, Edge edge) {
        TreeNode to = edge.to();
        if (edge.isValid() || isOmitted(from, edge.type())) {
            return;
        }
        if (to == null) {
            Complaint.Kind kind = edge.isPeer() ? Complaint.Kind.UNMET_PEER : Complaint.Kind.MISSING;
            found.add(new Complaint(
                    kind, edge.name(), "", edge.spec(), from.manifest().toString(), from.location(), ""));
        } else if (!edge.isPeer() || from.isTop() || !from.equals(to.parent())) {
            found.add(new Complaint(
                    Complaint.Kind.INVALID,
                    edge.name(),
                    to.version(),
                    edge.spec(),
                    from.manifest().toString(),
                    from.location(),
                    to.location()));
        }
    }

    private boolean isOmitted(TreeNode from, EdgeType type) {
        return switch (type) {
            case DEV -> omitted.contains(DependencyKind.DEV);
            case OPTIONAL -> from.isProjectOrMember() && omitted.contains(DependencyKind.OPTIONAL);
            case PEER, PEER_OPTIONAL -> omitted.contains(DependencyKind.PEER);
            case PROD, WORKSPACE -> false;
        };
    }
}
