/**
 * Every package this registry has to offer, wherever it comes from. A name has one origin: what was published here is
 * never looked for elsewhere, and a name that is kept private is never told to anybody.
 */
@NullMarked
package dev.dx.registry.catalogue;

import org.jspecify.annotations.NullMarked;
