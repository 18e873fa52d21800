/** The commands about what is kept on this machine, and about files in DX's formats. */
@NullMarked
package dev.dx.app.cli.store;

import org.jspecify.annotations.NullMarked;
