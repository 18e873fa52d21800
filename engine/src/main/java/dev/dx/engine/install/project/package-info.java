/**
 * What stands in a project's folder: its manifest and those of its members, the lock, and the state that the last install
 * left. Read whole or refused; nothing here changes a project.
 */
@NullMarked
package dev.dx.engine.install.project;

import org.jspecify.annotations.NullMarked;
