/**
 * Packages of other registries, fetched when somebody wants them and kept until there is no room. What was fetched once
 * can be had while its registry is away; of many who want the same at once, one asks.
 */
@NullMarked
package dev.dx.registry.upstream;

import org.jspecify.annotations.NullMarked;
