/**
 * A project folder, and what can be done to it: read, resolve, plan, fetch, link, commit or roll back. The public entry
 * point of the engine. Whatever goes wrong before the commit leaves the project as it was.
 */
@NullMarked
package dev.dx.engine.install;

import org.jspecify.annotations.NullMarked;
