/**
 * Packages that leave a registry's folder or come into it as files, whether a server runs on it or not. What is written is
 * there wholly or not at all, whenever it is cut off.
 */
@NullMarked
package dev.dx.registry.transfer;

import org.jspecify.annotations.NullMarked;
