/**
 * The resolved dependency graph of a project: who is where, and who needs whom and why. A graph never changes and holds no
 * more than its lock says; what versions and ranges mean, it does not know.
 */
@NullMarked
package dev.dx.engine.graph;

import org.jspecify.annotations.NullMarked;
