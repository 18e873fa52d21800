package dev.dx.app.gui.text;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;

/**
 * The window's texts by key. Numbers are written as the texts are, in English, whatever the desktop's language: a
 * sentence in one language with the digits of another helps nobody.
 */
public final class Messages {
    private static final ResourceBundle BUNDLE = ResourceBundle.getBundle("dev.dx.app.gui.messages", Locale.ROOT);

    private Messages() {}

    /** The texts, for FXML to take its own from. */
    public static ResourceBundle bundle() {
        return BUNDLE;
    }

    /** The text as it stands. */
    public static String text(String key) {
        return BUNDLE.getString(key);
    }

    /** The text with its {@link MessageFormat} arguments filled in. */
    public static String text(String key, Object... arguments) {
        return new MessageFormat(BUNDLE.getString(key), Locale.ENGLISH).format(arguments);
    }
}
