/**
 * Where an install gets versions and packages from: store, caches, registries, git and folders behind one door. A package is
 * fetched once, whoever asks for it.
 */
@NullMarked
package dev.dx.engine.install.supply;

import org.jspecify.annotations.NullMarked;
