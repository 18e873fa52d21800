/**
 * Versions and version ranges exactly as npm's own implementation reads, orders, matches and prints them. Everything
 * here is immutable and pure; text that is not a version or a range is null, never an exception.
 */
@NullMarked
package dev.dx.engine.npm.semver;

import org.jspecify.annotations.NullMarked;
