/**
 * How words, numbers and documents look when they leave through a terminal or a pipe. Whatever came from a registry or a
 * file is made printable here before it is printed, so that no package can move the cursor or forge a line.
 */
@NullMarked
package dev.dx.app.cli.text;

import org.jspecify.annotations.NullMarked;
