package dev.dx.app.gui.control;

import java.util.function.BooleanSupplier;
import javafx.scene.input.KeyCombination;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.Ikon;

/**
 * Something a user can do wherever the focus is: by its key, or by finding it in the palette.
 *
 * @param key null where it has none
 * @param possible whether it can be done now
 */
public record ScreenCommand(
        String title, Ikon icon, @Nullable KeyCombination key, BooleanSupplier possible, Runnable run) {
    /** One that can always be done. */
    public static ScreenCommand of(String title, Ikon icon, String key, Runnable run) {
        return new ScreenCommand(title, icon, KeyCombination.valueOf(key), () -> true, run);
    }

    /** One that has no key. */
    public static ScreenCommand of(String title, Ikon icon, Runnable run) {
        return new ScreenCommand(title, icon, null, () -> true, run);
    }

    public ScreenCommand when(BooleanSupplier condition) {
        return new ScreenCommand(title, icon, key, condition, run);
    }
}
