/**
 * JSON as npm's files hold it: values that keep the order of their keys and the digits of their numbers, and a writer
 * whose output is byte for byte what JavaScript's own would be. Reading is bounded in depth and length.
 */
@NullMarked
package dev.dx.engine.npm.json;

import org.jspecify.annotations.NullMarked;
