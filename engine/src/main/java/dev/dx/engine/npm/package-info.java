/**
 * What npm's world calls a package: names, manifests, and which platforms a package is for. What leaves this package is valid
 * by construction.
 */
@NullMarked
package dev.dx.engine.npm;

import org.jspecify.annotations.NullMarked;
