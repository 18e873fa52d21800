/**
 * The Registry screen: a registry that runs inside the window, what it does just now, and what there is in it. It goes on
 * while other screens are in front.
 */
@NullMarked
package dev.dx.app.gui.registry;

import org.jspecify.annotations.NullMarked;
