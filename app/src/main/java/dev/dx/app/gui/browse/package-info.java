/**
 * The screen that looks at packages in the registry: finds them where it can search, and shows what it says of each. Texts
 * come from strangers, and nothing is loaded but from the registry.
 */
@NullMarked
package dev.dx.app.gui.browse;

import org.jspecify.annotations.NullMarked;
