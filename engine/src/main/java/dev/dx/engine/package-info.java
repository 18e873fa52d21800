/**
 * The vocabulary every part of DX speaks: what a package is called, what its bytes must hash to, what happens during an
 * install and how it can fail. Nothing here knows npm, a file system layout or a network, and nothing here depends on
 * another package of the engine.
 */
@NullMarked
package dev.dx.engine;

import org.jspecify.annotations.NullMarked;
