package dev.dx.engine.npm.tree;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rules of overrides that hold for what one package asks for: the narrowest of those that the edges to it bring. A
 * change is handed on to whatever the package leads to.
 */
final class OverridesHere {
    private final TreeNode node;
    private @Nullable Overrides rules;

    OverridesHere(TreeNode node) {
        this.node = node;
    }

    @Nullable
    Overrides rules() {
        return rules;
    }

    /** Sets them where nothing asks for anything yet. */
    void set(@Nullable Overrides first) {
        rules = first;
    }

    boolean areEqual(OverridesHere other) {
        return rules == null ? other.rules == null : rules.isEqual(other.rules);
    }

    /** One more edge brings rules. */
    void came(@Nullable Overrides others) {
        if (others == null) {
            return;
        }
        if (rules == null) {
            rules = others;
            handOn();
            return;
        }
        Overrides narrower = rules.isEqual(others) ? rules : Overrides.narrower(rules, others);
        if (narrower != null && !rules.isEqual(narrower)) {
            rules = narrower;
            handOn();
        }
    }

    /** An edge that brought rules is no more. */
    void gone(@Nullable Overrides others) {
        if (rules == null || !rules.isEqual(others)) {
            return;
        }
        Overrides left = null;
        for (Edge edge : node.edgesIn()) {
            Overrides its = edge.overrides();
            left = left != null && its != null ? Overrides.narrower(its, left) : its;
        }
        if (rules.isEqual(left)) {
            return;
        }
        rules = left;
        if (left != null) {
            handOn();
        }
    }

    private void handOn() {
        if (node.isLink()) {
            if (node.target() != node && rules != null && concerns(rules, node.target())) {
                node.target().overridesCame(rules);
            }
            return;
        }
        for (Edge edge : List.copyOf(node.edgesOut())) {
            edge.reloadFully();
            TreeNode to = edge.to();
            if (to != null) {
                to.overridesCame(edge.overrides());
            }
        }
    }

    /** Whether a rule is for anything that {@code start} needs, near or far. */
    private static boolean concerns(Overrides rules, TreeNode start) {
        Set<TreeNode> seen = new LinkedHashSet<>();
        List<TreeNode> pending = new ArrayList<>(List.of(start));
        while (!pending.isEmpty()) {
            TreeNode next = pending.removeLast().target();
            if (!seen.add(next)) {
                continue;
            }
            for (Edge edge : next.edgesOut()) {
                if (rules.ruleFor(edge.name(), edge.rawSpec()).name().equals(edge.name())) {
                    return true;
                }
                TreeNode to = edge.to();
                if (to != null) {
                    pending.add(to);
                }
            }
        }
        return false;
    }

    /** Whether the package is here because a rule asked for it. */
    boolean broughtHere() {
        if (rules == null || !rules.name().equals(node.name()) || rules.value().isEmpty()) {
            return false;
        }
        for (Edge edge : node.edgesIn()) {
            Overrides its = edge.overrides();
            if (its != null
                    && its.name().equals(node.name())
                    && its.value().equals(node.version())
                    && !its.isEqual(edge.from().overrides())) {
                return true;
            }
        }
        return false;
    }
}
