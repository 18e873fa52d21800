/** The commands that answer questions about a project, and change nothing in it but its settings. */
@NullMarked
package dev.dx.app.cli.project;

import org.jspecify.annotations.NullMarked;
