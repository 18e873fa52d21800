/** Packuments as they are told: with the addresses of this registry, and without what may not be had from it. */
@NullMarked
package dev.dx.registry.packument;

import org.jspecify.annotations.NullMarked;
