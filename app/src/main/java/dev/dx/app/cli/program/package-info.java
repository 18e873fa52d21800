/** The commands about DX itself: its version, its health, its window and its speed. */
@NullMarked
package dev.dx.app.cli.program;

import org.jspecify.annotations.NullMarked;
