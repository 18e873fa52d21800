/** The commands that run something: scripts of the project, and programs of packages. */
@NullMarked
package dev.dx.app.cli.script;

import org.jspecify.annotations.NullMarked;
