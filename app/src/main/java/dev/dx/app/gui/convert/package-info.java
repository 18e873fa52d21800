/**
 * The screen that makes .dxp files of a list of packages, and shows what that saves. A package that cannot be converted is
 * said with its reason, and stops no other.
 */
@NullMarked
package dev.dx.app.gui.convert;

import org.jspecify.annotations.NullMarked;
