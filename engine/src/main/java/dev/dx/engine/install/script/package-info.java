/**
 * Scripts of a project and of its packages: which there are, which may run, and who hears of them. Nothing of a dependency runs
 * unless it was approved.
 */
@NullMarked
package dev.dx.engine.install.script;

import org.jspecify.annotations.NullMarked;
