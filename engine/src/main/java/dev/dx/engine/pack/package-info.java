/**
 * A package as content: its canonical file table and the root that names it. The root depends on the files alone, never
 * on how they were compressed or where they came from; what the files mean is opaque here.
 */
@NullMarked
package dev.dx.engine.pack;

import org.jspecify.annotations.NullMarked;
