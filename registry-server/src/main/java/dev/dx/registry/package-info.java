/**
 * The registry that other tools and other machines install from. {@link dev.dx.registry.RegistryServer} starts and stops
 * it; whoever runs it, a command or the window, gets the same.
 */
@NullMarked
package dev.dx.registry;

import org.jspecify.annotations.NullMarked;
