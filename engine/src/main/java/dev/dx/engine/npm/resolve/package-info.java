/**
 * From a manifest and what registries say to the tree npm would build. Deterministic: the same manifest, lock and
 * packuments give the same tree, in whatever order answers arrive. It reads no file and opens no connection; it asks a
 * {@link dev.dx.engine.npm.resolve.VersionSource}.
 */
@NullMarked
package dev.dx.engine.npm.resolve;

import org.jspecify.annotations.NullMarked;
