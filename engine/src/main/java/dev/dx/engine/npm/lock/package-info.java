/**
 * Lock files of other tools. package-lock.json is read into a tree and written from one; the same tree is always the same
 * bytes, and the ones npm itself would write.
 */
@NullMarked
package dev.dx.engine.npm.lock;

import org.jspecify.annotations.NullMarked;
