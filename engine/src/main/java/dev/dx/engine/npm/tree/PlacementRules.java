package dev.dx.engine.npm.tree;

import java.util.Set;

/**
 * What the user's wishes and settings say about placing one package.
 *
 * @param prefersDedupe take an older version that is there already over a newer one that is not
 * @param explicit the user named this package
 * @param updating names whose packages are chosen anew wherever they stand
 */
public record PlacementRules(
        boolean prefersDedupe, boolean explicit, Strictness strictness, Hoisting hoisting, Set<String> updating) {
    public PlacementRules {
        updating = Set.copyOf(updating);
    }

    public PlacementRules explicitly(boolean named) {
        return new PlacementRules(prefersDedupe, named, strictness, hoisting, updating);
    }

    PlacementRules forPeers() {
        return new PlacementRules(true, false, strictness, hoisting, updating);
    }

    /** For the peers that are placed along with a package; being named is handed on, names to update are not. */
    PlacementRules forPlacingPeers() {
        return new PlacementRules(prefersDedupe, explicit, strictness, hoisting, Set.of());
    }
}
