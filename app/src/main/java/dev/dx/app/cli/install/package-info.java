/** The commands that change a project's dependencies. Each is one change, handed to the same run. */
@NullMarked
package dev.dx.app.cli.install;

import org.jspecify.annotations.NullMarked;
