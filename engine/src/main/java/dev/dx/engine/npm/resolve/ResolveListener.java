package dev.dx.engine.npm.resolve;

import dev.dx.engine.npm.tree.TreeNode;

/** Hears of a resolution as it goes; called on the resolver's thread. */
public interface ResolveListener {
    /** Nobody listens. */
    ResolveListener SILENT = new ResolveListener() {
        @Override
        public void placed(TreeNode node, int resolved, int pending) {}

        @Override
        public void note(String text) {}

        @Override
        public void warning(String text) {}
    };

    /** A version was chosen and put into the tree. It may still be replaced; it mostly stays. */
    void placed(TreeNode node, int resolved, int pending);

    /** A line for the log that asks for nothing. */
    void note(String text);

    /** Something the user should know. */
    void warning(String text);
}
