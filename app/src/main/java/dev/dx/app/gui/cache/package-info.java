/**
 * The screen of the cache: where installs found what they asked for, what that saved, what took longest to come. Its numbers are
 * those of {@code dx stats}.
 */
@NullMarked
package dev.dx.app.gui.cache;

import org.jspecify.annotations.NullMarked;
