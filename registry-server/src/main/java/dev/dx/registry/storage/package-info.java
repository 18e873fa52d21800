/**
 * Where a registry keeps its things: documents that change by comparing and setting, and blobs that never change. What is
 * found is whole, whatever happened to whoever wrote it; many servers may share one storage and need not know of each
 * other.
 */
@NullMarked
package dev.dx.registry.storage;

import org.jspecify.annotations.NullMarked;
