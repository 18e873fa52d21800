/**
 * Packages that were published here. A version is there once its package's document names it, and by then its archive
 * is; a version number that was used once never means anything else.
 */
@NullMarked
package dev.dx.registry.hosted;

import org.jspecify.annotations.NullMarked;
