/** What a registry does, as it does it: counts, times and a log. Nothing here is waited for by a request. */
@NullMarked
package dev.dx.registry.activity;

import org.jspecify.annotations.NullMarked;
