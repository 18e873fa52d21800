/** Certificates a registry shows: one that it is given, or one that it makes for itself. */
@NullMarked
package dev.dx.registry.tls;

import org.jspecify.annotations.NullMarked;
