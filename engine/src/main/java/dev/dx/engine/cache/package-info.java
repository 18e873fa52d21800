/**
 * What was fetched before and need not be again: in memory, on disk, and a filter that knows what is on neither. What a cache
 * holds can be dropped at any time; how often it helped is counted and written down.
 */
@NullMarked
package dev.dx.engine.cache;

import org.jspecify.annotations.NullMarked;
