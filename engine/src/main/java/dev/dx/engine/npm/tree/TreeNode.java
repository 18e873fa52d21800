package dev.dx.engine.npm.tree;

import dev.dx.engine.DxException;
import dev.dx.engine.npm.PackageManifest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A package at its place in a tree of node_modules folders. Moving a node keeps all edges of the tree pointing at what
 * Node.js would find.
 */
public final class TreeNode {
    private final String name;
    private final PackageManifest manifest;
    private final @Nullable String resolved;
    private final @Nullable String integrity;
    private final Specs specs;
    /** Children and edges are found without regard to case, as on the file systems that have none. */
    private final Map<String, TreeNode> children = new LinkedHashMap<>();

    private final Map<String, Edge> edgesOut = new LinkedHashMap<>();
    private final Set<Edge> edgesIn = new LinkedHashSet<>();
    private final Flags flags = new Flags();
    private final @Nullable TreeNode source;
    private final @Nullable DxException failure;
    private @Nullable TreeNode parent;
    private TreeNode root = this;
    private Inventory inventory;

    /** What a node is good for in the end. Worked out once the tree stands; until then everything is true. */
    public static final class Flags {
        boolean extraneous = true;
        boolean dev = true;
        boolean optional = true;
        boolean devOptional = true;
        boolean peer = true;
        boolean inert;

        public boolean isExtraneous() {
            return extraneous;
        }

        /** Only development dependencies lead here. */
        public boolean isDev() {
            return dev;
        }

        /** Only optional dependencies lead here. */
        public boolean isOptional() {
            return optional;
        }

        /** Only development or optional dependencies lead here, some of each. */
        public boolean isDevOptional() {
            return devOptional;
        }

        /** Only peer dependencies lead here. */
        public boolean isPeer() {
            return peer;
        }

        /** It stays in the lock but not in node_modules: it cannot be had here, or not on this platform. */
        public boolean isInert() {
            return inert;
        }

        public void markInert() {
            inert = true;
        }

        void set(boolean value) {
            extraneous = value;
            dev = value;
            optional = value;
            devOptional = value;
            peer = value;
        }
    }

    private TreeNode(
            String name,
            PackageManifest manifest,
            @Nullable String resolved,
            @Nullable String integrity,
            Specs specs,
            @Nullable TreeNode source,
            @Nullable DxException failure) {
        this.name = name;
        this.manifest = manifest;
        this.resolved = resolved;
        this.integrity = integrity;
        this.specs = specs;
        this.source = source;
        this.failure = failure;
        this.inventory = new Inventory();
        inventory.add(this);
    }

    /** The project itself. */
    public static TreeNode project(PackageManifest manifest, Specs specs) {
        TreeNode node = new TreeNode("", manifest, null, null, specs, null, null);
        node.loadEdges(true);
        return node;
    }

    /** A package that does not stand anywhere yet. */
    public static TreeNode loose(
            String name, PackageManifest manifest, @Nullable String resolved, @Nullable String integrity, Specs specs) {
        TreeNode node = new TreeNode(name, manifest, resolved, integrity, specs, null, null);
        node.loadEdges(false);
        return node;
    }

    /** A package that could not be had; it takes part in placing so that only what needs it fails. */
    public static TreeNode failed(String name, DxException failure, Specs specs) {
        return new TreeNode(name, PackageManifest.EMPTY, null, null, specs, null, failure);
    }

    /** A root with the wishes of {@code source} where its peers can be tried out away from the real tree. */
    public static TreeNode virtualRoot(TreeNode source) {
        TreeNode node = new TreeNode("", source.manifest, null, null, source.specs, source, null);
        node.loadEdges(source.isTop());
        return node;
    }

    /** The same package, standing nowhere. */
    TreeNode looseCopy() {
        TreeNode copy = new TreeNode(name, manifest, resolved, integrity, specs, null, failure);
        copy.loadEdges(false);
        return copy;
    }

    private void loadEdges(boolean withDev) {
        manifest.peerDependencies().forEach((peer, spec) -> {
            if (!manifest.optionalPeers().contains(peer)) {
                addEdge(peer, spec, EdgeType.PEER);
            }
        });
        manifest.peerDependencies().forEach((peer, spec) -> {
            if (manifest.optionalPeers().contains(peer)) {
                addEdge(peer, spec, EdgeType.PEER_OPTIONAL);
            }
        });
        manifest.dependencies().forEach((dependency, spec) -> addEdge(dependency, spec, EdgeType.PROD));
        manifest.optionalDependencies().forEach((dependency, spec) -> addEdge(dependency, spec, EdgeType.OPTIONAL));
        if (withDev) {
            manifest.devDependencies().forEach((dependency, spec) -> addEdge(dependency, spec, EdgeType.DEV));
        }
    }

    /** A later list wins over an earlier one for the same name. */
    private void addEdge(String target, String spec, EdgeType type) {
        if (type.isPeer() && specs.ignoresPeers()) {
            return;
        }
        Edge earlier = edgesOut.remove(key(target));
        if (earlier != null) {
            earlier.detach();
        }
        Edge edge = new Edge(this, target, spec, type);
        edgesOut.put(key(target), edge);
        edge.reloadFully();
    }

    public String name() {
        return name;
    }

    public PackageManifest manifest() {
        return manifest;
    }

    public String version() {
        return manifest.version();
    }

    /** Where its archive comes from. */
    public @Nullable String resolved() {
        return resolved;
    }

    /** What its archive must hash to, as an SRI string. */
    public @Nullable String integrity() {
        return integrity;
    }

    /** Why it could not be had. */
    public @Nullable DxException failure() {
        return failure;
    }

    public Flags flags() {
        return flags;
    }

    public @Nullable TreeNode parent() {
        return parent;
    }

    public TreeNode root() {
        return root;
    }

    /** For a virtual root, the node it stands for. */
    public @Nullable TreeNode source() {
        return source;
    }

    public Collection<TreeNode> children() {
        return Collections.unmodifiableCollection(children.values());
    }

    public @Nullable TreeNode child(String childName) {
        return children.get(key(childName));
    }

    public Collection<Edge> edgesOut() {
        return Collections.unmodifiableCollection(edgesOut.values());
    }

    public @Nullable Edge edgeOut(String target) {
        return edgesOut.get(key(target));
    }

    public Collection<Edge> edgesIn() {
        return Collections.unmodifiableSet(edgesIn);
    }

    Set<Edge> edgesInMutable() {
        return edgesIn;
    }

    Inventory inventory() {
        return inventory;
    }

    Specs specs() {
        return specs;
    }

    /** Whether it came inside the archive of a package above it. */
    public boolean isBundled() {
        return manifest.json().isTruthy("inBundle");
    }

    public boolean isTop() {
        return parent == null;
    }

    public boolean isRoot() {
        return root == this;
    }

    public int depth() {
        int depth = 0;
        for (TreeNode node = parent; node != null; node = node.parent) {
            depth++;
        }
        return depth;
    }

    /** The path from the project's folder, as lock files have it: {@code node_modules/a/node_modules/b}. */
    public String location() {
        if (parent == null) {
            return "";
        }
        String above = parent.location();
        return (above.isEmpty() ? "" : above + "/") + "node_modules/" + name;
    }

    /** Whether {@code ancestor} is this node or one it stands in. */
    public boolean isWithin(TreeNode ancestor) {
        for (TreeNode node = this; node != null; node = node.parent) {
            if (node == ancestor) {
                return true;
            }
        }
        return false;
    }

    /** What Node.js would load for this name from within this package. */
    public @Nullable TreeNode find(String wanted) {
        String key = key(wanted);
        for (TreeNode node = this; node != null; node = node.parent) {
            TreeNode mine = node.children.get(key);
            if (mine != null) {
                return mine;
            }
        }
        return null;
    }

    public boolean satisfies(Edge edge) {
        return edge.isSatisfiedBy(this);
    }

    /** Whether both are the same package under the same name. */
    boolean isSamePackage(TreeNode other) {
        if (other == this) {
            return true;
        }
        if (!other.name.equals(name)) {
            return false;
        }
        if (integrity != null && other.integrity != null) {
            return integrity.equals(other.integrity);
        }
        if (resolved != null && other.resolved != null) {
            return resolved.equals(other.resolved);
        }
        return !manifest.name().isEmpty()
                && manifest.name().equals(other.manifest.name())
                && !version().isEmpty()
                && version().equals(other.version());
    }

    /** Whether everybody who has {@code old} now would be content with this in its place. */
    public boolean canReplace(TreeNode old) {
        return canReplace(old, Set.of());
    }

    /** As {@link #canReplace(TreeNode)}, but peers of these names beside {@code old} are replaced along with it. */
    boolean canReplace(TreeNode old, Set<String> replacedBeside) {
        if (!name.equals(old.name) || !manifest.name().equals(old.manifest.name())) {
            return false;
        }
        // What only hangs on the old node goes when it goes, and has no say.
        Set<TreeNode> dependents = DependencySets.gather(List.of(old), edge -> edge.to() != old && edge.isValid());
        for (Edge edge : old.edgesIn) {
            boolean goesAlong = !old.isTop()
                    && edge.from().parent == old.parent
                    && edge.isPeer()
                    && replacedBeside.contains(edge.from().name);
            if (!goesAlong && !dependents.contains(edge.from()) && !edge.isSatisfiedBy(this)) {
                return false;
            }
        }
        return true;
    }

    Set<String> childNames() {
        Set<String> names = new LinkedHashSet<>();
        children.values().forEach(child -> names.add(child.name));
        return names;
    }

    /** Puts this node into {@code target}'s node_modules, in place of whatever stood there. */
    public void moveInto(TreeNode target) {
        if (parent == target) {
            return;
        }
        if (parent != null) {
            parent.children.remove(key(name));
            parent = null;
        }
        TreeNode current = target.child(name);
        if (current != null) {
            current.remove();
        }
        parent = target;
        target.children.put(key(name), this);
        setRoot(target.root);
        target.reloadEdgesNamed(name, target);
        reloadForeignEdges();
    }

    /** Puts this node where {@code old} stands; what stood in old's node_modules stays, in this. */
    void takePlaceOf(TreeNode old) {
        TreeNode place = old.parent;
        if (place == null) {
            throw new IllegalStateException("a root is not replaced");
        }
        for (TreeNode kid : List.copyOf(old.children.values())) {
            kid.moveInto(this);
        }
        moveInto(place);
    }

    /** Takes this node and all that stands in it out of its tree. */
    public void remove() {
        if (parent == null) {
            return;
        }
        parent.children.remove(key(name));
        parent = null;
        setRoot(this);
        reloadForeignEdges();
    }

    /** Puts nodes in without looking at edges; {@link #reloadAllEdges()} must follow. */
    public void adoptQuietly(TreeNode child) {
        child.parent = this;
        children.put(key(child.name), child);
        child.root = root;
        root.inventory.add(child);
    }

    public void reloadAllEdges() {
        forSubtree(node -> node.edgesOut.values().forEach(Edge::reloadFully));
    }

    private void setRoot(TreeNode newRoot) {
        TreeNode oldRoot = root;
        if (newRoot == this) {
            inventory = new Inventory();
        }
        forSubtree(node -> {
            oldRoot.inventory.remove(node);
            node.root = newRoot;
            newRoot.inventory.add(node);
        });
    }

    /** Edges across two trees are cut or found anew. */
    private void reloadForeignEdges() {
        forSubtree(node -> {
            for (Edge edge : List.copyOf(node.edgesIn)) {
                if (edge.from().root != root) {
                    edge.reload();
                }
            }
            for (Edge edge : node.edgesOut.values()) {
                TreeNode target = edge.to();
                if (target == null || target.root != root) {
                    edge.reload();
                }
            }
        });
    }

    /** Below {@code place}, where something came or went under this name, edges of that name are judged anew. */
    private void reloadEdgesNamed(String target, TreeNode place) {
        Edge edge = edgeOut(target);
        if (edge != null) {
            TreeNode to = edge.to();
            boolean pointsHere = to != null && to.parent == place && to.name.equals(edge.name());
            if (pointsHere || find(target) != to) {
                edge.reloadFully();
            }
        }
        for (TreeNode child : children.values()) {
            child.reloadEdgesNamed(target, place);
        }
    }

    private void forSubtree(Consumer<TreeNode> action) {
        List<TreeNode> subtree = new ArrayList<>();
        collect(subtree);
        subtree.forEach(action);
    }

    private void collect(List<TreeNode> into) {
        into.add(this);
        for (TreeNode child : children.values()) {
            child.collect(into);
        }
    }

    /** All nodes of this root's tree, this one included, in the order they came. */
    public List<TreeNode> everyNode() {
        return inventory.all();
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return parent == null ? "." : location() + "@" + version();
    }
}
