/**
 * The screen of benchmarks: choose tools, projects and scenarios, watch them being timed, compare, and look back. What is shown is
 * what {@code dx bench} says, failures and losses too.
 */
@NullMarked
package dev.dx.app.gui.bench;

import org.jspecify.annotations.NullMarked;
