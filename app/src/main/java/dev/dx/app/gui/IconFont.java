package dev.dx.app.gui;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import javafx.scene.text.Font;
import org.kordamp.ikonli.IkonResolverProvider;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.JavaFXFontLoader;

/**
 * The font of the icons, each contour of which is filled by itself. In the one that comes with them strokes overlap, and
 * where JavaFX fills glyphs as shapes, as it does without a graphics card on a screen of twice the density, it leaves out
 * what two contours share. The fonts of texts beside it are mended alike.
 */
final class IconFont {
    private static boolean loaded;

    private IconFont() {}

    /** Once: of two fonts of one name the one that is loaded last counts, so the library's has to be there before. */
    static synchronized void load() {
        if (loaded) {
            return;
        }
        loaded = true;
        IkonResolverProvider.getInstance(JavaFXFontLoader.getInstance()).resolve(Feather.X.getDescription());
        try (InputStream font = Objects.requireNonNull(IconFont.class.getResourceAsStream("fonts/Feather.ttf"))) {
            Font.loadFont(font, Font.getDefault().getSize());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
