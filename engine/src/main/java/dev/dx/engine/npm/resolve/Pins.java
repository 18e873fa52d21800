package dev.dx.engine.npm.resolve;

import dev.dx.engine.npm.tree.TreeNode;
import java.util.List;

/** Versions that were chosen before, elsewhere, and are to be chosen again where they do. */
public interface Pins {
    /** Nothing was chosen before. */
    Pins NONE = (asking, name, spec, packageName) -> List.of();

    /**
     * Versions to try for a wish, the best first; the first that exists and meets the wish is taken.
     *
     * @param name as the asking one calls the package
     * @param packageName its own name, which an alias hides
     */
    List<String> versionsFor(TreeNode asking, String name, String spec, String packageName);
}
