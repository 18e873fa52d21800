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
    private PackageManifest manifest;
    private final @Nullable String resolved;
    private final @Nullable String integrity;
    private final Specs specs;
    /** Children and edges are found without regard to case, as on the file systems that have none. */
    private final Map<String, TreeNode> children = new LinkedHashMap<>();

    /** How many children ever came, and which of its parent's this node is: the order they stand in. */
    private int turns;

    private int turn;

    private final Map<String, Edge> edgesOut = new LinkedHashMap<>();
    private final Set<Edge> edgesIn = new LinkedHashSet<>();
    private final NodeFlags flags = new NodeFlags();
    private final @Nullable TreeNode source;
    private final @Nullable DxException failure;
    private final Kind kind;
    /** Of a link and of a folder: the folder's path from the project's, "" for the project itself. */
    private final String folder;

    private final Set<TreeNode> linksIn = new LinkedHashSet<>();
    private final FolderNesting nesting = new FolderNesting(this);
    private @Nullable TreeNode target;
    private final OverridesHere overrides = new OverridesHere(this);
    private @Nullable TreeNode parent;
    private TreeNode root = this;
    private Inventory inventory;
    /** Worked out when asked for; moving forgets it. */
    private @Nullable String location;

    private enum Kind {
        PROJECT,
        /** A package in somebody's node_modules. */
        PACKAGE,
        /** In somebody's node_modules, leading to a folder, or to a package that encloses it. */
        LINK,
        /** What a link leads to: a member of the workspace, or any folder. */
        FOLDER,
        /** Stands for a node while its peers are tried out. */
        VIRTUAL
    }

    private TreeNode(
            Kind kind,
            String name,
            String folder,
            PackageManifest manifest,
            @Nullable String resolved,
            @Nullable String integrity,
            Specs specs,
            @Nullable TreeNode source,
            @Nullable DxException failure) {
        this.kind = kind;
        this.folder = folder;
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
        return project(manifest, Map.of(), specs);
    }

    /**
     * The project itself.
     *
     * @param members of its workspace: where each is, by name
     */
    public static TreeNode project(PackageManifest manifest, Map<String, String> members, Specs specs) {
        TreeNode node = new TreeNode(Kind.PROJECT, "", "", manifest, null, null, specs, null, null);
        node.overrides.set(Overrides.of(specs.overridesOf(manifest)));
        members.forEach((name, path) -> node.addEdge(name, "file:" + path, EdgeType.WORKSPACE));
        node.loadEdges();
        return node;
    }

    /** A package that does not stand anywhere yet. */
    public static TreeNode loose(
            String name, PackageManifest manifest, @Nullable String resolved, @Nullable String integrity, Specs specs) {
        TreeNode node = new TreeNode(Kind.PACKAGE, name, "", manifest, resolved, integrity, specs, null, null);
        node.loadEdges();
        return node;
    }

    /**
     * A link that does not stand anywhere yet. Once it stands in a project's tree, the folder it leads to is part of that
     * tree too.
     *
     * @param folder its path from the project's folder
     */
    public static TreeNode link(String name, String folder, PackageManifest manifest, Specs specs) {
        return new TreeNode(Kind.LINK, name, folder, manifest, null, null, specs, null, null);
    }

    /** A link to a package that encloses the place where the link goes. */
    public static TreeNode linkTo(String name, TreeNode enclosing) {
        TreeNode node = new TreeNode(Kind.LINK, name, "", enclosing.manifest, null, null, enclosing.specs, null, null);
        node.target = enclosing;
        return node;
    }

    /** A package that could not be had; it takes part in placing so that only what needs it fails. */
    public static TreeNode failed(String name, DxException failure, Specs specs) {
        return new TreeNode(Kind.PACKAGE, name, "", PackageManifest.EMPTY, null, null, specs, null, failure);
    }

    /** A root with the wishes of {@code source} where its peers can be tried out away from the real tree. */
    public static TreeNode virtualRoot(TreeNode source) {
        TreeNode node = new TreeNode(Kind.VIRTUAL, "", "", source.manifest, null, null, source.specs, source, null);
        node.overrides.set(source.overrides());
        for (Edge edge : source.edgesOut.values()) {
            if (edge.type() == EdgeType.WORKSPACE) {
                node.addEdge(edge.name(), edge.rawSpec(), EdgeType.WORKSPACE);
            }
        }
        node.loadEdges();
        return node;
    }

    /** The same package, standing nowhere. */
    TreeNode looseCopy() {
        TreeNode copy = new TreeNode(kind, name, folder, manifest, resolved, integrity, specs, null, failure);
        copy.overrides.set(overrides());
        copy.loadEdges();
        return copy;
    }

    /** Adds the folder at this path, and its wishes, to the tree of this project. */
    public TreeNode addFolder(String path, PackageManifest folderManifest) {
        TreeNode known = inventory.folder(path);
        if (known != null) {
            return known;
        }
        String folderName = path.substring(path.lastIndexOf('/') + 1);
        int scope = path.lastIndexOf('/', path.length() - folderName.length() - 2);
        if (path.startsWith("@", scope + 1)) {
            folderName = path.substring(scope + 1);
        }
        TreeNode node = new TreeNode(Kind.FOLDER, folderName, path, folderManifest, null, null, specs, null, null);
        node.root = this;
        inventory.add(node);
        node.nesting.putInto(this);
        node.loadEdges();
        return node;
    }

    /** Adds a member of the workspace before any link leads to it; the project's overrides are its own. */
    public void addMember(String path, PackageManifest memberManifest) {
        addFolder(path, memberManifest).overridesCame(overrides());
    }

    /** The folder at this path of the project's tree, "" being the project itself; null if there is none. */
    public @Nullable TreeNode folderAt(String path) {
        return path.isEmpty() ? root : root.inventory.folder(path);
    }

    /** Says its manifest anew, once nothing depends on the old one any more; its wishes stay what they were. */
    public void restate(PackageManifest written) {
        manifest = written;
    }

    /** Finds what this link leads to in the tree it stands in now. */
    private void bindTarget() {
        if (kind != Kind.LINK || root.kind != Kind.PROJECT || (target != null && target.kind == Kind.PACKAGE)) {
            return;
        }
        TreeNode found = folder.isEmpty() ? root : root.addFolder(folder, manifest);
        if (target != found) {
            unbindTarget();
            target = found;
        }
        found.linksIn.add(this);
        manifest = found.manifest;
    }

    private void unbindTarget() {
        if (target != null) {
            target.linksIn.remove(this);
            target = null;
        }
    }

    /** Takes a folder out of the tree, with all in its node_modules. */
    private void removeFolder() {
        TreeNode tree = root;
        nesting.takeOutOf(tree);
        setRoot(this);
        reloadForeignEdges();
    }

    private void loadEdges() {
        if (kind == Kind.LINK) {
            return;
        }
        TreeNode real = source == null ? this : source;
        loadEdges(real.kind == Kind.PROJECT || real.kind == Kind.FOLDER);
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
        Edge earlier = edgesOut.get(key(target));
        if (earlier != null && earlier.type() == EdgeType.WORKSPACE) {
            return;
        }
        edgesOut.remove(key(target));
        if (earlier != null) {
            earlier.detach();
        }
        Edge edge = new Edge(this, target, spec, type);
        edgesOut.put(key(target), edge);
        root.inventory.addWish(key(target), this);
        edge.reloadFully();
    }

    public String name() {
        return name;
    }

    /** Takes up a manifest that says more than the one before, and wishes for the same. */
    public void learn(PackageManifest more) {
        manifest = more;
    }

    public PackageManifest manifest() {
        return manifest;
    }

    public String version() {
        return manifest.version();
    }

    /** Where its archive comes from. */
    public @Nullable String resolved() {
        return kind == Kind.LINK ? "file:" + linkedFolder() : resolved;
    }

    boolean isProject() {
        return kind == Kind.PROJECT;
    }

    public boolean isLink() {
        return kind == Kind.LINK;
    }

    /** Whether it is a folder of its own that links lead to. */
    public boolean isFolder() {
        return kind == Kind.FOLDER;
    }

    /** Of a link: where it leads, as a path from the project's folder. */
    public String linkedFolder() {
        return target != null && target.kind == Kind.PACKAGE ? target.location() : folder;
    }

    /** What this leads to if it is a link in a project's tree, else itself. */
    public TreeNode target() {
        return target == null ? this : target;
    }

    public Collection<TreeNode> linksIn() {
        return Collections.unmodifiableSet(linksIn);
    }

    /** Whether it is a member of the project's workspace, or the link to one. */
    public boolean isMember() {
        if (kind != Kind.LINK && kind != Kind.FOLDER) {
            return false;
        }
        Edge edge = root.edgeOut(manifest.name());
        if (edge == null || edge.type() != EdgeType.WORKSPACE) {
            return false;
        }
        TreeNode member = edge.to();
        return member != null && (member == this || member.target() == this);
    }

    /** Whether its manifest is the user's own: the project, or a folder. */
    boolean isOwn() {
        TreeNode real = source == null ? this : source;
        return real.kind == Kind.PROJECT || real.kind == Kind.FOLDER;
    }

    /** Whether the project is behind this, directly or as a member of its workspace. */
    public boolean isProjectOrMember() {
        return isRoot() || isMember();
    }

    /** Whether a package above it decides with a shrinkwrap what stands here. */
    public boolean isInShrinkwrap() {
        return parent != null && (parent.manifest.hasShrinkwrap() || parent.isInShrinkwrap());
    }

    FolderNesting nesting() {
        return nesting;
    }

    Collection<TreeNode> innerFolders() {
        return nesting.inner();
    }

    /** Where Node.js looks on when it finds nothing here. */
    public @Nullable TreeNode outer() {
        return parent == null ? nesting.outer() : parent;
    }

    @Nullable
    Overrides overrides() {
        return overrides.rules();
    }

    /** What its archive must hash to, as an SRI string. */
    public @Nullable String integrity() {
        return integrity;
    }

    /** Why it could not be had. */
    public @Nullable DxException failure() {
        return failure;
    }

    public NodeFlags flags() {
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

    /** The keys of what its edges name. */
    Set<String> wishKeys() {
        return edgesOut.keySet();
    }

    public @Nullable Edge edgeOut(String target) {
        return edgesOut.get(key(target));
    }

    public Collection<Edge> edgesIn() {
        return Collections.unmodifiableSet(edgesIn);
    }

    void addEdgeIn(Edge edge) {
        Overrides rules = overrides.rules();
        if (rules == null || !rules.isEqual(edge.overrides())) {
            overridesCame(edge.overrides());
        }
        edgesIn.add(edge);
    }

    void removeEdgeIn(Edge edge, @Nullable Overrides its) {
        edgesIn.remove(edge);
        if (its != null) {
            overridesGone(its);
        }
    }

    /** Rules lead here from one more edge, or from a link. */
    void overridesCame(@Nullable Overrides others) {
        overrides.came(others);
    }

    /** An edge that brought these rules leads here no more. */
    void overridesGone(@Nullable Overrides others) {
        overrides.gone(others);
    }

    /** The rules of the project as they hold for a folder behind a link. */
    public void takeOverridesOfLink(TreeNode link) {
        overrides.came(link.overrides());
    }

    /** Whether it is here because of a rule. */
    boolean isOverridden() {
        return overrides.broughtHere();
    }

    Inventory inventory() {
        return inventory;
    }

    Specs specs() {
        return specs;
    }

    /** Whether it came inside the archive of a package above it. */
    public boolean isBundled() {
        return resolved == null && integrity == null && manifest.json().isTruthy("inBundle");
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
            return kind == Kind.FOLDER ? folder : "";
        }
        String known = location;
        if (known == null) {
            String above = parent.location();
            known = (above.isEmpty() ? "" : above + "/") + "node_modules/" + name;
            location = known;
        }
        return known;
    }

    /** Whether {@code ancestor} is this node or one it stands in. */
    public boolean isWithin(TreeNode ancestor) {
        for (TreeNode node = this; node != null; node = node.outer()) {
            if (node == ancestor) {
                return true;
            }
        }
        return false;
    }

    /** What Node.js would load for this name from within this package. */
    public @Nullable TreeNode find(String wanted) {
        String key = key(wanted);
        for (TreeNode node = this; node != null; node = node.outer()) {
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
        return Replacement.isSame(this, other);
    }

    /** Whether everybody who has {@code old} now would be content with this in its place. */
    public boolean canReplace(TreeNode old) {
        return canReplace(old, Set.of());
    }

    /** As {@link #canReplace(TreeNode)}, but peers of these names beside {@code old} are replaced along with it. */
    boolean canReplace(TreeNode old, Set<String> replacedBeside) {
        return name.equals(old.name)
                && manifest.name().equals(old.manifest.name())
                && (old.edgesOut.isEmpty() || overrides.areEqual(old.overrides))
                && Replacement.contents(this, old, replacedBeside);
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
        target.take(this);
        setRoot(target.root);
        bindTarget();
        target.reloadEdgesNamed(name);
        reloadForeignEdges();
    }

    /** Puts this node where {@code old} stands; what stood in old's node_modules stays, in this. */
    void takePlaceOf(TreeNode old) {
        TreeNode place = old.parent;
        if (place == null) {
            throw new IllegalStateException("a root is not replaced");
        }
        if (!isLink()) {
            for (TreeNode kid : List.copyOf(old.children.values())) {
                kid.moveInto(this);
            }
        }
        TreeNode oldTarget = old.target;
        if (old.isLink() && oldTarget != null && oldTarget.isFolder()) {
            old.unbindTarget();
            oldTarget.removeFolder();
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
        if (target != null && target.kind != Kind.PACKAGE) {
            unbindTarget();
        }
        setRoot(this);
        reloadForeignEdges();
    }

    /** Puts nodes in without looking at edges; {@link #reloadAllEdges()} must follow. */
    public void adoptQuietly(TreeNode child) {
        take(child);
        child.location = null;
        child.root = root;
        root.inventory.add(child);
        child.bindTarget();
    }

    private void take(TreeNode child) {
        child.parent = this;
        TreeNode before = children.put(key(child.name), child);
        child.turn = before == null ? ++turns : before.turn;
    }

    public void reloadAllEdges() {
        everyNode().forEach(node -> List.copyOf(node.edgesOut.values()).forEach(Edge::reloadFully));
    }

    private void setRoot(TreeNode newRoot) {
        TreeNode oldRoot = root;
        if (newRoot == this) {
            inventory = new Inventory();
        }
        forSubtree(node -> {
            oldRoot.inventory.remove(node);
            node.location = null;
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

    /** In this node and below, where something came or went under this name, edges of that name are judged anew. */
    private void reloadEdgesNamed(String target) {
        Set<TreeNode> onTheWay = root.inventory.wishing(key(target));
        if (!onTheWay.isEmpty()) {
            reloadEdgesNamed(target, this, onTheWay);
        }
    }

    private void reloadEdgesNamed(String target, TreeNode place, Set<TreeNode> onTheWay) {
        Edge edge = edgeOut(target);
        if (edge != null) {
            TreeNode to = edge.to();
            boolean pointsHere = to != null && to.parent == place && to.name.equals(edge.name());
            if (pointsHere || find(target) != to) {
                edge.reloadFully();
            }
        }
        for (TreeNode child : childrenAmong(onTheWay)) {
            child.reloadEdgesNamed(target, place, onTheWay);
        }
        for (TreeNode inner : nesting.inner()) {
            if (onTheWay.contains(inner)) {
                inner.reloadEdgesNamed(target, place, onTheWay);
            }
        }
    }

    /** In the order of the children, of which there may be a thousand where few are wanted. */
    private List<TreeNode> childrenAmong(Set<TreeNode> nodes) {
        List<TreeNode> found = new ArrayList<>();
        if (nodes.size() < children.size()) {
            for (TreeNode node : nodes) {
                // A lock can name one place twice, in two spellings: the later one took it.
                if (node.parent == this && child(node.name) == node) {
                    found.add(node);
                }
            }
            found.sort((one, other) -> Integer.compare(one.turn, other.turn));
        } else {
            for (TreeNode child : children.values()) {
                if (nodes.contains(child)) {
                    found.add(child);
                }
            }
        }
        return found;
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
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if ((c >= 'A' && c <= 'Z') || c >= 0x80) {
                return name.toLowerCase(Locale.ROOT);
            }
        }
        return name;
    }

    @Override
    public String toString() {
        return isRoot() ? "." : location() + "@" + version();
    }
}
