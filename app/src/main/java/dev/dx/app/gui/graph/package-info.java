/**
 * The screen that draws a project's dependency graph from its lock. What is drawn is a choice of nodes that can be read; the
 * same choice stands in a list for those who do not see the drawing.
 */
@NullMarked
package dev.dx.app.gui.graph;

import org.jspecify.annotations.NullMarked;
