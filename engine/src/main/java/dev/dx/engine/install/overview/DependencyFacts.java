package dev.dx.engine.install.overview;

import dev.dx.engine.install.script.ScriptVerdict;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an installed direct dependency without asking the network.
 *
 * @param licence as its manifest says; null if it does not
 * @param deprecated why its author would rather not have it used; null if nothing is said
 * @param size the bytes it unpacks to; -1 where that is not known
 * @param scripts what the project says of its scripts for installation; null if it has none
 */
public record DependencyFacts(
        @Nullable String licence,
        @Nullable String deprecated,
        long size,
        @Nullable ScriptVerdict scripts) {}
