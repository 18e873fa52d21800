package dev.dx.app.gui.text;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.ResourceBundle.Control;

/**
 * The window's texts by key, in the language that is spoken. Numbers are written as the texts are, whatever else the desktop
 * is set to: a sentence in one language with the digits of another helps nobody.
 */
public final class Messages {
    private static final String NAME = "dev.dx.app.gui.messages";

    private static volatile Spoken spoken = new Spoken(bundle(Locale.ROOT), Locale.ENGLISH);

    private record Spoken(ResourceBundle texts, Locale locale) {}

    private Messages() {}

    /**
     * The language of all texts from now on; said before the first is asked for.
     *
     * @param tag as in {@code de}; empty for the desktop's language. What DX does not speak is English.
     */
    public static void speak(String tag) {
        Locale wanted = tag.isEmpty() ? Locale.getDefault() : Locale.forLanguageTag(tag);
        boolean german = wanted.getLanguage().equals(Locale.GERMAN.getLanguage());
        spoken = german
                ? new Spoken(bundle(Locale.GERMAN), Locale.GERMAN)
                : new Spoken(bundle(Locale.ROOT), Locale.ENGLISH);
    }

    private static ResourceBundle bundle(Locale locale) {
        return ResourceBundle.getBundle(NAME, locale, Control.getNoFallbackControl(Control.FORMAT_PROPERTIES));
    }

    /** The texts, for FXML to take its own from. */
    public static ResourceBundle bundle() {
        return spoken.texts();
    }

    /** Of the language that is spoken. */
    static Locale locale() {
        return spoken.locale();
    }

    /** The text as it stands. */
    public static String text(String key) {
        return spoken.texts().getString(key);
    }

    /** The text with its {@link MessageFormat} arguments filled in. */
    public static String text(String key, Object... arguments) {
        Spoken now = spoken;
        return new MessageFormat(now.texts().getString(key), now.locale()).format(arguments);
    }
}
