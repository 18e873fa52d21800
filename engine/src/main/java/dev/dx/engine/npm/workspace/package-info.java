/**
 * Projects of several packages: which folders are members, which versions they share by name, and which of them a command
 * is for. A member's folder is always inside the project.
 */
@NullMarked
package dev.dx.engine.npm.workspace;

import org.jspecify.annotations.NullMarked;
