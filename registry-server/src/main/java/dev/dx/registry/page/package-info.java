/**
 * The registry's pages for people: HTML without scripts. Every text in it comes from strangers and is escaped where it is
 * written; nothing is loaded from elsewhere, and only addresses of the web can be followed.
 */
@NullMarked
package dev.dx.registry.page;

import org.jspecify.annotations.NullMarked;
