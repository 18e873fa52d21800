/**
 * What readmes are written in. Text from strangers: HTML is text without its tags, and reading takes time in proportion to
 * the text, however it is nested.
 */
@NullMarked
package dev.dx.engine.npm.markdown;

import org.jspecify.annotations.NullMarked;
