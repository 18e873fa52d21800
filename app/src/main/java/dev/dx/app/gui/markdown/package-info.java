/**
 * Markdown as nodes. Text from strangers: nothing is loaded, nothing runs.
 */
@NullMarked
package dev.dx.app.gui.markdown;

import org.jspecify.annotations.NullMarked;
