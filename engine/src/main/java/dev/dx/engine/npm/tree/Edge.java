package dev.dx.engine.npm.tree;

import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.npm.PackageManifest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One package's wish for another, and the package that answers it where the wish is made. */
public final class Edge {
    private enum State {
        UNKNOWN,
        VALID,
        MISSING,
        PEER_LOCAL,
        INVALID
    }

    private final TreeNode from;
    private final String name;
    private final String rawSpec;
    private String spec;
    private final EdgeType type;
    private @Nullable TreeNode to;
    private State state = State.UNKNOWN;
    private boolean waitsForProject;
    private boolean peerConflicted;
    private @Nullable Overrides overrides;

    Edge(TreeNode from, String name, String spec, EdgeType type) {
        this.from = from;
        this.name = name;
        this.rawSpec = spec;
        this.type = type;
        this.spec = plainSpec();
    }

    public TreeNode from() {
        return from;
    }

    public String name() {
        return name;
    }

    /** What is asked for, after overrides and catalogs. */
    public String spec() {
        return spec;
    }

    /** What was asked for, as it is written. */
    public String rawSpec() {
        return rawSpec;
    }

    @Nullable
    Overrides overrides() {
        return overrides;
    }

    /** Whether a rule of the project decides what this asks for. */
    public boolean isOverridden() {
        Overrides rule = overrides;
        return rule != null && rule.name().equals(name) && !rule.value().isEmpty();
    }

    public EdgeType type() {
        return type;
    }

    /** The package Node.js would find under this name; null if there is none. */
    public @Nullable TreeNode to() {
        return to;
    }

    public boolean isPeer() {
        return type.isPeer();
    }

    /** Whether what was found is what was asked for; an optional wish that finds nothing is valid too. */
    public boolean isValid() {
        if (state == State.UNKNOWN || (state == State.VALID && to == null)) {
            state = judge();
        }
        return state == State.VALID;
    }

    public boolean isMissing() {
        return to == null && !isValid();
    }

    public boolean isSatisfiedBy(TreeNode node) {
        if (!node.name().equals(name)) {
            return false;
        }
        Overrides rule = overrides;
        if (node.isBundled() || node.isInShrinkwrap() || node.manifest().hasShrinkwrap()) {
            return node.specs().isSatisfied(node, this, plainSpec());
        }
        if (rule == null || rule.keySpec().isEmpty()) {
            return node.specs().isSatisfied(node, this, spec);
        }
        if (node.specs().isSatisfied(node, this, spec)) {
            return true;
        }
        // What was asked for at first will do too, unless it is the very thing the rule replaces.
        return node.specs().isSatisfied(node, this, plainSpec())
                && !node.specs().isSatisfied(node, this, rule.keySpec());
    }

    /** Whether this peer's demand was overruled, and is not tried again. */
    public boolean isPeerConflicted() {
        return peerConflicted;
    }

    /** Gives up on this peer's demand. */
    public void overrule() {
        peerConflicted = true;
    }

    /** Looks again for what answers this wish; judges it anew if it changed. */
    void reload() {
        reload(Judgement.KEPT);
    }

    /** Looks again, and judges anew in any case. */
    void reloadFully() {
        reload(Judgement.ANEW);
    }

    private enum Judgement {
        KEPT,
        ANEW
    }

    private void reload(Judgement judgement) {
        Overrides before = overrides;
        Overrides rules = from.overrides();
        overrides = rules == null ? null : rules.ruleFor(name, plainSpec());
        boolean changed = overrides != null && !overrides.isEqual(before);
        if (changed || before != overrides || waitsForProject) {
            waitsForProject = false;
            spec = effectiveSpec();
        }
        TreeNode found = from.find(name);
        if (found != to) {
            pointAt(found, before);
        } else if (judgement == Judgement.ANEW) {
            state = State.UNKNOWN;
        } else if (changed && found != null) {
            found.overridesGone(before);
            found.overridesCame(overrides);
        }
    }

    /** What is asked for before any rule. */
    private String plainSpec() {
        return from.isOwn() ? from.specs().meaningOf(name, rawSpec) : rawSpec;
    }

    private String effectiveSpec() {
        Overrides rule = overrides;
        if (rule == null
                || !rule.name().equals(name)
                || rule.value().isEmpty()
                || rule.value().equals("*")) {
            return plainSpec();
        }
        return rule.value().startsWith("$") ? referenced(rule.value()) : rule.value();
    }

    /** Whether a rule put another wish in place of what the manifest says. */
    public boolean asksForSomethingElse() {
        return !spec.equals(plainSpec());
    }

    private String referenced(String reference) {
        String wanted = reference.substring(1);
        TreeNode project = from.root();
        for (TreeNode source = project.source(); source != null; source = project.source()) {
            project = source.root();
        }
        if (!project.isProject()) {
            // It is not part of any project yet; once it is, the rule is looked at again. Its own manifest has no say
            // before the project's, though it is bound to know the name where the wish is for a peer.
            waitsForProject = true;
            return plainSpec();
        }
        String found = directSpec(project.manifest(), wanted);
        if (found == null) {
            found = directSpec(from.manifest(), wanted);
        }
        if (found == null) {
            throw new DxException(
                    ErrorCode.DX_MANIFEST,
                    "overrides: " + reference + " names no direct dependency",
                    "Name a dependency of the project behind the $, or give a version.");
        }
        return from.specs().meaningOf(wanted, found);
    }

    private static @Nullable String directSpec(PackageManifest manifest, String wanted) {
        for (Map<String, String> list : List.of(
                manifest.devDependencies(),
                manifest.optionalDependencies(),
                manifest.dependencies(),
                manifest.peerDependencies())) {
            String spec = list.get(wanted);
            if (spec != null) {
                return spec;
            }
        }
        return null;
    }

    /** Takes this edge out of the tree. */
    void detach() {
        pointAt(null, overrides);
    }

    private void pointAt(@Nullable TreeNode target, @Nullable Overrides before) {
        TreeNode old = to;
        to = target;
        state = State.UNKNOWN;
        if (old != null) {
            old.removeEdgeIn(this, before);
        }
        if (target != null) {
            target.addEdgeIn(this);
        }
    }

    private State judge() {
        TreeNode found = to;
        if (found == null) {
            return type.isOptional() ? State.VALID : State.MISSING;
        }
        if (type.isPeer() && found.parent() == from && !from.isTop()) {
            return State.PEER_LOCAL;
        }
        if (!isSatisfiedBy(found)) {
            return State.INVALID;
        }
        Overrides theirs = found.overrides();
        boolean contradicts = overrides != null
                && theirs != null
                && !found.edgesOut().isEmpty()
                && Overrides.conflict(overrides, theirs);
        return contradicts ? State.INVALID : State.VALID;
    }

    @Override
    public String toString() {
        return from + " -> " + name + "@" + spec;
    }
}
