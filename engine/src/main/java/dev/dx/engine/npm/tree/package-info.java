/**
 * The tree of folders npm would lay out. {@link dev.dx.engine.npm.tree.TreeNode} and its edges are the tree while it is
 * being built, owned by one thread; {@link dev.dx.engine.npm.tree.PlacementCheck} decides where a package may go and
 * changes nothing, {@link dev.dx.engine.npm.tree.Placement} puts it there. At every moment an edge points at the package
 * that Node.js would find from where the edge starts.
 */
@NullMarked
package dev.dx.engine.npm.tree;

import org.jspecify.annotations.NullMarked;
