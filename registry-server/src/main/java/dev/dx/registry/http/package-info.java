/**
 * The registry over HTTP, as npm, pnpm, yarn and Bun speak to one. Whatever writes wants a token; no answer lets a page of
 * another site read it; an answer that fails half-way ends its connection and is never taken for a whole one.
 */
@NullMarked
package dev.dx.registry.http;

import org.jspecify.annotations.NullMarked;
