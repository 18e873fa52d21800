/** The window and the {@code dx} command over one engine. {@code Main} picks which; nothing depends on this package. */
@NullMarked
package dev.dx.app;

import org.jspecify.annotations.NullMarked;
