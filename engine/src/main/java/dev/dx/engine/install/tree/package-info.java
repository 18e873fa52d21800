/**
 * What node_modules is to hold, what it holds, and the ways from one to the other: a parked tree, a spare one, the difference,
 * or every file. A tree that others may use is only read.
 */
@NullMarked
package dev.dx.engine.install.tree;

import org.jspecify.annotations.NullMarked;
