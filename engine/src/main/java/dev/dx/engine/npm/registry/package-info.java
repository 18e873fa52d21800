/**
 * What a registry says of packages: packuments, asked for once, read in one pass within limits, and remembered in binary.
 */
@NullMarked
package dev.dx.engine.npm.registry;

import org.jspecify.annotations.NullMarked;
