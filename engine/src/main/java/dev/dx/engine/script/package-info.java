/**
 * Scripts as npm runs them: which shell, with which variables, in which folder, and what became of it. Nothing here
 * decides whether a script may run. A script that is cancelled, or whose time is up, ends with everything it started.
 */
@NullMarked
package dev.dx.engine.script;

import org.jspecify.annotations.NullMarked;
