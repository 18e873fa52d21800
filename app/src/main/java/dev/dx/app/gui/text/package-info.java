/** Every word the window says. The texts stand in {@code messages.properties}; nothing else holds a sentence. */
@NullMarked
package dev.dx.app.gui.text;

import org.jspecify.annotations.NullMarked;
