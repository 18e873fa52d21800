/**
 * Packages on their way to a registry: packed as npm packs them, and sent; and the accounts they are sent under. What is
 * sent is sent once: nothing here is repeated without being asked for.
 */
@NullMarked
package dev.dx.engine.npm.publish;

import org.jspecify.annotations.NullMarked;
