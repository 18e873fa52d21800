/** The registry that other tools and other machines install from. */
@NullMarked
package dev.dx.registry;

import org.jspecify.annotations.NullMarked;
