/**
 * The Projects screen: open a folder, see what it depends on, install, add and remove. The models hold what is true and
 * what can be done and know no control; the views hold controls and decide nothing.
 */
@NullMarked
package dev.dx.app.gui.projects;

import org.jspecify.annotations.NullMarked;
