/**
 * Markdown as nodes. Text from strangers: nothing is loaded, nothing runs, HTML is text without its tags, and reading takes
 * time in proportion to the text, however it is nested.
 */
@NullMarked
package dev.dx.app.gui.markdown;

import org.jspecify.annotations.NullMarked;
