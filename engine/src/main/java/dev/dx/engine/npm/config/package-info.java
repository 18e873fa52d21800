/**
 * The configuration as npm reads it: files, environment and command line, in npm's order. A value knows where it came
 * from, and a secret leaves only for the host it was configured for.
 */
@NullMarked
package dev.dx.engine.npm.config;

import org.jspecify.annotations.NullMarked;
