package dev.dx.app.gui;

import dev.dx.app.gui.control.ScreenView;
import java.util.function.Supplier;
import org.kordamp.ikonli.Ikon;

/**
 * An entry of the rail.
 *
 * @param view makes the screen; called when it is first shown, so that the others cost nothing at the start
 */
record Screen(String title, Ikon icon, Supplier<ScreenView> view) {}
